"""Parts of a task: each a task of its own for a signer or for somebody asked, gone with the one it was added to.

While parts are open, what whoever does the task has signed is held; with the last of them it is done. An objection
gives the task back to whoever decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import orjson

from engine.acts.at_task import (
    AtTask,
    TaskHeld,
    must_be_free,
    must_be_mine,
    must_be_offered,
    must_be_open,
    must_be_whole,
    packed_about,
    read_task,
)
from engine.acts.attempts import attempt
from engine.acts.change import Change, Trial
from engine.acts.handing import took_part
from engine.acts.writing import NoteMissing, check_note, write
from engine.case import Case
from engine.forms import Checked
from engine.store import questions
from engine.store.asking import Row
from engine.terms import PartKind, Place, TaskVerb, Titled
from engine.workplace import Workplace


def complete_part(at: AtTask, outcome: str, note: str, trial: Trial | None) -> Change:
    """A signer agrees or objects, or a question is answered; the last signature completes the step.

    Raises as `steps.complete`; NoteMissing for an objection or answer without words.
    """
    must_be_open(at)
    must_be_mine(at, f"do {at.step.id} in {at.case.number}")
    check_note(note)
    if outcome != "agree" and not note.strip():
        raise NoteMissing(outcome)
    kind = PartKind(at.about["kind"])
    change = at.change()
    if kind is PartKind.SIGNER:
        for hand in at.hands:
            must_be_free(at, hand)
        took_part(at)
    content = change.answer(outcome, at.step.id, at.account, {}, note) if note else ""
    at.case.revision += 1
    change.entry(at.account, outcome, **at.told, part=kind, content=content)
    change.close_part(at.token, at.account, outcome)
    main = main_of(at)
    if main is not None:
        if outcome == "object":
            _give_back(change, at, main)
        else:
            one_less(change, at, main, trial)
    if trial is not None:
        trial(change)
    change.commit()
    return change


def hold(
    at: AtTask,
    change: Change,
    outcome: str,
    checked: Checked,
    note: str,
    officers: list[str],
    voting: str,
    irregular: bool,
    trial: Trial | None,
) -> None:
    """Keep what whoever does the task has signed until the others have, and ask those who come after.

    What it will bring about is tried at once: whoever signs hears what is amiss, not whoever signs last.
    """
    tried = Change(at.place, Case.from_row(at.row), at.matter, change.now)
    write(tried, at.step, at.token, at.account, outcome, checked, note, (), officers, voting, irregular)
    if trial is not None:
        trial(tried)
    content = change.answer(at.step.form, at.step.id, at.account, checked.answers, note)
    at.case.revision += 1
    change.entry(at.account, "sign", **at.told, outcome=outcome, content=content)
    about = at.about
    about["held"] = {
        "by": at.account.name, "for": at.behalf.name if at.behalf else "", "outcome": outcome,
        "entry": at.case.entries, "routes": dict(checked.routes), "officers": officers, "voting": voting,
        "irregular": irregular,
    }  # fmt: skip
    for coming in about.pop("after", ()):
        open_part(change, at, about, PartKind.SIGNER, coming, Place.AFTER)
    change.alter(at.row, about=packed_about(about))


def waits_for_others(at: AtTask) -> bool:
    """Whether what is done now is only signed. Raises TaskHeld when others must sign or answer before."""
    about = at.about
    if about.get("delegators"):
        raise TaskHeld(TaskVerb.COMPLETE, Titled("正由他人代为提出意见", f"{at.assignee} is to give an opinion first"))
    if about.get("held"):
        raise TaskHeld(TaskVerb.COMPLETE, Titled("您已签署，正等其他人", "you have signed; others have yet to"))
    if not about.get("parts"):
        return bool(about.get("after"))
    beside = False
    today = at.place.day(at.place.now()).isoformat()
    for part in parts_of(at):
        told = orjson.loads(part["about"])
        who = part["assignee"] or part["role"]
        if told["kind"] == PartKind.QUESTION:
            if part["due_on"] >= today:
                raise TaskHeld(
                    TaskVerb.COMPLETE,
                    Titled(f"正等{who}在{part['due_on']}前答复", f"{who} is to answer by {part['due_on']}"),
                )
        elif told["place"] == Place.BEFORE:
            raise TaskHeld(TaskVerb.COMPLETE, Titled(f"{who}应当先签", f"{who} is to sign first"))
        else:
            beside = True
    return beside or bool(about.get("after"))


def parts_of(at: AtTask) -> list[Row]:
    """The open parts of a task."""
    with at.place.database.reading() as connection:
        tasks = questions.open_tasks(connection, at.case.organ, at.case.id)
    return [row for row in tasks if row["main"] == at.token]


def main_of(at: AtTask) -> AtTask | None:
    """The open task that this one is a part of."""
    with at.place.database.reading() as connection:
        tasks = questions.open_tasks(connection, at.case.organ, at.case.id)
    row = next((row for row in tasks if row["token"] == at.main), None)
    if row is None:
        return None
    renamed = {f"task_{name}": value for name, value in row.items()}
    return AtTask(at.place, renamed, at.case, at.matter, at.step, at.account)


def open_part(
    change: Change,
    at: AtTask,
    about: dict[str, Any],
    kind: PartKind,
    whom: Mapping[str, Any],
    place: Place | None,
    due: date | None = None,
) -> None:
    """Open a part of the task, and count it in what was arranged about the task (`about`, which the caller writes)."""
    about["parts"] = about.get("parts", 0) + 1
    told = {"kind": kind, "by": whom["by"], "place": place, "asked": whom.get("asked")}
    role = at.step.role
    change.open_part(
        at.row, whom["who"] or None, whom.get("organ", role.organ), whom.get("role", role.role),
        packed_about(told), due.isoformat() if due else at.row["task_due_on"],
    )  # fmt: skip


def one_less(change: Change, at: AtTask, main: AtTask, trial: Trial | None) -> None:
    """One part of the task is over; with the last, what was signed is done."""
    about = main.about
    about["parts"] = about.get("parts", 0) - 1
    held = about.get("held")
    if held is None or about["parts"] > 0 or about.get("after"):
        change.alter(main.row, about=packed_about(about))
        return
    hands = [name for name in (held["by"], held["for"]) if name]
    found = main.place.colleagues(hands)
    answers, note = change.kept(held["entry"])
    write(
        change, main.step, main.token, found[held["by"]], held["outcome"], Checked(answers, held["routes"]),
        note, (), [*held["officers"], *hands[1:]], held["voting"],
        held["irregular"], signed=held["entry"], on_behalf=held["for"],
    )  # fmt: skip


def _give_back(change: Change, at: AtTask, main: AtTask) -> None:
    """An objection: what was signed is open again, and who comes after signs after it anew."""
    about = main.about
    about["parts"] = about.get("parts", 0) - 1
    about.pop("held", None)
    if at.about.get("place") == Place.AFTER:
        about["after"] = [{"who": at.assignee, "by": at.about["by"]}, *about.get("after", ())]
    _ask_again_later(change, main, about, but=at.token)


def unsign(at: AtTask, note: str) -> Change:
    """What the account signed, while others have yet to, is as if not signed. Raises VerbNotPossible."""
    may_unsign(at)
    change = at.change()
    content = change.answer(TaskVerb.TAKE_BACK, at.step.id, at.account, {}, note) if note else ""
    at.case.revision += 1
    change.entry(at.account, TaskVerb.TAKE_BACK, **at.told, content=content)
    about = at.about
    del about["held"]
    _ask_again_later(change, at, about)
    return change


def may_unsign(at: AtTask) -> None:
    """Raises VerbNotPossible unless the account has signed and the step waits for others."""
    held = at.about.get("held")
    if not held or held["by"] != at.account.name:
        raise at.refuse(TaskVerb.TAKE_BACK, "您还没有办理", "you have not done it yet")


def _ask_again_later(change: Change, main: AtTask, about: dict[str, Any], but: str = "") -> None:
    """Close what was opened for those who sign after, who sign when the task is signed anew."""
    for part in parts_of(main):
        told = orjson.loads(part["about"])
        if part["token"] != but and told.get("place") == Place.AFTER:
            about["after"] = [*about.get("after", ()), {"who": part["assignee"], "by": told["by"]}]
            about["parts"] -= 1
            change.close_part(part["token"], main.account, None)
    change.alter(main.row, about=packed_about(about))


def must_be_arrangeable(at: AtTask, verb: TaskVerb) -> None:
    """Raises why the account may not arrange anything about the task."""
    must_be_open(at)
    must_be_offered(at, verb)
    must_be_whole(at, verb)
    must_be_mine(at, f"{verb} {at.step.id} in {at.case.number}")


def at_task(place: Workplace, task: str, account: str, work: Callable[[AtTask], Change]) -> Change:
    """The change that the work makes of the task, written."""

    def done() -> Change:
        change = work(read_task(place, task, account))
        change.commit()
        return change

    return attempt(done, task)
