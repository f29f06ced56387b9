"""Files of decisions, written in a few words for tests."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/"

Column = str
"""`name`, `name:type`, `name:type=values`, for an output also `name:type=values!default`; the type may be empty."""


def definitions(*inside: str, namespace: str = MODEL, more: str = "") -> bytes:
    """A file that holds these elements."""
    text = f'<definitions xmlns="{namespace}" id="d" name="d" namespace="urn:d"{more}>{"".join(inside)}</definitions>'
    return text.replace("<decision ", "\n<decision ").replace("<rule ", "\n<rule ").encode()


def table(
    inputs: Sequence[Column], outputs: Sequence[Column], rules: Sequence[str], policy: str = "UNIQUE", more: str = ""
) -> str:
    """A decision table. A rule is `cell | cell -> output | output`, with ` # note` behind."""
    head = "".join(_input(column, n) for n, column in enumerate(inputs, 1))
    head += "".join(_output(column) for column in outputs)
    policy = f' hitPolicy="{policy}"' if policy else ""
    rows = "".join(_rule(rule, n, len(inputs)) for n, rule in enumerate(rules, 1))
    return f'<decisionTable id="t"{policy}{more}>{head}{rows}</decisionTable>'


def decision(logic: str, id: str = "decide", requires: Sequence[str] = (), name: str = "", type: str = "") -> str:
    """A decision with logic; `requires` are ids, of knowledge models with `()` behind, of inputs with `?`."""
    arrows = "".join(_requirement(one) for one in requires)
    of = f' typeRef="{type}"' if type else ""
    name = escape(name or id)
    return f'<decision id="{id}" name="{name}"><variable name="{name}"{of}/>{arrows}{logic}</decision>'


def literal(text: str) -> str:
    """A literal expression."""
    return f"<literalExpression><text>{escape(text)}</text></literalExpression>"


def input_data(id: str, name: str = "", type: str = "") -> str:
    """An input with a name and perhaps a type."""
    of = f' typeRef="{type}"' if type else ""
    return f'<inputData id="{id}" name="{escape(name or id)}"><variable name="{escape(name or id)}"{of}/></inputData>'


def knowledge(id: str, parameters: Sequence[str], logic: str, requires: Sequence[str] = ()) -> str:
    """A business knowledge model: a function with a name."""
    formal = "".join(f'<formalParameter name="{p.partition(":")[0]}"{_type(p)}/>' for p in parameters)
    arrows = "".join(_requirement(one) for one in requires)
    return (
        f'<businessKnowledgeModel id="{id}" name="{id}"><encapsulatedLogic>{formal}{logic}</encapsulatedLogic>'
        f"{arrows}</businessKnowledgeModel>"
    )


def item(name: str, type: str = "", values: str = "", components: str = "", collection: bool = False) -> str:
    """An item definition, or with another tag of the same form one of its components."""
    inside = (f"<typeRef>{type}</typeRef>" if type else "") + (
        f"<allowedValues><text>{escape(values)}</text></allowedValues>" if values else ""
    )
    many = ' isCollection="true"' if collection else ""
    return f'<itemDefinition name="{escape(name)}"{many}>{inside}{components}</itemDefinition>'


def component(name: str, type: str) -> str:
    """A part of an item."""
    return f'<itemComponent name="{escape(name)}"><typeRef>{type}</typeRef></itemComponent>'


def _type(column: str) -> str:
    type = column.partition(":")[2].partition("=")[0]
    return f' typeRef="{type}"' if type else ""


def _input(column: Column, number: int) -> str:
    name, _, rest = column.partition(":")
    values = rest.partition("=")[2]
    allowed = f"<inputValues><text>{escape(values)}</text></inputValues>" if values else ""
    said = f"<inputExpression{_type(column)}><text>{escape(name)}</text></inputExpression>"
    return f'<input id="i{number}">{said}{allowed}</input>'


def _output(column: Column) -> str:
    name, _, rest = column.partition(":")
    values, _, default = rest.partition("=")[2].partition("!")
    inside = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
    inside += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
    return f'<output id="o_{name}" name="{name}"{_type(column)}>{inside}</output>'


def _rule(rule: str, number: int, inputs: int) -> str:
    cells, _, note = rule.partition(" # ")
    tested, _, given = cells.rpartition("->")
    described = f"<description>{escape(note)}</description>" if note else ""
    columns = tested.split("|") if inputs else []
    entries = "".join(f"<inputEntry><text>{escape(cell.strip())}</text></inputEntry>" for cell in columns)
    entries += "".join(f"<outputEntry><text>{escape(cell.strip())}</text></outputEntry>" for cell in given.split("|"))
    return f'<rule id="r{number}">{described}{entries}</rule>'


def _requirement(one: str) -> str:
    if one.endswith("()"):
        return f'<knowledgeRequirement><requiredKnowledge href="#{one[:-2]}"/></knowledgeRequirement>'
    if one.endswith("?"):
        return f'<informationRequirement><requiredInput href="#{one[:-1]}"/></informationRequirement>'
    return f'<informationRequirement><requiredDecision href="#{one}"/></informationRequirement>'
