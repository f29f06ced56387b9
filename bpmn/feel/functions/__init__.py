"""The functions of FEEL: `table` lists them, the other modules do the work, by kind of value."""

from bpmn.feel.functions.table import BUILTINS, Builtin, Parameter, arrangement

__all__ = ["BUILTINS", "Builtin", "Parameter", "arrangement"]
