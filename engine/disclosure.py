"""What everybody may read of a published decision: its text, without what belongs to natural persons alone.

The sealed paper stays as it is; this is a reading of it for those whom it does not concern. Bodies keep their names.
Source: 行政许可法第四十条; 政府信息公开条例第十五条; 个人信息保护法第七十三条第三项 (去标识化).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from engine.acts.opening import APPLICATION
from engine.acts.reading import read_case
from engine.authority import Account
from engine.forms import Field
from engine.papers import Press, text_of
from engine.store import questions
from engine.store.asking import Row
from engine.view import PERSONAL
from engine.workplace import Workplace
from signing.notation import masked, shortened

_NAMES = ("name", "姓名")
"""What the field is called, by its name or its title, that holds the name of a person."""


def disclosed_text(place: Workplace, press: Press, row: Row) -> str:
    """The text of a published document (a row of the register) as Markdown, names and numbers of persons hidden."""
    case, matter = read_case(place, row["case_id"])
    text = text_of(place, press, case, matter, row)
    with place.database.reading() as connection:
        answered = questions.latest_answers(connection, case.organ, case.id)
    hidden = dict(_of_accounts(place.colleagues([name for name in (case.applicant, case.agent) if name])))
    for answers in answered:
        if answers["form"] == APPLICATION:
            hidden |= dict(_of_fields(matter.forms[APPLICATION].root, orjson.loads(answers["data"])))
    # The longest first: a name may stand in another.
    for said in sorted(hidden, key=len, reverse=True):
        text = text.replace(said, hidden[said])
    return text


def _hidden(number: str) -> str:
    """A number with its middle hidden, by signs that mean nothing in Markdown."""
    return masked(number).replace("*", "＊")


def _of_accounts(people: Mapping[str, Account]) -> Iterator[tuple[str, str]]:
    for one in people.values():
        if one.kind == "person":
            yield one.person, shortened(one.person)
            yield from ((number, _hidden(number)) for number in (one.id_number, one.phone, one.email) if number)


def _of_fields(field: Field, value: Any) -> Iterator[tuple[str, str]]:
    """What is personal in an answer. Who gives an identity number is a person, and so the name beside it is one's."""
    if isinstance(value, list) and field.item is not None:
        for row in value:
            yield from _of_fields(field.item, row)
    elif isinstance(value, Mapping):
        of_a_person = any(inner.format == "resident-id" for inner in field.fields.values())
        for inner in field.fields.values():
            said = value.get(inner.name)
            if of_a_person and isinstance(said, str) and said and {inner.name, inner.titled.zh} & set(_NAMES):
                yield said, shortened(said)
            else:
                yield from _of_fields(inner, said)
    elif isinstance(value, str) and value and field.format in PERSONAL:
        yield value, _hidden(value)
