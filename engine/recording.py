"""A real case written down as an example: who did what when, with everybody in it replaced by invented people.

Names, numbers, telephones and addresses become invented, valid ones, the same by the same; what people wrote in their
own words is left out; choices, figures and days stay, so that the case goes the same way and ends the same. What the
office did by itself is not written: in the rehearsal it does it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import yaml

from engine.authority import SYSTEM, Account
from engine.errors import Failure
from engine.forms import Field
from engine.invention import Invention
from engine.office import Office
from engine.story import Deed, Story, story
from engine.terms import Outcome, Status, TaskVerb

_PARAGRAPH = 300
_LEFT_OUT = "（原文{}字，录制时略去。）"
"""Texts that may be longer are somebody's own words, and left out."""
_PERSONS = ("姓名", "联系人", "负责人", "经办人", "代表人", "代理人", "申请人")
_NUMBERS = ("号", "号码", "编号", "代码", "文号")
_ADDRESSES = ("地址", "住所", "住址", "地点", "场地", "坐落")
_BODIES = ("名称", "单位", "机构", "公司", "企业", "字号")
_DAY_HAS_BEGUN = time(0, 2)


class RecordingLeaks(Failure):
    """Something personal would have been left in the example."""

    code = "RECORDING-LEAKS"
    remedy = "Nothing was written. Send the form of the matter, without the case, to the makers of Sealflow."

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} name(s), number(s) or address(es) of the case would be left in the example")


def recorded(office: Office, reference: str) -> str:
    """The case as the YAML of an example. Raises CaseUnknown, RecordingLeaks."""
    shown = office.show_case(reference)
    told = story(office, reference)
    recording = _Recording(office, told)
    recording.example(shown)  # meets everybody once, so that whoever comes late is replaced in what comes early
    example = recording.example(shown)
    written = yaml.safe_dump(example, allow_unicode=True, sort_keys=False, default_flow_style=None, width=120)
    if left := recording.invention.left_in(written):
        raise RecordingLeaks(left)
    return written


class _Recording:
    def __init__(self, office: Office, told: Story) -> None:
        self._office, self._told, self._matter = office, told, told.matter
        self.invention = Invention(told.deeds[0].at.date())
        self._accounts = dict(self._invented_accounts())
        if told.agent:
            represented = frozenset({self._by(told.applicant)})
            self._accounts[told.agent] = replace(self._accounts[told.agent], agent_for=represented)

    def example(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """The whole example, keys in the order in which one reads it."""
        opening, *deeds = self._told.deeds
        owed = [m.id for m in self._matter.asked_of(opening.answers)]
        agent = {"agent": self._by(self._told.agent)} if self._told.agent else {}
        official = opening.by not in (self._told.applicant, self._told.agent)
        opened_by = {"opened_by": self._by(opening.by)} if official else {}
        outcome = Outcome(shown["outcome"]).titled if shown["outcome"] else Status(shown["status"]).titled
        title = self._matter.title
        return {
            "title": {"zh": f"录制：{title.zh}，{outcome.zh}", "en": f"Recorded: {title.en}, {outcome.en}"},
            "source": f"录自{opening.at.year}年的一个办件；人名、号码、地址均为虚构，自由填写的文字已略去",
            "people": [_row(account) for account in self._accounts.values()],
            "applicant": self._by(self._told.applicant),
            **agent,
            **opened_by,
            "answers": self._answers("application", opening),
            "materials": "all" if sorted(opening.materials) == sorted(owed) else sorted(set(opening.materials)),
            "opened": _moment(opening.at),
            "when": [*self._lines(deeds), {"at": _moment(self._end()), "nothing": "happens"}],
            "then": self._then(shown),
        }

    def _lines(self, deeds: list[Deed]) -> Iterator[dict[str, Any]]:
        """What people did; the office's own deeds follow from that."""
        for deed in deeds:
            if deed.by == SYSTEM.name:
                continue
            line: dict[str, Any] = {"at": _moment(deed.at), "by": self._by(deed.behalf or deed.by)}
            if deed.verb == "aside":
                continue  # what came of it is told by what was completed
            if deed.verb:
                to = self._by(deed.to) if deed.to in self._accounts else deed.to
                place = {"place": deed.place} if deed.place else {}
                yield line | {"verb": deed.verb, "task": deed.step, "to": to, **place, "note": _LEFT_OUT.format(0)}
                continue
            if deed.step:
                step = self._matter.steps[deed.step]
                line |= {"step": deed.step, **({"act": deed.outcome} if deed.outcome else {})}
                answers = self._answers(step.form, deed)
            elif deed.message:
                line |= {"message": deed.message}
                answers = {}
            elif deed.act in self._matter.case_acts:
                line |= {"case_act": deed.act}
                answers = self._answers(self._matter.case_acts[deed.act].form, deed)
            else:
                continue  # looked at, downloaded, claimed: nothing in law
            line |= {"answers": answers} if answers else {}
            line |= {"materials": sorted(set(deed.materials))} if deed.materials else {}
            line |= {"irregular": True, "note": _LEFT_OUT.format(len(deed.note))} if deed.irregular else {}
            yield line

    def _end(self) -> datetime:
        """When everything told had happened; a limit that ran out does so when the office begins its day."""
        last = self._told.deeds[-1].at
        begun = datetime.combine(last.date(), _DAY_HAS_BEGUN, last.tzinfo)
        return max(last + timedelta(minutes=1), begun)

    def _then(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        clocks = {clock["name"]: {"due": clock["due"], "state": clock["state"]} for clock in shown["clocks"]}
        return {
            "status": shown["status"],
            **({"outcome": shown["outcome"]} if shown["outcome"] else {}),
            "documents": sorted(document["kind"] for document in shown["documents"]),
            "tasks": sorted(task["step"] for task in shown["tasks"] if "part" not in task),
            "clocks": clocks,
        }

    # ---- people --------------------------------------------------------------------------------------------------

    def _invented_accounts(self) -> Iterator[tuple[str, Account]]:
        """An invented account for each that had a part in the case."""
        numbers: Counter[str] = Counter()
        names = self._names()
        known = self._office.place.colleagues(names)
        for name, real in ((name, known[name]) for name in names):
            if real.organ:
                kind = min(real.roles, default="official")
            else:
                kind = "agent" if name == self._told.agent else "applicant"
            numbers[kind] += 1
            called = self.invention.organisation if real.kind == "organisation" else self.invention.name
            yield (
                name,
                replace(
                    real,
                    name=f"{kind}_{numbers[kind]}",
                    person=called(real.person),
                    id_number=self.invention.number(real.id_number) if real.id_number else "",
                    phone=self.invention.number(real.phone) if real.phone else "",
                    agent_for=frozenset(),
                ),
            )

    def _names(self) -> list[str]:
        """The accounts that acted, applied or were named as officers."""
        names = [self._told.applicant, self._told.agent, *(deed.by for deed in self._told.deeds)]
        names += [name for deed in self._told.deeds for name in (deed.behalf, _signer(deed))]
        for deed in self._told.deeds:
            named = deed.answers.get("officers")
            names += [name for name in named if isinstance(name, str)] if isinstance(named, list) else []
        return [name for name in dict.fromkeys(names) if name and name != SYSTEM.name]

    def _by(self, name: str) -> str:
        return self._accounts[name].name

    # ---- answers -------------------------------------------------------------------------------------------------

    def _answers(self, form: str, deed: Deed) -> dict[str, Any]:
        if form not in self._matter.forms:
            return {}
        root = self._matter.forms[form].root
        words = form == "application" or deed.by in (self._told.applicant, self._told.agent)
        return {
            name: self._value(root.fields[name], value, words)
            for name, value in deed.answers.items()
            if name in root.fields
        }

    def _value(self, field: Field, value: Any, applicants: bool) -> Any:
        if isinstance(value, list) and field.item is not None:
            return [self._value(field.item, row, applicants) for row in value]
        if isinstance(value, dict):
            return {
                name: self._value(field.fields[name], below, applicants)
                for name, below in value.items()
                if name in field.fields
            }
        if not isinstance(value, str) or field.choices():
            return value
        if value in self._accounts:
            return self._by(value)
        return self._text(field, value, applicants)

    def _text(self, field: Field, value: str, applicants: bool) -> str:
        takes = field.takes
        if field.format in ("resident-id", "mobile-cn", "uscc", "lawyer-licence-no"):
            return self.invention.number(value, field.format)
        if field.format:
            return value
        if field.most >= _PARAGRAPH or field.schema.get("x-widget") == "paragraph":
            return _LEFT_OUT.format(len(value))[: field.most]
        invent = self._inventor(field)
        if invent is not None and takes(made := invent(value)):
            return made
        if applicants or invent is not None:
            return self.invention.filling(value, takes)
        return self.invention.text(value)

    def _inventor(self, field: Field) -> Callable[[str], str] | None:
        """What makes up another value for a field, by what the field is called; None when that tells nothing."""
        called = field.titled.zh
        if called.endswith(_NUMBERS):
            return self.invention.number
        if any(word in called for word in _PERSONS):
            return self.invention.name
        if any(word in called for word in _ADDRESSES):
            return self.invention.address
        if any(word in called for word in _BODIES):
            return self.invention.organisation
        return None


def _signer(deed: Deed) -> str:
    """Whom a verb added to or removed from those who sign."""
    return deed.to if deed.verb in (TaskVerb.ADD_SIGNER, TaskVerb.REMOVE_SIGNER) else ""


def _row(account: Account) -> dict[str, Any]:
    """An account as a row of people."""
    row: dict[str, Any] = {"account": account.name, "name": account.person}
    if account.organ:
        return {**row, "organ": account.organ, "roles": sorted(account.roles)}
    row |= {"kind": account.kind, "id_kind": account.id_kind, "id_number": account.id_number, "mobile": account.phone}
    return {**row, "agent_for": sorted(account.agent_for)} if account.agent_for else row


def _moment(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")
