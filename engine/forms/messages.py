"""What is said about an answer that cannot be taken: which field, what is wrong, what to do; in Chinese and English.

The answer itself is never repeated: messages reach logs, and answers are personal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.errors import Refusal
from engine.forms.fields import Field, Path, at, label, written
from engine.terms import Titled


@dataclass(frozen=True, slots=True)
class Problem:
    """One answer that cannot be taken."""

    path: str
    """Where, as `partners[1].years`; empty for the answers as a whole."""
    label: Titled
    message: Titled
    remedy: Titled
    code: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.path or 'answers'}: {self.message.en}"


class FormRefused(Refusal):
    """Some answers cannot be taken; `problems` names each of them."""

    code = "FORM-INVALID"
    remedy = "Correct the answers named, then send the form again."
    status = 422

    def __init__(self, form: str, problems: Sequence[Problem]) -> None:
        self.form, self.problems = form, tuple(problems)
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"the form {form} cannot be taken: {problems[0]}{more}")


_REMEDIES: Mapping[str, Titled] = {
    "FORM-REQUIRED": Titled("请填写。", "Fill it in."),
    "FORM-TYPE": Titled("请按要求的类型填写。", "Give a value of the kind asked for."),
    "FORM-UNKNOWN-FIELD": Titled("请删除该项，或者刷新页面后重填。", "Leave it out, or load the form anew."),
    "FORM-FORMAT": Titled("请对照证件逐位核对后重新填写。", "Compare it with the document and write it again."),
    "FORM-PATTERN": Titled("请按说明的格式填写。", "Write it in the form described."),
    "FORM-RANGE": Titled("请填写范围内的数值。", "Give a value within the range."),
    "FORM-LENGTH": Titled("请调整长度。", "Make it longer or shorter."),
    "FORM-ROWS": Titled("请增加或者删除行。", "Add or remove rows."),
    "FORM-CHOICE": Titled("请从列出的选项中选择。", "Choose one of the values listed."),
    "FORM-CHARACTER": Titled(
        "请删除该字符；姓名中的生僻字请用输入法的标准编码重新输入。",
        "Delete the sign; type a rare character again with an input method that uses Unicode.",
    ),
    "FORM-TOO-LARGE": Titled("请减少内容，或者作为材料上传。", "Shorten it, or hand it in as a material."),
    "FORM-RULE": Titled("请核对后更正。", "Check it and correct it."),
}

_KIND_NAMES: Mapping[str, Titled] = {
    "text": Titled("文字", "text"),
    "integer": Titled("整数", "a whole number"),
    "number": Titled("数字", "a number"),
    "boolean": Titled("“是”或“否”", "true or false"),
    "group": Titled("一组填写项", "an object of fields"),
    "rows": Titled("列表", "a list"),
    "any": Titled("可以填写的值", "a plain value"),
}


def problem(root: Field, path: Path, code: str, zh: str, en: str, source: str = "") -> Problem:
    """A problem at that path; `zh` and `en` follow the field's name in the sentence."""
    called = label(root, path)
    message = Titled(f"{called.zh}{zh}", f"{called.en} {en}")
    return Problem(written(path), called, message, _REMEDIES[code], code, source)


def missing(root: Field, path: Path) -> Problem:
    """The field was not answered."""
    return problem(root, path, "FORM-REQUIRED", "没有填写", "is missing")


def wrong_kind(root: Field, path: Path, wanted: Field) -> Problem:
    """The answer is of another kind than the field takes."""
    kind = _KIND_NAMES[wanted.kind]
    return problem(root, path, "FORM-TYPE", f"应为{kind.zh}", f"must be {kind.en}")


def not_offered(root: Field, path: Path) -> Problem:
    """The answer is none of those that the case offers."""
    return problem(root, path, "FORM-CHOICE", "不在列出的范围内", "is none of those listed")


def unknown_field(root: Field, path: Path, name: object) -> Problem:
    """There is no field of that name."""
    shown = "".join(sign for sign in str(name)[:40] if sign.isprintable())
    where = (*path, shown)
    return Problem(
        written(where),
        Titled(shown, shown),
        Titled(f"表单中没有“{shown}”这一项", f"the form has no field {shown!r}"),
        _REMEDIES["FORM-UNKNOWN-FIELD"],
        "FORM-UNKNOWN-FIELD",
    )


def too_long(root: Field, path: Path, wanted: Field) -> Problem:
    """More signs or rows than the field takes."""
    if wanted.kind == "rows":
        return problem(root, path, "FORM-ROWS", f"不得超过{wanted.most}行", f"may have {wanted.most} rows at the most")
    return problem(root, path, "FORM-LENGTH", f"不得超过{wanted.most}个字", f"may have {wanted.most} signs at the most")


def unprintable(root: Field, path: Path, sign: str) -> Problem:
    """The text holds a sign that no document can show."""
    return problem(
        root, path, "FORM-CHARACTER", f"含有不能使用的字符{sign}", f"holds the sign {sign}, which cannot be used"
    )


def too_large(root: Field) -> Problem:
    """The answers as a whole are beyond what a form takes."""
    return problem(root, (), "FORM-TOO-LARGE", "内容过多", "hold more values than a form takes")


def misfit(root: Field, path: Path, keyword: str, limit: Any) -> Problem:
    """The value breaks a keyword of the schema: `limit` is what the schema says about it."""
    wanted = at(root, path)
    unit = wanted.unit if wanted and wanted.unit else Titled("", "")
    code, zh, en = _sentence(keyword, limit, unit)
    said = wanted.schema.get("x-message") if wanted else None
    if isinstance(said, Mapping):
        called = label(root, path)
        message = Titled(str(said.get("zh", zh)), str(said.get("en", en)))
        return Problem(written(path), called, message, _REMEDIES[code], code)
    return problem(root, path, code, zh, en)


def _sentence(keyword: str, limit: Any, unit: Titled) -> tuple[str, str, str]:
    """The code and the two halves of a sentence for a keyword of JSON Schema."""
    zh_unit, en_unit = unit.zh, f" {unit.en}" if unit.en else ""
    sentences: Mapping[str, tuple[str, str, str]] = {
        "minimum": ("FORM-RANGE", f"不得小于{limit}{zh_unit}", f"must be {limit}{en_unit} or more"),
        "maximum": ("FORM-RANGE", f"不得大于{limit}{zh_unit}", f"must be {limit}{en_unit} or less"),
        "exclusiveMinimum": ("FORM-RANGE", f"应当大于{limit}{zh_unit}", f"must be more than {limit}{en_unit}"),
        "exclusiveMaximum": ("FORM-RANGE", f"应当小于{limit}{zh_unit}", f"must be less than {limit}{en_unit}"),
        "multipleOf": ("FORM-RANGE", f"应为{limit}的倍数", f"must be a multiple of {limit}"),
        "minLength": ("FORM-LENGTH", f"不得少于{limit}个字", f"must have {limit} signs or more"),
        "maxLength": ("FORM-LENGTH", f"不得超过{limit}个字", f"may have {limit} signs at the most"),
        "minItems": ("FORM-ROWS", f"不得少于{limit}行", f"must have {limit} rows or more"),
        "maxItems": ("FORM-ROWS", f"不得超过{limit}行", f"may have {limit} rows at the most"),
        "uniqueItems": ("FORM-ROWS", "不得有重复的行", "may not have the same row twice"),
        "pattern": ("FORM-PATTERN", "格式不正确", "is not of the form asked for"),
        "enum": ("FORM-CHOICE", "不在选项之中", "is none of the choices"),
        "oneOf": ("FORM-CHOICE", "不在选项之中", "is none of the choices"),
        "const": ("FORM-CHOICE", "需要确认", "must be confirmed")
        if limit is True
        else ("FORM-CHOICE", f"应为“{limit}”", f"must be {limit!r}"),
        "required": ("FORM-REQUIRED", f"缺少“{limit}”", f"lacks {limit!r}"),
        "type": ("FORM-TYPE", "类型不正确", "is of the wrong kind"),
    }
    return sentences.get(keyword, ("FORM-RULE", "不符合要求", "does not fit what is asked for"))
