"""What is asked of cases: their rows, tasks, entries, answers, materials and signals, one function per question.

Statements are built once, with named parameters: on the hot path, building them costs more than running them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.asking import Row, all_rows, one_row, p
from engine.store.prepared import Prepared
from engine.store.tables import (
    CANCELLED,
    OPEN,
    accounts,
    answers,
    awaited,
    cases,
    commands,
    copies,
    entries,
    likenesses,
    materials,
    name_tails,
    named_people,
    tasks,
    urgency,
)

# ---- cases -----------------------------------------------------------------------------------------------------------

_CASE_BY_ID = sa.select(cases).where(cases.c.id == p("id"))
_CASE_BY_NUMBER = sa.select(cases).where(cases.c.number == p("id"))
_INSERT_CASE = Prepared(sa.insert(cases))
_FIXED = (
    "organ", "id", "number", "matter", "bundle", "applicant", "agent", "title", "opened_at", "witnessed", "parent",
    "part", "told",
)  # fmt: skip
"""Columns that no act changes."""
_UPDATE_CASE = Prepared(
    sa.update(cases)
    .where(cases.c.organ == p("b_organ"), cases.c.id == p("b_id"), cases.c.version == p("b_version"))
    .values({c.name: p(c.name) for c in cases.c if c.name not in _FIXED})
)


def case(connection: Connection, reference: str) -> Row | None:
    """The case with this id or number."""
    statement = _CASE_BY_ID if len(reference) == 36 else _CASE_BY_NUMBER
    return one_row(connection, statement, {"id": reference})


def insert_case(connection: Connection, row: Row) -> None:
    """Add a case."""
    _INSERT_CASE.run(connection, row)


def update_case(connection: Connection, row: Row, version: int) -> bool:
    """Write a case's changing columns if its version is still `version`; False when somebody was faster."""
    told = {**row, "b_organ": row["organ"], "b_id": row["id"], "b_version": version}
    return _UPDATE_CASE.run(connection, told) == 1


_CHILDREN = sa.select(cases).where(cases.c.parent == p("parent")).order_by(cases.c.id)


def children_of(connection: Connection, parent: str) -> Sequence[Row]:
    """The child cases of the case with this id, in order of opening."""
    return all_rows(connection, _CHILDREN, {"parent": parent})


_LISTED = [cases.c[name] for name in ("id", "number", "matter", "title", "status", "opened_at", "closed_at")]


_CASES_BY_ID = sa.select(*_LISTED).where(cases.c.id.in_(p("ids", expanding=True))).order_by(cases.c.id.desc())


def _newest(connection: Connection, parts: Iterable[Any], before: str, most: int) -> Sequence[Row]:
    """The newest of the cases whose ids the parts hold, each part read from its index and no further than needed.

    Ids first, then their rows: given both in one statement, PostgreSQL may walk all cases to save a sort of so many.
    """
    ids: set[str] = set()
    for part in parts:
        (id,) = part.selected_columns
        older = part.where(id < before) if before else part
        ids.update(connection.execute(older.distinct().order_by(id.desc()).limit(most)).scalars())
    return all_rows(connection, _CASES_BY_ID, {"ids": sorted(ids, reverse=True)[:most]}) if ids else ()


def cases_of_applicant(
    connection: Connection, account: str, before: str = "", most: int = 200, organ: str = ""
) -> Sequence[Row]:
    """The newest cases in which this account is applicant or agent, or that name it.

    before: those older than the case of this id.

    organ: only those in which it takes part.
    """
    part = (takes_part_in(organ),) if organ else ()
    mine = [sa.select(cases.c.id).where(column == account, *part) for column in (cases.c.applicant, cases.c.agent)]
    names = sa.select(named_people.c.case_id).where(named_people.c.account == account)
    if organ:
        same = (cases.c.organ == named_people.c.organ, cases.c.id == named_people.c.case_id)
        names = names.join(cases, sa.and_(*same)).where(*part)
    return _newest(connection, [*mine, names], before, most)


def cases_naming(connection: Connection, account: str, before: str = "", most: int = 200) -> Sequence[Row]:
    """The newest cases that name this account; `before`: those older than the case of this id."""
    names = sa.select(named_people.c.case_id).where(named_people.c.account == account)
    return _newest(connection, [names], before, most)


def takes_part_in(organ: str) -> sa.ColumnElement[bool]:
    """Whether an organ takes part in a case, as `cases_of_organ` tells it: it accepted it, or has a task in it."""
    same = (tasks.c.organ == cases.c.organ, tasks.c.case_id == cases.c.id)
    return (cases.c.organ == organ) | sa.exists().where(*same, tasks.c.for_organ == organ).correlate(cases)


def takes_part(connection: Connection, organ: str, home: str, case_id: str) -> bool:
    """Whether the organ takes part in the case that `home` keeps under this id."""
    asked = sa.select(cases.c.id).where(cases.c.organ == home, cases.c.id == case_id, takes_part_in(organ))
    return connection.execute(asked).first() is not None


def cases_of_organ(connection: Connection, organ: str, before: str = "", most: int = 200) -> Sequence[Row]:
    """The newest cases that this organ accepted or has a task in; `before`: those older than the case of this id."""
    accepted = sa.select(cases.c.id).where(cases.c.organ == organ)
    involved = sa.select(tasks.c.case_id).where(tasks.c.for_organ == organ)
    return _newest(connection, [accepted, involved], before, most)


def cases_by_name(connection: Connection, part: str, organ: str, most: int) -> Sequence[Row]:
    """The newest cases in which the organ takes part, of applicants in whose name this part is."""
    # No sign comes after the last of Unicode: the span holds what begins with the part.
    begins = name_tails.c.tail.between(part, part + "\U0010ffff")
    people = sa.select(name_tails.c.account).where(begins)
    found = sa.select(cases.c.id).where(cases.c.applicant.in_(people), takes_part_in(organ)).cte("found")
    # PostgreSQL would else go through the cases by id until enough are somebody's of that name.
    found = found.prefix_with("MATERIALIZED", dialect="postgresql")
    asked = sa.select(cases).where(cases.c.id.in_(sa.select(found.c.id)))
    return all_rows(connection, asked.order_by(cases.c.id.desc()).limit(most))


_DUE_CASES = sa.select(cases.c.id).where(cases.c.next_due <= p("now")).order_by(cases.c.next_due).limit(p("most"))


def due_cases(connection: Connection, now: str, most: int = 100) -> list[str]:
    """Ids of cases in which a timer or a limit has run out."""
    return [row[0] for row in connection.execute(_DUE_CASES, {"now": now, "most": most})]


def put_off_case(connection: Connection, case_id: str, until: str) -> None:
    """Ask a case that could not go on again at `until`. Not part of the case's own history: no version is counted."""
    still = (cases.c.id == case_id, cases.c.closed_at.is_(None), cases.c.next_due < until)
    connection.execute(sa.update(cases).where(*still).values(next_due=until))


_PROVISIONAL = sa.select(cases.c.id).where(cases.c.provisional == 1)


def provisional_cases(connection: Connection) -> list[str]:
    """Ids of cases with a deadline that reached into a year not yet published."""
    return [row[0] for row in connection.execute(_PROVISIONAL)]


def case_ids(connection: Connection) -> list[tuple[str, str]]:
    """(organ, id) of every case, in order of opening."""
    return [(row[0], row[1]) for row in connection.execute(sa.select(cases.c.organ, cases.c.id).order_by(cases.c.id))]


# ---- tasks -----------------------------------------------------------------------------------------------------------

_TASK_COLUMNS = [c.label(f"task_{c.name}") for c in tasks.c if c.name not in ("organ", "case_id", "bundle")]
_TASK_WITH_CASE = Prepared(
    sa.select(*_TASK_COLUMNS, cases, accounts.c.organ.label("account_organ"), accounts.c.person)
    .select_from(
        tasks.join(cases, sa.and_(cases.c.organ == tasks.c.organ, cases.c.id == tasks.c.case_id)).outerjoin(
            accounts, accounts.c.name == p("account")
        )
    )
    .where(tasks.c.id == p("id"))
)


def task_with_case(connection: Connection, task: str, account: str) -> Row | None:
    """A task (columns `task_…`), its case and the account that asks (`account_organ`, `person`), in one statement."""
    return _TASK_WITH_CASE.first(connection, {"id": task, "account": account})


_OPEN_TASKS = (
    sa.select(tasks)
    .where(tasks.c.organ == p("organ"), tasks.c.case_id == p("case_id"), tasks.c.state == OPEN)
    .order_by(tasks.c.opened_at, tasks.c.id)
)
_ALL_TASKS = (
    sa.select(tasks)
    .where(tasks.c.organ == p("organ"), tasks.c.case_id == p("case_id"))
    .order_by(tasks.c.opened_at, tasks.c.id)
)


def open_tasks(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """The open tasks of a case."""
    return all_rows(connection, _OPEN_TASKS, {"organ": organ, "case_id": case_id})


def all_tasks(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """Every task a case ever had."""
    return all_rows(connection, _ALL_TASKS, {"organ": organ, "case_id": case_id})


_INSERT_TASK = Prepared(sa.insert(tasks))
_CLOSE_TASK = Prepared(
    sa.update(tasks)
    .where(
        tasks.c.organ == p("b_organ"),
        tasks.c.case_id == p("b_case"),
        tasks.c.token == p("b_token"),
        tasks.c.state == OPEN,
    )
    .values(state=p("state"), done_at=p("done_at"), done_by=p("done_by"), outcome=p("outcome"))
)
_CANCEL_PARTS = (
    sa.update(tasks)
    .where(
        tasks.c.organ == p("b_organ"),
        tasks.c.case_id == p("b_case"),
        tasks.c.main == p("b_token"),
        tasks.c.state == OPEN,
    )
    .values(state=CANCELLED, done_at=p("done_at"), done_by=p("done_by"))
)
_ALTER = (
    sa.update(tasks)
    .where(
        tasks.c.organ == p("b_organ"),
        tasks.c.case_id == p("b_case"),
        tasks.c.token == p("b_token"),
        tasks.c.state == OPEN,
    )
    .values(assignee=p("assignee"), about=p("about"))
)


def insert_tasks(connection: Connection, rows: Sequence[Row]) -> None:
    """Add open tasks."""
    _INSERT_TASK.run_each(connection, rows)


def close_tasks(connection: Connection, rows: Sequence[Row]) -> None:
    """Close open tasks by token: rows of b_organ, b_case, b_token, state, done_at, done_by, outcome."""
    _CLOSE_TASK.run_each(connection, rows)


def cancel_parts(connection: Connection, rows: Sequence[Row]) -> None:
    """Cancel what people added to these tasks and is still open: rows as for `close_tasks`."""
    if rows:
        connection.execute(_CANCEL_PARTS, rows)


def alter_task(connection: Connection, row: Row) -> bool:
    """Write whose an open task is and what was arranged about it; False when it is not open any more.

    row: b_organ, b_case, b_token, assignee, about.
    """
    return connection.execute(_ALTER, row).rowcount == 1


_REDATE = (
    sa.update(tasks)
    .where(
        tasks.c.organ == p("b_organ"),
        tasks.c.case_id == p("b_case"),
        tasks.c.step == p("b_step"),
        tasks.c.main.is_(None),
        tasks.c.state == OPEN,
    )
    .values(due_on=p("due_on"))
)


def redate_tasks(connection: Connection, organ: str, case_id: str, step: str, due_on: str | None) -> None:
    """Write the new last day of a step's open tasks, after its limit was stopped, extended or went on."""
    connection.execute(_REDATE, {"b_organ": organ, "b_case": case_id, "b_step": step, "due_on": due_on})


def put_named(connection: Connection, organ: str, case_id: str, lane: str, account: str) -> None:
    """Let a case name this account as a lane; empty: nobody."""
    key = {"organ": organ, "case_id": case_id, "lane": lane}
    connection.execute(sa.delete(named_people).where(*(named_people.c[name] == value for name, value in key.items())))
    if account:
        connection.execute(sa.insert(named_people), {**key, "account": account})


def hand_over_tasks(
    connection: Connection, organ: str, case_id: str, steps: Sequence[str], assignee: str | None
) -> None:
    """Let the open tasks of these steps of a case be this account's; None: nobody's."""
    theirs = (tasks.c.organ == organ, tasks.c.case_id == case_id, tasks.c.step.in_(steps))
    statement = sa.update(tasks).where(*theirs, tasks.c.state == OPEN, tasks.c.main.is_(None))
    connection.execute(statement.values(assignee=assignee))


def tasks_of_account(connection: Connection, account: str) -> Sequence[Row]:
    """The open tasks that are this account's."""
    return all_rows(
        connection,
        sa.select(tasks).where(tasks.c.assignee == account, tasks.c.state == OPEN).order_by(urgency, tasks.c.id),
    )


def arranged_tasks(connection: Connection) -> Sequence[Row]:
    """The open tasks about which people arranged something."""
    return all_rows(
        connection,
        sa.select(tasks).where(tasks.c.about.is_not(None), tasks.c.state == OPEN).order_by(tasks.c.id),
    )


_WORKLIST: list[Any] = [
    tasks, urgency.label("urgency"),
    *(cases.c[name] for name in ("number", "title", "matter", "status", "applicant", "promised_on")),
    cases.c.opened_at.label("submitted_at"),
]  # fmt: skip
TASKS_WITH_CASES = tasks.join(cases, sa.and_(cases.c.organ == tasks.c.organ, cases.c.id == tasks.c.case_id))


class Share(NamedTuple):
    """A part of what an account may do: conditions of fixed shape, and what stands in them."""

    conditions: tuple[sa.ColumnElement[bool], ...]
    values: Row


_AT_DESK = (tasks.c.for_organ == p("at"), tasks.c.role == p("role"))
_OWN = (tasks.c.assignee == p("whose"),)
_POOL = (tasks.c.assignee.is_(None), *_AT_DESK)
_ABSENT = (*_OWN, *_AT_DESK)


def may_do(account: str, organ: str | None, roles: Iterable[str], standing_in: Sequence[Row] = ()) -> list[Share]:
    """What this account may do: its own tasks, the pools of its roles. A task lies in one share at most.

    standing_in: as `deputyships`; what they could do belongs to it, too.
    """
    pools = {(organ, role) for role in roles if organ} | {(one["organ"], one["role"]) for one in standing_in}
    absent = {(one["absent"], one["organ"], one["role"]) for one in standing_in}
    return [
        Share(_OWN, {"whose": account}),
        *(Share(_POOL, {"at": at, "role": role}) for at, role in sorted(pools)),
        *(Share(_ABSENT, {"whose": whose, "at": at, "role": role}) for whose, at, role in sorted(absent)),
    ]


@cache
def _listed(conditions: tuple[sa.ColumnElement[bool], ...]) -> sa.Select[Any]:
    """The open tasks of a share, most urgent first."""
    rest = sa.tuple_(urgency, tasks.c.id) > sa.tuple_(p("after_urgency", type_=sa.Text), p("after_id", type_=sa.Text))
    open_tasks = sa.select(*_WORKLIST).select_from(TASKS_WITH_CASES).where(tasks.c.state == OPEN, *conditions, rest)
    return open_tasks.order_by(urgency, tasks.c.id).limit(p("most"))


def worklist(
    connection: Connection,
    shares: Iterable[Share],
    after: tuple[str, str] = ("", ""),
    most: int = 200,
    only: Sequence[sa.ColumnElement[bool]] = (),
) -> Sequence[Row]:
    """The tasks of these shares, most urgent first; only: of these, those for which all of it holds.

    Each row also has its `urgency`; `after`: only what comes after the task of this urgency and id.
    """
    page = {"after_urgency": after[0], "after_id": after[1], "most": most}
    rows: list[Row] = []
    for conditions, values in shares:
        listed = _listed(conditions)
        rows += all_rows(connection, listed.where(*only) if only else listed, {**values, **page})
    return sorted(rows, key=lambda row: (row["urgency"], row["id"]))[:most]


# ---- entries, answers, materials -------------------------------------------------------------------------------------

_INSERT_ENTRY = Prepared(sa.insert(entries))
_ENTRIES = (
    sa.select(entries.c.number, entries.c.body, entries.c.hash)
    .where(entries.c.organ == p("organ"), entries.c.case_id == p("case_id"))
    .order_by(entries.c.number)
)
_ENTRIES_BETWEEN = _ENTRIES.where(entries.c.number >= p("first"), entries.c.number < p("beyond"))
_INSERT_ANSWER = Prepared(sa.insert(answers))
_INSERT_MATERIAL = Prepared(sa.insert(materials))
_ANSWERS = (
    sa.select(answers).where(answers.c.organ == p("organ"), answers.c.case_id == p("case_id")).order_by(answers.c.entry)
)
_MATERIALS = (
    sa.select(materials)
    .where(materials.c.organ == p("organ"), materials.c.case_id == p("case_id"))
    .order_by(materials.c.entry, materials.c.position)
)


def insert_entries(connection: Connection, rows: Sequence[Row]) -> None:
    """Append entries to a case's record."""
    _INSERT_ENTRY.run_each(connection, rows)


def entries_of(connection: Connection, organ: str, case_id: str) -> list[tuple[int, bytes, bytes]]:
    """(number, canonical bytes, hash) of a case's record, in order."""
    found = connection.execute(_ENTRIES, {"organ": organ, "case_id": case_id})
    return [(row[0], bytes(row[1]), bytes(row[2])) for row in found]


def entries_between(connection: Connection, organ: str, case_id: str, span: range) -> list[tuple[int, bytes, bytes]]:
    """As `entries_of`, but only the entries with these numbers."""
    asked = {"organ": organ, "case_id": case_id, "first": span.start, "beyond": span.stop}
    return [(row[0], bytes(row[1]), bytes(row[2])) for row in connection.execute(_ENTRIES_BETWEEN, asked)]


def entry_body(connection: Connection, organ: str, case_id: str, number: int) -> bytes | None:
    """The canonical bytes of one entry."""
    found = connection.execute(
        sa.select(entries.c.body).where(
            entries.c.organ == organ, entries.c.case_id == case_id, entries.c.number == number
        )
    ).scalar()
    return bytes(found) if found is not None else None


def insert_answer(connection: Connection, row: Row) -> None:
    """Keep what was answered in one act."""
    _INSERT_ANSWER.run(connection, row)


def answers_of(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """Everything ever answered in a case, oldest first."""
    return all_rows(connection, _ANSWERS, {"organ": organ, "case_id": case_id})


_NEWEST_ANSWERS = (
    sa.select(answers.c.form, sa.func.max(answers.c.entry).label("entry"))
    .where(answers.c.organ == p("organ"), answers.c.case_id == p("case_id"))
    .group_by(answers.c.form)
    .subquery()
)
_LATEST_ANSWERS = (
    sa.select(answers)
    .join(_NEWEST_ANSWERS, answers.c.entry == _NEWEST_ANSWERS.c.entry)
    .where(answers.c.organ == p("organ"), answers.c.case_id == p("case_id"))
    .order_by(answers.c.entry)
)


def latest_answers(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """What was last answered to each form of a case, in the order of answering."""
    return all_rows(connection, _LATEST_ANSWERS, {"organ": organ, "case_id": case_id})


def notes_of(connection: Connection, organ: str, case_id: str, span: range) -> dict[int, str]:
    """The notes of a case by the number of their entry, of the entries with these numbers."""
    found = connection.execute(
        sa.select(answers.c.entry, answers.c.note).where(
            answers.c.organ == organ,
            answers.c.case_id == case_id,
            answers.c.entry.between(span.start, span.stop - 1),
            answers.c.note.is_not(None),
        )
    )
    return {row[0]: row[1] for row in found}


def answers_as(connection: Connection, organ: str, case_id: str, forms: Sequence[str]) -> Sequence[Row]:
    """What was written in a case under any of these forms, oldest first."""
    mine = (answers.c.organ == organ, answers.c.case_id == case_id, answers.c.form.in_(forms))
    return all_rows(connection, sa.select(answers).where(*mine).order_by(answers.c.entry))


def answer_at(connection: Connection, organ: str, case_id: str, entry: int) -> Row | None:
    """What was answered with the entry of this number."""
    one = (answers.c.organ == organ, answers.c.case_id == case_id, answers.c.entry == entry)
    return one_row(connection, sa.select(answers).where(*one))


def insert_materials(connection: Connection, rows: Sequence[Row]) -> None:
    """Keep which files were handed in with one act."""
    _INSERT_MATERIAL.run_each(connection, rows)


def materials_of(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """Every file ever handed in, oldest first: the last of a material counts."""
    return all_rows(connection, _MATERIALS, {"organ": organ, "case_id": case_id})


_NEWEST_MATERIALS = (
    sa.select(materials.c.material, sa.func.max(materials.c.entry).label("entry"))
    .where(materials.c.organ == p("organ"), materials.c.case_id == p("case_id"))
    .group_by(materials.c.material)
    .subquery()
)
_LATEST_MATERIALS = (
    sa.select(materials)
    .join(
        _NEWEST_MATERIALS,
        sa.and_(materials.c.material == _NEWEST_MATERIALS.c.material, materials.c.entry == _NEWEST_MATERIALS.c.entry),
    )
    .where(materials.c.organ == p("organ"), materials.c.case_id == p("case_id"))
    .order_by(materials.c.position)
)


def latest_materials(connection: Connection, organ: str, case_id: str) -> Sequence[Row]:
    """The files of each material as last handed in."""
    return all_rows(connection, _LATEST_MATERIALS, {"organ": organ, "case_id": case_id})


# ---- signals ---------------------------------------------------------------------------------------------------------


def insert_awaited(connection: Connection, rows: Sequence[Row]) -> None:
    """Note the signals that steps of a case wait for now."""
    if rows:
        connection.execute(sa.insert(awaited), rows)


def forget_awaited(connection: Connection, organ: str, case_id: str, tokens: Sequence[str]) -> None:
    """Those steps wait for a signal no more, if they ever did."""
    if tokens:
        connection.execute(
            sa.delete(awaited).where(
                awaited.c.organ == organ, awaited.c.case_id == case_id, awaited.c.token.in_(tokens)
            )
        )


def awaiting(connection: Connection, signal: str, thrown_at: str, case_id: str) -> Sequence[Row]:
    """What waited for a signal when it was thrown, in all cases but the one that threw it."""
    return all_rows(
        connection,
        sa.select(awaited)
        .where(awaited.c.signal == signal, awaited.c.since <= thrown_at, awaited.c.case_id != case_id)
        .order_by(awaited.c.since, awaited.c.case_id, awaited.c.token),
    )


# ---- cases alike ----------------------------------------------------------------------------------------------------


def insert_likeness(connection: Connection, row: Row) -> None:
    """Note by which mark cases like this one are found."""
    connection.execute(sa.insert(likenesses), row)


def alike(connection: Connection, mark: str, since: str, most: int) -> Sequence[Row]:
    """The newest cases of this mark that were opened since an instant."""
    return all_rows(
        connection,
        sa.select(cases.c.id, cases.c.number, cases.c.status, cases.c.applicant, cases.c.opened_at)
        .join_from(likenesses, cases, sa.and_(cases.c.organ == likenesses.c.organ, cases.c.id == likenesses.c.case_id))
        .where(likenesses.c.mark == mark, likenesses.c.at >= since)
        .order_by(likenesses.c.at.desc())
        .limit(most),
    )


# ---- commands -------------------------------------------------------------------------------------------------------


def command(connection: Connection, account_name: str, key: str) -> Row | None:
    """The command this account already gave under this key."""
    return one_row(connection, sa.select(commands).where(commands.c.account == account_name, commands.c.key == key))


def insert_command(connection: Connection, row: Row) -> bool:
    """Remember a command's key; False when it is already there."""
    module: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    # RETURNING, not rowcount: psycopg reports -1 rows for ON CONFLICT DO NOTHING.
    statement = module.insert(commands).values(**row).on_conflict_do_nothing().returning(commands.c.key)
    return connection.execute(statement).first() is not None


# ---- copies ---------------------------------------------------------------------------------------------------------


def insert_copies(connection: Connection, rows: Sequence[Row]) -> None:
    """Note who got a case for information."""
    connection.execute(sa.insert(copies), rows)


def put_copies(connection: Connection, row: Row, names: Sequence[str]) -> None:
    """Let these accounts have the case among their copies as of this row, those too that had it before."""
    of_case = copies.c.organ == row["organ"], copies.c.case_id == row["case_id"]
    connection.execute(sa.delete(copies).where(*of_case, copies.c.account.in_(names)))
    insert_copies(connection, [{**row, "account": name} for name in names])


def copied_in(connection: Connection, organ: str, case_id: str) -> dict[str, int]:
    """Who got a case for information, with the number of the entry that says so."""
    found = sa.select(copies.c.account, copies.c.entry).where(copies.c.organ == organ, copies.c.case_id == case_id)
    return {row[0]: row[1] for row in connection.execute(found)}


def copies_of(connection: Connection, account: str, most: int = 200) -> Sequence[Row]:
    """The cases an account got for information, the newest first, each with the entry that says so (`body`)."""
    join = copies.join(cases, sa.and_(cases.c.organ == copies.c.organ, cases.c.id == copies.c.case_id))
    said = (entries.c.organ == copies.c.organ, entries.c.case_id == copies.c.case_id)
    join = join.join(entries, sa.and_(*said, entries.c.number == copies.c.entry))
    statement = sa.select(*_LISTED, copies.c.at.label("copied_at"), entries.c.body).select_from(join)
    return all_rows(connection, statement.where(copies.c.account == account).order_by(copies.c.at.desc()).limit(most))
