"""What is kept: the tables, their keys and the indexes their questions need.

Organ and case lead the primary key of every table that belongs to a case: they are the shard key of a later day. Ids
are made by the application; nothing here counts by itself except document numbers. Instants are ISO-8601 text in UTC
with microseconds, days are ISO text: both sort as they should on both databases.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine.authority import LONGEST_TAIL

metadata = sa.MetaData()

_ID = sa.String(36)
_NAME = sa.String(120)
_INSTANT = sa.String(32)
_DAY = sa.String(10)
_MONTH = sa.String(7)
_HASH = sa.String(64)
_BY_SIGNS = sa.String(LONGEST_TAIL).with_variant(sa.String(LONGEST_TAIL, collation="C"), "postgresql")
"""Compared sign by sign, as SQLite always does."""


def _case_key() -> tuple[sa.Column[str], sa.Column[str]]:
    return sa.Column("organ", _NAME, primary_key=True), sa.Column("case_id", _ID, primary_key=True)


cases = sa.Table(
    "cases",
    metadata,
    sa.Column("organ", _NAME, primary_key=True),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("number", sa.String(40), nullable=False),
    sa.Column("matter", _NAME, nullable=False),
    sa.Column("bundle", _HASH, nullable=False),
    sa.Column("applicant", _NAME, nullable=False),
    sa.Column("agent", _NAME),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("status", _NAME, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("opened_at", _INSTANT, nullable=False),
    sa.Column("closed_at", _INSTANT),
    sa.Column("next_due", _INSTANT),
    sa.Column("provisional", sa.SmallInteger, nullable=False),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("head", sa.LargeBinary(32), nullable=False),
    sa.Column("witnessed", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Column("holder", _NAME, nullable=False, server_default=sa.text("''")),
    sa.Column("due_on", _DAY),
    sa.Column("promised_on", _DAY),
    sa.Column("received", _MONTH, nullable=False, server_default=sa.text("''")),
    sa.Column("ended", _MONTH),
    sa.Column("outcome", _NAME),
    sa.Column("days", sa.Integer),
    sa.Column("late", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("irregular", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("parent", _ID),
    sa.Column("part", _NAME),
    sa.Column("told", sa.Integer, nullable=False, server_default=sa.text("0")),
)
"""`witnessed`, `told`: how many of its entries a checkpoint has seen, and how many have their position in the feed."""
sa.Index("cases_id", cases.c.id, unique=True)
sa.Index("cases_number", cases.c.number, unique=True)
# Ids are made in the order of opening: lists of cases, newest first, follow them.
sa.Index("cases_applicant", cases.c.applicant, cases.c.id)
sa.Index(
    "cases_agent",
    cases.c.agent,
    cases.c.id,
    sqlite_where=cases.c.agent.is_not(None),
    postgresql_where=cases.c.agent.is_not(None),
)
sa.Index(
    "cases_due",
    cases.c.next_due,
    sqlite_where=cases.c.next_due.is_not(None),
    postgresql_where=cases.c.next_due.is_not(None),
)
_is_child = cases.c.parent.is_not(None)
sa.Index(
    "cases_children", cases.c.parent, cases.c.part, unique=True, sqlite_where=_is_child, postgresql_where=_is_child
)
sa.Index(
    "cases_closed",
    cases.c.matter,
    cases.c.closed_at,
    sqlite_where=cases.c.closed_at.is_not(None),
    postgresql_where=cases.c.closed_at.is_not(None),
)
_unwitnessed = cases.c.entries > cases.c.witnessed
sa.Index("cases_unwitnessed", cases.c.organ, cases.c.id, sqlite_where=_unwitnessed, postgresql_where=_unwitnessed)
_untold = cases.c.entries > cases.c.told
sa.Index("cases_untold", cases.c.organ, cases.c.id, sqlite_where=_untold, postgresql_where=_untold)

# What supervisors ask: each question is answered from its index alone, whatever else the rows hold.
sa.Index("cases_received", cases.c.organ, cases.c.matter, cases.c.received)
_waited_for = cases.c.promised_on.is_not(None)
sa.Index(
    "cases_lights",
    cases.c.holder,
    cases.c.promised_on,
    cases.c.id,
    sqlite_where=_waited_for,
    postgresql_where=_waited_for,
)
_in_hand = cases.c.closed_at.is_(None)
sa.Index(
    "cases_in_hand", cases.c.holder, cases.c.matter, cases.c.status, sqlite_where=_in_hand, postgresql_where=_in_hand
)
_came_out = cases.c.ended.is_not(None)
sa.Index(
    "cases_ended",
    cases.c.holder,
    cases.c.matter,
    cases.c.ended,
    cases.c.days,
    cases.c.outcome,
    cases.c.late,
    cases.c.irregular,
    sqlite_where=_came_out,
    postgresql_where=_came_out,
)
_wrong = cases.c.irregular > 0
sa.Index("cases_irregular", cases.c.holder, cases.c.id, sqlite_where=_wrong, postgresql_where=_wrong)

OPEN, DONE, CANCELLED = 0, 1, 2

tasks = sa.Table(
    "tasks",
    metadata,
    *_case_key(),
    sa.Column("token", sa.String(40), primary_key=True),
    sa.Column("id", _ID, nullable=False),
    sa.Column("step", _NAME, nullable=False),
    sa.Column("element", sa.Text),
    sa.Column("for_organ", _NAME, nullable=False),
    sa.Column("role", _NAME, nullable=False),
    sa.Column("assignee", _NAME),
    sa.Column("due_on", _DAY),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("opened_at", _INSTANT, nullable=False),
    sa.Column("done_at", _INSTANT),
    sa.Column("done_by", _NAME),
    sa.Column("outcome", _NAME),
    sa.Column("entry", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("main", sa.String(40)),
    sa.Column("about", sa.Text),
    sa.Column("bundle", _HASH, nullable=False, server_default=sa.text("''")),
)
"""`entry`: the number of the entry that opened it. `main`: of what people added to a task, that task's token. `about`:
what people arranged about it, packed; NULL for nearly all. `bundle`: its case's, so that an index alone tells how many
tasks of each kind there are."""
NO_LAST_DAY = "9999-12-31"
"""Where a task without a last day stands in a worklist: after all others."""
urgency = sa.func.coalesce(tasks.c.due_on, sa.literal_column(f"'{NO_LAST_DAY}'"))
"""What worklists are ordered by. An expression of the column alone, never NULL, so that an index holds its order."""
_open = tasks.c.state == OPEN
sa.Index("tasks_id", tasks.c.id, unique=True)
sa.Index("tasks_organ", tasks.c.for_organ, tasks.c.case_id)
sa.Index("tasks_open", tasks.c.organ, tasks.c.case_id, sqlite_where=_open, postgresql_where=_open)
# The two worklist indexes are disjoint on purpose: an overlapping pair let SQLite pick the wrong one (100 times
# slower). What follows the id is there to be counted.
_pool = sa.and_(_open, tasks.c.assignee.is_(None))
_mine = sa.and_(_open, tasks.c.assignee.is_not(None))
_counted = (tasks.c.bundle, tasks.c.step, tasks.c.due_on)
sa.Index(
    "tasks_pool",
    tasks.c.for_organ,
    tasks.c.role,
    urgency,
    tasks.c.id,
    *_counted,
    tasks.c.assignee,
    sqlite_where=_pool,
    postgresql_where=_pool,
)
sa.Index("tasks_mine", tasks.c.assignee, urgency, tasks.c.id, *_counted, sqlite_where=_mine, postgresql_where=_mine)
_arranged = sa.and_(_open, tasks.c.about.is_not(None))
sa.Index("tasks_arranged", tasks.c.id, sqlite_where=_arranged, postgresql_where=_arranged)

entries = sa.Table(
    "entries",
    metadata,
    *_case_key(),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("organ", _NAME, nullable=False),
    sa.Column("case_id", _ID, nullable=False),
    sa.Column("entry", sa.Integer, nullable=False),
)
"""The feed: every entry of every case, in the order in which they became known."""
sa.Index("events_entry", events.c.organ, events.c.case_id, events.c.entry, unique=True)

feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("name", _NAME, primary_key=True),
    sa.Column("last", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
)
"""The position given last: its row is held by whoever gives the next."""

answers = sa.Table(
    "answers",
    metadata,
    *_case_key(),
    sa.Column("entry", sa.Integer, primary_key=True),
    sa.Column("form", _NAME, nullable=False),
    sa.Column("step", _NAME, nullable=False),
    sa.Column("author", _NAME, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
    sa.Column("salt", sa.LargeBinary(16), nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("note", sa.Text),
)

materials = sa.Table(
    "materials",
    metadata,
    *_case_key(),
    sa.Column("entry", sa.Integer, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("material", _NAME, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", _NAME, nullable=False),
    sa.Column("bytes", sa.Integer, nullable=False),
    sa.Column("sha256", _HASH, nullable=False),
    sa.Column("author", _NAME, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
)

sa.Index("materials_sha256", materials.c.sha256)

UNCHECKED, CLEAN, INFECTED = 0, 1, 2

scans = sa.Table(
    "scans",
    metadata,
    sa.Column("sha256", _HASH, primary_key=True),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("found", _NAME),
    sa.Column("looks", sa.Integer, nullable=False),
    sa.Column("due_at", _INSTANT),
    sa.Column("at", _INSTANT),
)
"""What a virus scanner said of each file that was handed in, and when it is to look at it (again)."""
_to_be_looked_at = scans.c.due_at.is_not(None)
sa.Index("scans_due", scans.c.due_at, sqlite_where=_to_be_looked_at, postgresql_where=_to_be_looked_at)

VALID, REPLACED, REVOKED, VOID = "valid", "replaced", "revoked", "void"
"""What may be written as the status of a document, beside `suspended` and `cancelled` (`engine.terms.Standing`); of one
that was never sealed, void."""

documents = sa.Table(
    "documents",
    metadata,
    *_case_key(),
    sa.Column("key", sa.String(120), primary_key=True),
    sa.Column("kind", _NAME, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("for_organ", _NAME, nullable=False),
    sa.Column("letter", _NAME, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("serial", sa.Integer, nullable=False),
    sa.Column("number", sa.String(80), nullable=False),
    sa.Column("code", sa.String(24), nullable=False),
    sa.Column("dated", _DAY, nullable=False),
    sa.Column("status", _NAME, nullable=False),
    sa.Column("public", sa.SmallInteger, nullable=False),
    sa.Column("sha256", _HASH),
    sa.Column("bytes", sa.Integer),
    sa.Column("sealed_at", _INSTANT),
    sa.Column("sealed_with", _HASH),
    sa.Column("holder", sa.String(40)),
    sa.Column("valid_until", _DAY),
    sa.Column("since", _DAY),
    sa.Column("suspended_until", _DAY),
    sa.Column("changed_by", sa.String(80)),
)
"""holder: the number of the person or body it belongs to; since: the day its status was written; changed_by: the number
of the document that did it."""
sa.Index(
    "documents_serial", documents.c.for_organ, documents.c.letter, documents.c.year, documents.c.serial, unique=True
)
sa.Index("documents_number", documents.c.number)
sa.Index("documents_code", documents.c.code, unique=True)
sa.Index("documents_sha256", documents.c.sha256)
_is_sealed = documents.c.sealed_with.is_not(None)
sa.Index(
    "documents_sealed",
    documents.c.sealed_with,
    documents.c.sealed_at,
    sqlite_where=_is_sealed,
    postgresql_where=_is_sealed,
)
is_disclosed = sa.and_(documents.c.public == sa.literal_column("1"), documents.c.sha256.is_not(None))
"""What every reader may have: sealed, and of a kind that the law publishes."""
sa.Index(
    "documents_public",
    documents.c.dated,
    documents.c.code,
    sqlite_where=is_disclosed,
    postgresql_where=is_disclosed,
)

series = sa.Table(
    "series",
    metadata,
    sa.Column("organ", _NAME, primary_key=True),
    sa.Column("letter", _NAME, primary_key=True),
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)

WAITING, DEAD = 0, 2

jobs = sa.Table(
    "jobs",
    metadata,
    *_case_key(),
    sa.Column("id", sa.String(160), primary_key=True),
    sa.Column("bucket", sa.SmallInteger, nullable=False),
    sa.Column("service", _NAME, nullable=False),
    sa.Column("arguments", sa.Text, nullable=False),
    sa.Column("made_at", _INSTANT, nullable=False),
    sa.Column("due_at", _INSTANT, nullable=False),
    sa.Column("lease_until", _INSTANT, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("error", sa.Text),
)
_waiting = jobs.c.state == WAITING
sa.Index("jobs_id", jobs.c.id, unique=True)
sa.Index("jobs_due", jobs.c.due_at, sqlite_where=_waiting, postgresql_where=_waiting)

ratings = sa.Table(
    "ratings",
    metadata,
    *_case_key(),
    sa.Column("visit", _DAY, primary_key=True),
    sa.Column("holder", _NAME, nullable=False),
    sa.Column("grade", sa.SmallInteger, nullable=False),
    sa.Column("by", _NAME, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
    sa.Column("text", sa.Text),
    sa.Column("due_on", _DAY),
    sa.Column("contacted_at", _INSTANT),
    sa.Column("contacted_by", _NAME),
    sa.Column("resolved_at", _INSTANT),
    sa.Column("resolved_by", _NAME),
    sa.Column("result", sa.Text),
)
"""What applicants thought of a case (no visit) or of a visit, and what was done about it."""
sa.Index("ratings_newest", ratings.c.holder, ratings.c.at)

awaited = sa.Table(
    "awaited",
    metadata,
    *_case_key(),
    sa.Column("token", sa.String(40), primary_key=True),
    sa.Column("signal", sa.Text, nullable=False),
    sa.Column("since", _INSTANT, nullable=False),
)
"""The signals that cases wait for, so that one thrown in another case finds them."""
sa.Index("awaited_signal", awaited.c.signal, awaited.c.since)

likenesses = sa.Table(
    "likenesses",
    metadata,
    *_case_key(),
    sa.Column("mark", _HASH, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
)
"""By the mark of what they say the same of: cases of a matter that tells which answers make two cases alike."""
sa.Index("likenesses_mark", likenesses.c.mark, likenesses.c.at)

promises = sa.Table(
    "promises",
    metadata,
    *_case_key(),
    sa.Column("commitment", _NAME, primary_key=True),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("for_organ", _NAME, nullable=False),
    sa.Column("state", _NAME, nullable=False),
    sa.Column("made_on", _DAY, nullable=False),
    sa.Column("check_by", _DAY),
    sa.Column("settled_on", _DAY),
)
sa.Index("promises_to_check", promises.c.for_organ, promises.c.state, promises.c.check_by)

bars = sa.Table(
    "bars",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("identity", _HASH, nullable=False),
    sa.Column("reason", _NAME, nullable=False),
    sa.Column("since", _DAY, nullable=False),
    sa.Column("until", _DAY, nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
)
sa.Index("bars_of_identity", bars.c.identity, bars.c.until)

needless_proofs = sa.Table(
    "needless_proofs",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("name", _NAME, nullable=False),
    sa.Column("instead", _NAME, nullable=False),
    sa.Column("since", _DAY, nullable=False),
    sa.Column("source", sa.String(200), nullable=False),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("name", _NAME, primary_key=True),
    sa.Column("organ", _NAME),
    sa.Column("person", sa.LargeBinary, nullable=False),
    sa.Column("identity", _HASH),
)
"""identity: of people outside the organs who gave an identity number, its mark, by which an answer finds them."""

sa.Index("accounts_organ", accounts.c.organ, accounts.c.name)
sa.Index("accounts_identity", accounts.c.identity)

name_tails = sa.Table(
    "name_tails",
    metadata,
    sa.Column("tail", _BY_SIGNS, primary_key=True),
    sa.Column("account", _NAME, primary_key=True),
)
"""Every end of the names of people and bodies outside the organs: what begins with the part of a name that is looked
for is found in the order of the key."""
sa.Index("name_tails_account", name_tails.c.account)

passwords = sa.Table(
    "passwords",
    metadata,
    sa.Column("account", _NAME, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("set_at", _INSTANT, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", _INSTANT),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token", _HASH, primary_key=True),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("begun_at", _INSTANT, nullable=False),
    sa.Column("seen_at", _INSTANT, nullable=False),
    sa.Column("ends_at", _INSTANT, nullable=False),
    sa.Column("address", sa.String(45), nullable=False),
    sa.Column("proved", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
)
"""Who is logged in. The token itself is with the browser alone; here is its SHA-256. proved: whether the second factor
was shown, too."""
sa.Index("sessions_account", sessions.c.account, sessions.c.begun_at)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("digest", _HASH, nullable=False),
    sa.Column("begins", sa.String(20), nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("purpose", sa.String(200), nullable=False),
    sa.Column("organ", _NAME, nullable=False),
    sa.Column("scopes", sa.Text, nullable=False),
    sa.Column("made_at", _INSTANT, nullable=False),
    sa.Column("made_by", _NAME, nullable=False),
    sa.Column("ends_at", _INSTANT, nullable=False),
    sa.Column("used_at", _INSTANT),
    sa.Column("used_from", sa.String(45)),
    sa.Column("revoked_at", _INSTANT),
    sa.Column("revoked_by", _NAME),
)
"""By which other programs ask. The token itself is with its holder alone; here is its SHA-256, and how it begins."""
sa.Index("tokens_digest", tokens.c.digest, unique=True)
sa.Index("tokens_account", tokens.c.account, tokens.c.id)

second_factors = sa.Table(
    "second_factors",
    metadata,
    sa.Column("account", _NAME, primary_key=True),
    sa.Column("secret", sa.LargeBinary, nullable=False),
    sa.Column("confirmed_at", _INSTANT),
    sa.Column("last_step", sa.BigInteger, nullable=False),
)
"""What the app on somebody's telephone knows, closed in the office's strongbox; last_step: of the last code taken."""

recovery_codes = sa.Table(
    "recovery_codes",
    metadata,
    sa.Column("account", _NAME, primary_key=True),
    sa.Column("digest", _HASH, primary_key=True),
)
"""The SHA-256 of the codes that open once without the telephone. Each has 80 random bits."""

identities = sa.Table(
    "identities",
    metadata,
    sa.Column("issuer", sa.String(300), primary_key=True),
    sa.Column("subject", sa.String(300), primary_key=True),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
)
"""Whose account it is that somebody of another house comes in with, since when."""
sa.Index("identities_account", identities.c.account)

paces = sa.Table(
    "paces",
    metadata,
    sa.Column("what", _NAME, primary_key=True),
    sa.Column("by", _HASH, primary_key=True),
    sa.Column("span", sa.BigInteger, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
"""How often something was asked in a span of time, by the digest of the address that asked; over all processes."""

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("applicant", _NAME, nullable=False),
    sa.Column("matter", _NAME, nullable=False),
    sa.Column("task", _ID, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("begun_at", _INSTANT, nullable=False),
    sa.Column("saved_at", _INSTANT, nullable=False),
    sa.Column("answers", sa.LargeBinary, nullable=False),
    sa.Column("files", sa.LargeBinary, nullable=False),
    sa.Column("known", sa.LargeBinary),
)
"""What somebody is still writing: an application, or the answer to a task. Nobody else sees it. `known`: what registers
knew when it was begun."""
sa.Index("drafts_account", drafts.c.account, drafts.c.saved_at)

views = sa.Table(
    "views",
    metadata,
    sa.Column("account", _NAME, primary_key=True),
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
)
"""What an official calls the filters of a worklist that are used again and again; without a name: its columns."""

looks = sa.Table(
    "looks",
    metadata,
    sa.Column("account", _NAME, primary_key=True),
    sa.Column("case_id", _ID, primary_key=True),
    sa.Column("organ", _NAME, nullable=False),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
)
"""When an official last looked at a case, and how many entries it had then: what came later is news."""

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("verb", sa.String(20), nullable=False),
    sa.Column("outcome", _NAME, nullable=False),
    sa.Column("answers", sa.LargeBinary, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("begun_at", _INSTANT, nullable=False),
    sa.Column("held_until", _INSTANT, nullable=False),
    sa.Column("finished_at", _INSTANT),
)
"""Many tasks that somebody wants done in one go. `held_until`: until when a worker has it to itself."""
_unfinished = batches.c.finished_at.is_(None)
sa.Index("batches_unfinished", batches.c.begun_at, sqlite_where=_unfinished, postgresql_where=_unfinished)
sa.Index("batches_account", batches.c.account, batches.c.begun_at)

publishings = sa.Table(
    "publishings",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("matter", _NAME, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("version", _NAME, nullable=False),
    sa.Column("files", sa.LargeBinary, nullable=False),
    sa.Column("examples", sa.Integer, nullable=False),
    sa.Column("played", sa.Integer, nullable=False),
    sa.Column("begun_at", _INSTANT, nullable=False),
    sa.Column("held_until", _INSTANT, nullable=False),
    sa.Column("finished_at", _INSTANT),
    sa.Column("code", _NAME, nullable=False),
    sa.Column("said", sa.Text, nullable=False),
)
"""Matters sent to be published: how many examples there are and were played, and why one was not published."""

batch_items = sa.Table(
    "batch_items",
    metadata,
    sa.Column("batch", _ID, primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("task", _ID, nullable=False),
    sa.Column("number", _NAME, nullable=False),
    sa.Column("came", sa.String(20), nullable=False),
    sa.Column("code", sa.String(60), nullable=False),
    sa.Column("said", sa.Text, nullable=False),
)
"""The tasks of a batch, and how each came out."""

deputies = sa.Table(
    "deputies",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("organ", _NAME, nullable=False),
    sa.Column("role", _NAME, nullable=False),
    sa.Column("absent", _NAME, nullable=False),
    sa.Column("deputy", _NAME, nullable=False),
    sa.Column("first", _DAY, nullable=False),
    sa.Column("last", _DAY, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
)
"""Who acts for an absent official, in which role, from which day to which."""
sa.Index("deputies_deputy", deputies.c.deputy, deputies.c.last)
sa.Index("deputies_absent", deputies.c.absent, deputies.c.last)

copies = sa.Table(
    "copies",
    metadata,
    *_case_key(),
    sa.Column("account", _NAME, primary_key=True),
    sa.Column("entry", sa.Integer, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
)
"""Who got a case for information: one copy each."""
sa.Index("copies_account", copies.c.account, copies.c.at)

commands = sa.Table(
    "commands",
    metadata,
    sa.Column("account", _NAME, primary_key=True),
    sa.Column("key", sa.String(120), primary_key=True),
    sa.Column("case_id", _ID, nullable=False),
    sa.Column("digest", _HASH, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
)

slots = sa.Table(
    "slots",
    metadata,
    sa.Column("organ", _NAME, primary_key=True),
    sa.Column("pool", _NAME, primary_key=True),
    sa.Column("place", _NAME, primary_key=True),
    sa.Column("at", sa.String(16), primary_key=True),
    sa.Column("capacity", sa.Integer, nullable=False),
    sa.Column("taken", sa.Integer, nullable=False),
)
"""How many places there are at a time, and how many are taken: the counter that is raised under lock."""

HELD, SERVED, MISSED, CALLED_OFF = 0, 1, 2, 3

bookings = sa.Table(
    "bookings",
    metadata,
    *_case_key(),
    sa.Column("person", _HASH, primary_key=True),
    sa.Column("pool", _NAME, nullable=False),
    sa.Column("place", _NAME, nullable=False),
    sa.Column("at", sa.String(16), nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
)
"""Who holds a place, by a digest of the identity number."""
_held = bookings.c.state == HELD
sa.Index(
    "bookings_held",
    bookings.c.organ,
    bookings.c.pool,
    bookings.c.person,
    unique=True,
    sqlite_where=_held,
    postgresql_where=_held,
)
_missed = bookings.c.state == MISSED
sa.Index(
    "bookings_missed",
    bookings.c.organ,
    bookings.c.pool,
    bookings.c.person,
    bookings.c.at,
    sqlite_where=_missed,
    postgresql_where=_missed,
)

named_people = sa.Table(
    "named_people",
    metadata,
    *_case_key(),
    sa.Column("lane", _NAME, primary_key=True),
    sa.Column("account", _NAME, nullable=False),
)
"""Whom each case names now, by lane: as its record has it, to find the cases of somebody."""
sa.Index("named_people_account", named_people.c.account, named_people.c.case_id)

used_codes = sa.Table(
    "used_codes",
    metadata,
    sa.Column("nonce", sa.String(40), primary_key=True),
    sa.Column("ends_at", _INSTANT, nullable=False),
)
"""The codes that were shown and checked, until their minute is over: none is checked twice, on whatever machine."""
sa.Index("used_codes_ends", used_codes.c.ends_at)

authorisations = sa.Table(
    "authorisations",
    metadata,
    sa.Column("id", _ID, primary_key=True),
    sa.Column("organ", _NAME, nullable=False),
    sa.Column("case_id", _ID, nullable=False),
    sa.Column("key", sa.String(120), nullable=False),
    sa.Column("account", _NAME, nullable=False),
    sa.Column("for_organ", _NAME, nullable=False),
    sa.Column("purpose", sa.String(200), nullable=False),
    sa.Column("until", _DAY, nullable=False),
    sa.Column("given_at", _INSTANT, nullable=False),
    sa.Column("withdrawn_at", _INSTANT),
)
"""Which organ may read a paper (organ, case_id, key) that is somebody else's, for what, and till when."""
sa.Index("authorisations_account", authorisations.c.account, authorisations.c.id)
sa.Index("authorisations_for", authorisations.c.for_organ, authorisations.c.until)

bundles = sa.Table(
    "bundles",
    metadata,
    sa.Column("hash", _HASH, primary_key=True),
    sa.Column("matter", _NAME, nullable=False),
    sa.Column("files", sa.LargeBinary, nullable=False),
)

publications = sa.Table(
    "publications",
    metadata,
    sa.Column("matter", _NAME, primary_key=True),
    sa.Column("at", _INSTANT, primary_key=True),
    sa.Column("bundle", _HASH, nullable=False),
    sa.Column("version", _NAME, nullable=False),
    sa.Column("effective", _DAY, nullable=False),
    sa.Column("kind", _NAME, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
)
"""What each matter was from when on. Without a bundle: it was retired."""

mail_choices = sa.Table(
    "mail_choices",
    metadata,
    sa.Column("account", _NAME, primary_key=True),
    sa.Column("kind", _NAME, primary_key=True),
    sa.Column("choice", _NAME, nullable=False),
)
"""What somebody chose otherwise than to have each notice of a kind at once."""

mail_lines = sa.Table(
    "mail_lines",
    metadata,
    sa.Column("account", _NAME, primary_key=True),
    sa.Column("id", _NAME, primary_key=True),
    sa.Column("organ", _NAME, nullable=False),
    sa.Column("case_id", _ID, nullable=False),
    sa.Column("entry", sa.Integer, nullable=False),
    sa.Column("due_at", _INSTANT, nullable=False),
    sa.Column("line", sa.Text, nullable=False),
)
"""What waits for the one mail of the day."""

ledgers = sa.Table(
    "ledgers",
    metadata,
    sa.Column("organ", _NAME, primary_key=True),
    sa.Column("name", sa.String(60), primary_key=True),
    sa.Column("entries", sa.Integer, nullable=False),
    sa.Column("head", sa.LargeBinary(32), nullable=False),
    sa.Column("last_at", _INSTANT, nullable=False),
    sa.Column("witnessed", sa.Integer, nullable=False, server_default=sa.text("0")),
)
_unwitnessed_ledger = ledgers.c.entries > ledgers.c.witnessed
sa.Index(
    "ledgers_unwitnessed",
    ledgers.c.organ,
    ledgers.c.name,
    sqlite_where=_unwitnessed_ledger,
    postgresql_where=_unwitnessed_ledger,
)

ledger_entries = sa.Table(
    "ledger_entries",
    metadata,
    sa.Column("organ", _NAME, primary_key=True),
    sa.Column("ledger", sa.String(60), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary(32), nullable=False),
)

leaves = sa.Table(
    "leaves",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

checkpoints = sa.Table(
    "checkpoints",
    metadata,
    sa.Column("size", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("root", sa.LargeBinary(32), nullable=False),
    sa.Column("edge", sa.LargeBinary, nullable=False),
    sa.Column("at", _INSTANT, nullable=False),
    sa.Column("key", _HASH, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
)

APPEND_ONLY = ("entries", "ledger_entries", "leaves", "checkpoints", "bundles", "publications")
"""Tables whose rows a trigger keeps from being changed or deleted. Answers and materials are not among them: personal
data in them may have to be erased, while the digest in their entry stays."""
