"""Showing who one is in a case, or a paper of one's own, to whoever stands before one; and letting an organ read it.

What is shown by a code holds for a minute and is checked once; what is authorised is read for one purpose until a day.
Both stand in a ledger of the case that the paper belongs to, for the holder to see.
Source: 国务院令第716号第七条、第十条.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from engine.acts.earlier import standing
from engine.acts.reading import read_case
from engine.authority import Account, NotYours, acts_for
from engine.case import Case, CaseUnknown, instant
from engine.errors import NotFound, Refusal
from engine.facts import fact_at, gather
from engine.identifiers import uuid7
from engine.ledger import downloads, showings
from engine.matter.facts import fact_titled
from engine.matter.model import Matter
from engine.plain import local, shown_document, told
from engine.showing import CodeNotForYou, CodeUnreadable, CodeUsed, Showing, ShowingRefused, check_time, compose
from engine.store import issued, questions
from engine.store import showings as kept
from engine.store.asking import Row
from engine.store.database import Connection
from engine.terms import Language, Noted, ShownKind, Standing
from engine.workplace import Workplace
from signing.notation import masked

_NONCE_BYTES = 12
MOST_PURPOSE = 200
NOBODY = "anybody"
"""Who checks a code without an account."""


class NothingToShow(Refusal):
    """The account has nothing to show here: it is named in no lane of the case, or the paper is not its own."""

    code = "SHOWING-NOTHING"
    remedy = "Show a case that names you, or a paper that was issued to you (`sealflow document list CASE`)."
    status = 403

    def __init__(self, account: str, what: str) -> None:
        super().__init__(f"{account} has nothing to show of {what}")


class PaperNotValid(Refusal):
    """The paper is not in force, so it is not shown as a valid one."""

    code = "SHOWING-NOT-IN-FORCE"
    remedy = "Show the paper that took its place; `sealflow document list CASE` tells how each stands."

    def __init__(self, number: str, now: Standing) -> None:
        super().__init__(f"{number} is {now.titled.en}")


class AuthorisationRefused(Refusal):
    """An authorisation cannot be given as it was asked for."""

    code = "AUTHORISATION-REFUSED"
    remedy = "Name an organ of this office, the purpose in one line, and a day from today on."
    status = 422


class AuthorisationUnknown(NotFound):
    """There is no such authorisation that the account gave."""

    code = "AUTHORISATION-UNKNOWN"
    remedy = "`sealflow authorisation list --as YOU` shows those you gave."

    def __init__(self, id: str) -> None:
        super().__init__(f"there is no authorisation {id} of yours")


def _shows_as(case: Case, who: Account) -> str:
    """The lane as which somebody shows himself in an open case: no agent shows who another is."""
    return next((lane for lane, name in case.record.named.items() if name == who.name and not case.is_closed), "")


@dataclass(frozen=True, slots=True)
class Presenting:
    """What people of one office show each other."""

    place: Workplace

    # ---- for a minute ------------------------------------------------------------------------------------------------

    def show_person(self, reference: str, account: str, to: str = "") -> dict[str, Any]:
        """A code by which a person whom the case names shows that this is so. Raises CaseUnknown, NothingToShow."""
        who = self.place.account(account)
        case, matter = read_case(self.place, reference, who)
        lane = _shows_as(case, who)
        if not lane:
            raise NothingToShow(account, reference)
        told_of = {"case": case.number, "tells": self._card(case, matter, lane, "zh")}
        return {**self._code(ShownKind.PERSON, f"{case.id}/{lane}", who, to), **told_of}

    def may_show_person(self, reference: str, account: str) -> bool:
        """Whether the case names the account itself, who alone can show who that is. Raises CaseUnknown."""
        who = self.place.account(account)
        return bool(_shows_as(read_case(self.place, reference, who)[0], who))

    def show_paper(self, row: Row, account: str, to: str = "") -> dict[str, Any]:
        """A code by which the holder of a paper shows it. Raises NothingToShow, PaperNotValid."""
        document = self.own_paper(row, account)
        return {**self._code(ShownKind.PAPER, row["code"], self.place.account(account), to), "document": document}

    def own_paper(self, row: Row, account: str) -> dict[str, Any]:
        """A paper in force of the account's own. Raises NothingToShow, PaperNotValid."""
        self._must_hold(row, self.place.account(account))
        return shown_document(self.place, row)

    def own_papers(self, reference: str, account: str) -> set[str]:
        """The codes of the papers of a case that the account may show and let organs read now."""
        who, today = self.place.account(account), self.place.day(self.place.now())
        case, _ = read_case(self.place, reference, who)
        with self.place.database.reading() as connection:
            rows = issued.documents_of(connection, case.organ, case.id)
        return {
            row["code"] for row in rows if self.holds(row, case, who) and standing(row, today) is Standing.VALID
        }  # fmt: skip

    def check(self, code: str, account: str = "", where: str = "", language: Language = "zh") -> dict[str, Any]:
        """What a code shows, to whoever scans it; from then on it is used. account empty: somebody without one.

        Raises ShowingRefused; what was tried with a code of ours is written down all the same.
        """
        checker = self.place.account(account).name if account else NOBODY
        shown = self.place.shown(code)
        case, matter, row = self._of(shown)
        ledger, now = showings(case.organ, case.id), self.place.now()
        said = {"shown_by": shown.by, "kind": shown.kind.value, "where": where}
        try:
            check_time(shown, now)
            if shown.to not in ("", checker):
                raise CodeNotForYou
            with self.place.database.writing() as connection:
                if not kept.use_code(connection, shown.nonce, instant(shown.ends), instant(now)):
                    raise CodeUsed
                ledger.write(connection, now, checker, Noted.CHECK_CODE, **said)
        except ShowingRefused as refused:
            with self.place.database.writing() as connection:
                ledger.write(connection, now, checker, Noted.CHECK_REFUSED, why=refused.code, **said)
            raise
        at = {"checked_at": local(self.place, instant(now)), "kind": shown.kind.value}
        if row is not None:
            return {**at, **self._paper(row, self.place.account(shown.by))}
        lane = shown.of.rpartition("/")[2]
        holds = case.record.named.get(lane) == shown.by and not case.is_closed
        told_of = self._card(case, matter, lane, language) if holds else []
        return {**at, "case": case.number, "matter": matter.title.say(language), "holds": holds, "tells": told_of}

    def awaited_by(self, code: str, account: str) -> str:
        """The open task of this account that takes the code of a person; empty when none does. Uses nothing up."""
        try:
            shown = self.place.shown(code)
            case, matter, _ = self._of(shown)
        except ShowingRefused:
            return ""
        lane = shown.of.rpartition("/")[2] if shown.kind is ShownKind.PERSON else ""
        taking = {
            step.id
            for step in matter.steps.values()
            if lane and step.form and any(f.shown == lane for f in matter.forms[step.form].root.fields.values())
        }
        who = self.place.account(account)
        with self.place.database.reading() as connection:
            tasks = questions.open_tasks(connection, case.organ, case.id)
        mine = (t["id"] for t in tasks if t["step"] in taking and (t["assignee"] == who.name or acts_for(
            who, case.applicant, case.agent)))  # fmt: skip
        return str(next(mine, ""))

    def _code(self, kind: ShownKind, of: str, who: Account, to: str) -> dict[str, Any]:
        place, now = self.place, self.place.now()
        assert place.keys is not None  # an open office has its keys
        nonce = place.random_bytes(_NONCE_BYTES).hex()
        showing = Showing(kind, of, who.name, now, nonce, place.account(to).name if to else "")
        ends_at = local(place, instant(showing.ends))
        return {"code": compose(showing, place.keys), "kind": kind.value, "ends_at": ends_at}

    def _of(self, shown: Showing) -> tuple[Case, Matter, Row | None]:
        """The case a code belongs to, and the paper if it shows one. Raises CodeUnreadable."""
        row = None
        reference = shown.of.partition("/")[0]
        if shown.kind is ShownKind.PAPER:
            with self.place.database.reading() as connection:
                found = issued.documents_by(connection, "code", shown.of)
            row = found[0] if found else None
            reference = row["case_id"] if row else ""
        try:
            return (*read_case(self.place, reference), row)
        except CaseUnknown as error:  # signed by us, and of no case: a database that is not the one it was made in
            raise CodeUnreadable from error

    def _card(self, case: Case, matter: Matter, lane: str, language: Language) -> list[dict[str, Any]]:
        facts = gather(self.place, case, matter)
        return [
            {"fact": fact, "label": fact_titled(matter, fact).say(language), "value": value}
            for fact in (f"named.{lane}.name", *matter.roles[lane].card)
            if (value := fact_at(facts, fact)) is not None
        ]

    def _paper(self, row: Row, holder: Account) -> dict[str, Any]:
        organ = self.place.organs.get(row["for_organ"])
        document = shown_document(self.place, row)
        names = ("number", "title", "date", "valid_until", "status", "since")
        return {
            **{name: document[name] for name in names},
            "organ": organ.name if organ else row["for_organ"],
            "holder": holder.person,
            "holder_number": masked(holder.id_number) if holder.id_number else "",
        }

    def _must_hold(self, row: Row, who: Account) -> None:
        """Raises NothingToShow unless the paper is the account's, PaperNotValid unless it is in force."""
        case, _ = read_case(self.place, row["case_id"])
        if not self.holds(row, case, who):
            raise NothingToShow(who.name, row["number"])
        now = standing(row, self.place.day(self.place.now()))
        if now is not Standing.VALID:
            raise PaperNotValid(row["number"], now)

    @staticmethod
    def holds(row: Row, case: Case, who: Account) -> bool:
        """Whether a sealed paper is the account's own: by the number of whom it belongs to, or else who applied."""
        its = row["holder"] == who.id_number if row["holder"] else acts_for(who, case.applicant, None)
        return its and bool(who.id_number) and row["sha256"] is not None and who.kind != "official"

    # ---- until a day -------------------------------------------------------------------------------------------------

    def authorise(self, row: Row, account: str, organ: str, purpose: str, until: date) -> dict[str, Any]:
        """Let the officials of an organ read a paper until the day is over.

        Raises AuthorisationRefused, NothingToShow, PaperNotValid.
        """
        place, who = self.place, self.place.account(account)
        self._must_hold(row, who)
        now, wanted = place.now(), purpose.strip()
        if organ not in place.organs:
            raise AuthorisationRefused(f"there is no organ {organ!r}; there are: {', '.join(place.organs)}")
        if not wanted or len(wanted) > MOST_PURPOSE or not wanted.isprintable():
            raise AuthorisationRefused(f"what it is for is told in 1 to {MOST_PURPOSE} characters of one line")
        if until < place.day(now):
            raise AuthorisationRefused(f"{until} has passed")
        id = uuid7(now, place.random_bytes)
        given = {
            "id": id,
            **{name: row[name] for name in ("organ", "case_id", "key")},
            "account": who.name,
            "for_organ": organ,
            "purpose": wanted,
            "until": until.isoformat(),
            "given_at": instant(now),
            "withdrawn_at": None,
        }
        with place.database.writing() as connection:
            kept.insert_authorisation(connection, given)
            said = {"to": organ, "purpose": wanted, "until": until.isoformat()}
            self._enter(connection, row, who.name, Noted.AUTHORISE, id, **said)
        return self.authorisations(account)[0]

    def withdraw(self, id: str, account: str) -> dict[str, Any]:
        """Let an authorisation hold no more. Raises AuthorisationUnknown."""
        who, now = self.place.account(account), self.place.now()
        with self.place.database.writing() as connection:
            row = kept.authorisation(connection, id, who.name)
            if row is None:
                raise AuthorisationUnknown(id)
            if kept.withdraw(connection, id, instant(now)):
                self._enter(connection, row, who.name, Noted.WITHDRAW_AUTHORISATION, id)
        return next(one for one in self.authorisations(account) if one["authorisation"] == id)

    def authorisations(self, account: str) -> list[dict[str, Any]]:
        """What the account authorised, the newest first, each with who read the paper by it and when."""
        who, today = self.place.account(account), self.place.day(self.place.now()).isoformat()
        with self.place.database.reading() as connection:
            rows = kept.authorisations_by(connection, who.name)
            return [self._told(connection, row, today) for row in rows]

    def readable(self, account: str) -> list[dict[str, Any]]:
        """The papers that holders let the official's organ read today, the newest first."""
        who, today = self.place.account(account), self.place.day(self.place.now()).isoformat()
        with self.place.database.reading() as connection:
            rows = kept.authorisations_for(connection, who.organ, today) if who.organ else ()
        names = ("number", "title", "code", "purpose", "until")
        return [{"authorisation": row["id"], **{name: row[name] for name in names}} for row in rows]

    def authorised(self, row: Mapping[str, Any], who: Account) -> str:
        """The id of the authorisation by which an official may read a paper now; empty when there is none."""
        if not who.organ:
            return ""
        today = self.place.day(self.place.now()).isoformat()
        with self.place.database.reading() as connection:
            rows = kept.authorisations_for(connection, who.organ, today)
        key = tuple(row[name] for name in ("organ", "case_id", "key"))
        valid = standing(row, self.place.day(self.place.now())) is Standing.VALID
        mine = (one["id"] for one in rows if (one["organ"], one["case_id"], one["key"]) == key)
        return str(next(mine, "")) if valid else ""

    def seen_by(self, row: Mapping[str, Any], account: str) -> list[dict[str, Any]]:
        """To whom the holder showed a paper, and which organs were let to read it. Raises NothingToShow, NotYours."""
        who = self.place.account(account)
        case, _ = read_case(self.place, row["case_id"])
        if not acts_for(who, case.applicant, None) and row["holder"] != who.id_number:
            raise NotYours(account, f"see who was shown {row['number']}", "its holder")
        with self.place.database.reading() as connection:
            entries = showings(case.organ, case.id).entries(connection)
        return [told(self.place, orjson.loads(body)) for _, body, _ in entries]

    def _told(self, connection: Connection, row: Row, today: str) -> dict[str, Any]:
        reads = [orjson.loads(body) for _, body, _ in downloads(row["organ"], row["case_id"]).entries(connection)]
        organ = self.place.organs.get(row["for_organ"])
        withdrawn = local(self.place, row["withdrawn_at"]) if row["withdrawn_at"] else None
        return {
            "authorisation": row["id"],
            "number": row["number"],
            "title": row["title"],
            "organ": row["for_organ"],
            "organ_name": organ.name if organ else row["for_organ"],
            "purpose": row["purpose"],
            "until": row["until"],
            "given_at": local(self.place, row["given_at"]),
            "withdrawn_at": withdrawn,
            "holds": withdrawn is None and row["until"] >= today,
            "reads": [
                {"by": body["actor"], "at": local(self.place, body["at"])}
                for body in reads
                if body.get("authorisation") == row["id"]
            ],
        }

    def _enter(self, connection: Connection, row: Mapping[str, Any], who: str, act: str, id: str, **said: str) -> None:
        ledger = showings(row["organ"], row["case_id"])
        ledger.write(connection, self.place.now(), who, act, number_of=row["number"], authorisation=id, **said)
