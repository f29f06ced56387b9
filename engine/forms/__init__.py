"""What an applicant or an official is asked, and whether the answers can be taken."""

from engine.forms.fields import Field, SchemaRefused
from engine.forms.form import Checked, Form, hidden
from engine.forms.messages import FormRefused, Problem
from engine.forms.publication import SchemaProblem
from engine.forms.rules import ParameterMissing

__all__ = [
    "Checked",
    "Field",
    "Form",
    "FormRefused",
    "ParameterMissing",
    "Problem",
    "SchemaProblem",
    "SchemaRefused",
    "hidden",
]
