"""The record of the office: whoever changes it behind its back is found out, at the first place they touched."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from engine import record
from engine.acts.reading import read_case
from engine.audit import GENESIS, Break, canonical, link
from engine.founding import seal_owners
from engine.matter.folder import pack
from engine.office import Office
from engine.record import RecordAltered, Verification
from engine.store import ledgers, questions
from engine.store.database import Database, WrittenByAnother
from engine.store.tables import APPEND_ONLY, metadata
from engine.workplace import FixedTime, account_row
from signing.demo_keys import create_authority
from signing.keyring import Keyring
from signing.keys import Secret
from tests.boundaries import Ambush, Failing, Struck
from tests.offices import APPLICANT, HEAD, WINDOW, Premises, accept, contents, grant, organs, submit

ENTRIES, CASES, LEAVES, CHECKPOINTS = (metadata.tables[name] for name in ("entries", "cases", "leaves", "checkpoints"))


@dataclass
class Intruder:
    """Somebody with the database's own rights, who takes away its triggers first."""

    office: Office

    def __post_init__(self) -> None:
        database = self.office.place.database
        with database.writing() as connection:
            for table in APPEND_ONLY:
                if database.is_sqlite:
                    connection.exec_driver_sql(f"DROP TRIGGER {table}_keep_update")
                    connection.exec_driver_sql(f"DROP TRIGGER {table}_keep_delete")
                else:
                    connection.exec_driver_sql(f"DROP TRIGGER {table}_keep ON {table}")

    def does(self, statement: sa.Executable) -> None:
        with self.office.place.database.writing() as connection:
            connection.execute(statement)

    def chain(self, case: str) -> list[tuple[int, bytes, bytes]]:
        with self.office.place.database.reading() as connection:
            return questions.entries_of(connection, *self._key(case))

    def rewrites(self, case: str, number: int, **changes: Any) -> None:
        """Change an entry and chain all that follow anew, so that the chain itself holds again."""
        organ, id = self._key(case)
        head = GENESIS
        for at, body, _ in self.chain(case):
            if at == number:
                body = canonical({**orjson.loads(body), **changes})
            head = link(head, body)
            self.does(
                sa.update(ENTRIES)
                .where(ENTRIES.c.organ == organ, ENTRIES.c.case_id == id, ENTRIES.c.number == at)
                .values(body=body, hash=head)
            )
        self.does(sa.update(CASES).where(CASES.c.id == id).values(head=head))

    def cuts(self, case: str, kept: int) -> None:
        """Take away the last entries, and let the case look as if they had never been."""
        organ, id = self._key(case)
        head = self.chain(case)[kept - 1][2]
        self.does(sa.delete(ENTRIES).where(ENTRIES.c.case_id == id, ENTRIES.c.number > kept))
        self.does(sa.update(CASES).where(CASES.c.id == id).values(head=head, entries=kept))
        del organ

    def _key(self, case: str) -> tuple[str, str]:
        found, _ = read_case(self.office.place, case)
        return found.organ, found.id


@pytest.fixture
def cases(office: Office) -> list[str]:
    """Three cases: one submitted, one accepted, one granted and delivered."""
    submitted, accepted, granted = submit(office), submit(office), submit(office)
    accept(office, accepted)
    accept(office, granted)
    grant(office, granted)
    return [submitted, accepted, granted]


@pytest.fixture
def intruder(office: Office, cases: list[str]) -> Intruder:
    return Intruder(office)


def _id(office: Office, case: str) -> str:
    return str(office.show_case(case)["id"])


def first_bad(office: Office) -> Break:
    """What checking the record finds; fails when it finds nothing."""
    found = office.verify_record()
    assert not found.intact
    assert found.first_bad is not None
    return found.first_bad


# ---- sound -----------------------------------------------------------------------------------------------------------


def test_a_record_left_alone_is_intact(office: Office, cases: list[str]) -> None:
    office.checkpoint()

    found = office.verify_record()

    assert found.intact
    assert (found.cases, found.checkpoints, found.first_bad, found.gaps) == (3, 1, None, ())
    told = [*(office.case_history(case) for case in cases), office.show_ledger()]
    assert found.entries == sum(map(len, told))


def test_an_office_in_which_nobody_applied_is_intact(office: Office) -> None:
    assert office.verify_record().intact
    assert office.checkpoint() == 1, "the ledger of the office itself"


def test_an_office_in_which_nothing_happened_is_intact(database: Database, tmp_path: Path, seals: Keyring) -> None:
    office = Premises(database.url.render_as_string(hide_password=False), tmp_path, seals).open()

    assert office.verify_record() == Verification(0, 0, 0, None, ())
    assert office.checkpoint() == 0


def test_a_checkpoint_grows_only_by_what_is_new(office: Office, cases: list[str]) -> None:
    assert office.checkpoint() == 4, "three cases, and the ledger of the office itself"
    assert office.checkpoint() == 4
    office.download(f"{cases[0]}/receipt", APPLICANT)
    assert office.checkpoint() == 5, "the ledger of the case's downloads"
    office.download(f"{cases[0]}/receipt", APPLICANT)
    assert office.checkpoint() == 6
    assert office.verify_record().checkpoints == 3


def test_an_act_done_during_the_check_is_no_fault(premises: Premises) -> None:
    office, other = premises.open(), premises.open()
    case = submit(office)
    acts: list[Callable[[], object]] = [
        lambda: accept(other, case),
        lambda: submit(other),
        other.checkpoint,
        lambda: grant(other, case),
    ]
    ambush = Ambush(
        office.place.database,
        lambda boundary: boundary.startswith("SELECT"),
        lambda: acts.pop(0)() if acts else None,
    )
    ambush.again_and_again()

    assert office.verify_record().intact
    assert acts == []


def test_of_two_who_sign_a_checkpoint_at_once_one_does(premises: Premises) -> None:
    one, other = premises.open(), premises.open()
    submit(one)
    Ambush(one.place.database, lambda at: at.startswith(("BEGIN", "INSERT")), other.checkpoint)

    with pytest.raises(WrittenByAnother):
        one.checkpoint()

    assert one.verify_record().intact
    assert one.verify_record().checkpoints == 1


def test_checkpoints_are_signed_while_the_worker_runs(office: Office, cases: list[str]) -> None:
    stop = threading.Event()
    Ambush(office.place.database, "INSERT INTO checkpoints".__eq__, stop.set)

    office.worker.run(stop, idle_seconds=0)

    assert office.verify_record().checkpoints == 1


# ---- changed ---------------------------------------------------------------------------------------------------------


def test_an_altered_entry_is_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    id = _id(office, cases[1])
    number, body, _ = intruder.chain(cases[1])[2]
    forged = canonical({**orjson.loads(body), "actor": "somebody.else"})
    intruder.does(sa.update(ENTRIES).where(ENTRIES.c.case_id == id, ENTRIES.c.number == number).values(body=forged))

    assert first_bad(office) == Break(id, number, "its content does not fit its hash")


def test_a_removed_entry_is_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    id = _id(office, cases[2])
    intruder.does(sa.delete(ENTRIES).where(ENTRIES.c.case_id == id, ENTRIES.c.number == 2))

    assert first_bad(office) == Break(id, 2, "entry 2 is missing")


def test_a_chain_cut_short_is_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    id = _id(office, cases[2])
    length = len(intruder.chain(cases[2]))
    intruder.does(sa.delete(ENTRIES).where(ENTRIES.c.case_id == id, ENTRIES.c.number >= length - 1))

    assert first_bad(office) == Break(id, length - 1, "entries at the end are missing")


def test_swapped_entries_are_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    id = _id(office, cases[2])
    (_, second, _), (_, third, _) = intruder.chain(cases[2])[1:3]
    for number, body in ((2, third), (3, second)):
        intruder.does(sa.update(ENTRIES).where(ENTRIES.c.case_id == id, ENTRIES.c.number == number).values(body=body))

    assert first_bad(office) == Break(id, 2, "its content does not fit its hash")


def test_an_entry_overwritten_with_rubbish_that_fits_its_hash_is_named(
    office: Office, cases: list[str], intruder: Intruder
) -> None:
    id = _id(office, cases[0])
    head = link(intruder.chain(cases[0])[0][2], b"rubbish")
    intruder.does(
        sa.update(ENTRIES).where(ENTRIES.c.case_id == id, ENTRIES.c.number == 2).values(body=b"rubbish", hash=head)
    )
    intruder.does(sa.update(CASES).where(CASES.c.id == id).values(head=head))

    assert first_bad(office) == Break(id, 2, "it cannot be read")


def test_entries_moved_to_another_case_are_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    giver, taker = _id(office, cases[2]), _id(office, cases[0])
    for number in (2, 3):
        intruder.does(sa.delete(ENTRIES).where(ENTRIES.c.case_id == taker, ENTRIES.c.number == number))
        intruder.does(
            sa.update(ENTRIES).where(ENTRIES.c.case_id == giver, ENTRIES.c.number == number).values(case_id=taker)
        )

    found = office.verify_record().first_bad
    assert found is not None and (found.case, found.entry) in {(taker, 2), (giver, 2)}


def test_a_case_that_forgot_how_many_entries_it_has_is_named(
    office: Office, cases: list[str], intruder: Intruder
) -> None:
    id = _id(office, cases[0])
    intruder.does(sa.update(CASES).where(CASES.c.id == id).values(entries=7))

    assert first_bad(office) == Break(id, 2, "the case counts 7 entries")


def test_an_entry_rewritten_with_the_whole_chain_after_it_is_named_by_the_checkpoint(
    office: Office, cases: list[str], intruder: Intruder
) -> None:
    office.checkpoint()
    intruder.rewrites(cases[1], 3, actor="somebody.else")

    found = first_bad(office)

    assert found.case == _id(office, cases[1])
    assert found.why == "a checkpoint saw another entry here"


def test_a_chain_cut_with_everything_made_to_fit_is_named_by_the_checkpoint(
    office: Office, cases: list[str], intruder: Intruder
) -> None:
    office.checkpoint()
    length = len(intruder.chain(cases[2]))
    intruder.cuts(cases[2], length - 1)

    assert first_bad(office) == Break(_id(office, cases[2]), length, "a checkpoint saw another entry here")


def test_a_whole_case_removed_after_a_checkpoint_is_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    office.checkpoint()
    id = _id(office, cases[0])
    for name in ("tasks", "entries", "answers", "materials", "documents", "jobs"):
        table = metadata.tables[name]
        intruder.does(sa.delete(table).where(table.c.case_id == id))
    intruder.does(sa.delete(CASES).where(CASES.c.id == id))

    found = office.verify_record()

    assert found.first_bad == Break(id, 2, "it has gone whole, though a checkpoint saw it")
    assert len(found.gaps) == 1, "and its receipt's number is missing"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sa.update(CHECKPOINTS).values(at="2026-03-02T02:00:00.000000Z"), "its signature does not fit"),
        (sa.update(CHECKPOINTS).values(root=b"\0" * 32), "the leaves under it have changed"),
        (sa.update(CHECKPOINTS).values(signature=b"\0" * 64), "its signature does not fit"),
        (sa.update(CHECKPOINTS).values(key="0" * 64), "its signature does not fit"),
        (sa.update(LEAVES).where(LEAVES.c.position == 1).values(body=b"{}"), "the leaves under it have changed"),
        (sa.delete(LEAVES).where(LEAVES.c.position == 2), "the leaves under it have changed"),
        (sa.delete(CHECKPOINTS), "there are leaves that no checkpoint signs"),
    ],
)
def test_an_altered_checkpoint_is_named(office: Office, intruder: Intruder, change: sa.Executable, why: str) -> None:
    office.checkpoint()
    intruder.does(change)

    assert first_bad(office) == Break("checkpoint", 4, why)


def test_a_case_that_claims_to_have_been_witnessed_is_named(
    office: Office, cases: list[str], intruder: Intruder
) -> None:
    office.checkpoint()
    id = _id(office, cases[1])
    intruder.does(sa.update(CASES).where(CASES.c.id == id).values(witnessed=900))

    found = first_bad(office)

    assert (found.case, found.why) == (id, "it says that a checkpoint saw it up to entry 900")


@pytest.mark.parametrize("change", [{"edge": b"\0" * 64}, {"edge": b""}, {"root": b"\0" * 32}])
def test_no_checkpoint_is_built_on_one_that_was_altered(
    office: Office, cases: list[str], intruder: Intruder, change: dict[str, bytes]
) -> None:
    office.checkpoint()
    submit(office)
    intruder.does(sa.update(CHECKPOINTS).values(**change))

    with pytest.raises(RecordAltered) as refused:
        office.checkpoint()

    assert refused.value.code == "RECORD-ALTERED"
    assert first_bad(office) == Break("checkpoint", 4, "the leaves under it have changed")


def test_many_cases_are_witnessed_by_several_checkpoints(office: Office, cases: list[str]) -> None:
    assert record.checkpoint(office.place, office.keyring, at_once=2) == 4

    found = office.verify_record()
    assert found.intact
    assert found.checkpoints == 2


def test_a_checkpoint_signed_by_a_key_that_is_not_ours_is_named(
    office: Office, premises: Premises, cases: list[str], tmp_path: Path
) -> None:
    create_authority(tmp_path / "others", seal_owners(organs()), Secret("x"), premises.clock())
    premises.open(keyring=Keyring(tmp_path / "others", Secret("x"))).checkpoint()

    assert first_bad(office) == Break("checkpoint", 4, "its signature does not fit")


# ---- beside the record -----------------------------------------------------------------------------------------------


def test_answers_changed_behind_the_record_are_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    table = metadata.tables["answers"]
    id = _id(office, cases[0])
    with office.place.database.reading() as connection:
        row = connection.execute(sa.select(table).where(table.c.case_id == id)).mappings().one()
    forged = orjson.dumps({**orjson.loads(row["data"]), "days": 30})
    intruder.does(sa.update(table).where(table.c.case_id == id).values(data=forged))

    assert first_bad(office) == Break(id, 1, "the answers given with it have changed")


def test_a_file_exchanged_behind_the_record_is_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    table = metadata.tables["materials"]
    id = _id(office, cases[0])
    other = office.place.vault.put(b"%PDF-1.7 another plan %%EOF")
    intruder.does(sa.update(table).where(table.c.case_id == id).values(sha256=other))

    assert first_bad(office) == Break(id, 1, "the file handed in as plan is another")


def test_a_document_exchanged_in_the_register_is_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    table = metadata.tables["documents"]
    paper = next(d for d in office.list_documents(cases[2]) if d["kind"] == "decision_grant")
    intruder.does(sa.update(table).where(table.c.number == paper["number"]).values(sha256="0" * 64))

    found = first_bad(office)

    assert found.case == _id(office, cases[2])
    assert found.why == f"the register has another document as {paper['number']}"


def test_a_document_nobody_sealed_is_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    table = metadata.tables["documents"]
    with office.place.database.reading() as connection:
        row = dict(connection.execute(sa.select(table)).mappings().first() or {})
    number = "示市审许〔2026〕99号"
    forged = {**row, "key": "99:x", "letter": "示市审许", "serial": 99, "number": number, "code": "0"}
    intruder.does(sa.insert(table).values(forged))

    assert first_bad(office).why == f"the register has another document as {number}"


def test_a_document_removed_from_the_register_is_named(office: Office, cases: list[str], intruder: Intruder) -> None:
    table = metadata.tables["documents"]
    paper = next(d for d in office.list_documents(cases[2]) if d["kind"] == "decision_grant")
    intruder.does(sa.delete(table).where(table.c.number == paper["number"]))

    assert first_bad(office).why == f"{paper['number']} has gone from the register"


def test_a_revoked_document_made_valid_behind_the_record_is_named(
    office: Office, cases: list[str], intruder: Intruder
) -> None:
    table = metadata.tables["documents"]
    number = office.list_documents(cases[0])[0]["number"]
    office.set_document_status(number, "revoked", HEAD, "误发")
    assert office.verify_record().intact
    intruder.does(sa.update(table).where(table.c.number == number).values(status="valid"))

    assert first_bad(office).why == f"the register calls {number} valid"


def test_erased_personal_data_is_no_fault(office: Office, cases: list[str], intruder: Intruder) -> None:
    id = _id(office, cases[0])
    for name in ("answers", "materials"):
        table = metadata.tables[name]
        intruder.does(sa.delete(table).where(table.c.case_id == id))

    assert office.verify_record().intact


# ---- ledgers ---------------------------------------------------------------------------------------------------------

LEDGERS, LEDGER_ENTRIES = metadata.tables["ledgers"], metadata.tables["ledger_entries"]


@pytest.fixture
def downloaded(office: Office, cases: list[str], intruder: Intruder) -> str:
    """The name of the ledger of a case whose receipt was downloaded three times."""
    for _ in range(3):
        office.download(f"{cases[0]}/receipt", APPLICANT)
    return f"{_id(office, cases[0])}/downloads"


def test_an_altered_download_is_named(office: Office, downloaded: str, intruder: Intruder) -> None:
    entry = (LEDGER_ENTRIES.c.ledger == downloaded, LEDGER_ENTRIES.c.number == 2)
    intruder.does(sa.update(LEDGER_ENTRIES).where(*entry).values(body=b"{}"))

    assert first_bad(office) == Break(downloaded, 2, "its content does not fit its hash")


def test_a_removed_download_is_named(office: Office, downloaded: str, intruder: Intruder) -> None:
    entry = (LEDGER_ENTRIES.c.ledger == downloaded, LEDGER_ENTRIES.c.number == 1)
    intruder.does(sa.delete(LEDGER_ENTRIES).where(*entry))

    assert first_bad(office) == Break(downloaded, 1, "entry 1 is missing")


def test_the_last_downloads_cut_off_are_named(office: Office, downloaded: str, intruder: Intruder) -> None:
    intruder.does(sa.delete(LEDGER_ENTRIES).where(LEDGER_ENTRIES.c.ledger == downloaded, LEDGER_ENTRIES.c.number > 1))

    assert first_bad(office) == Break(downloaded, 2, "entries at the end are missing")


def test_a_ledger_that_forgot_how_many_entries_it_has_is_named(
    office: Office, downloaded: str, intruder: Intruder
) -> None:
    intruder.does(sa.update(LEDGERS).where(LEDGERS.c.name == downloaded).values(entries=2))

    assert first_bad(office) == Break(downloaded, 3, "the ledger counts 2 entries")


def test_downloads_cut_off_with_everything_made_to_fit_are_named_by_the_checkpoint(
    office: Office, downloaded: str, intruder: Intruder
) -> None:
    office.checkpoint()
    with office.place.database.reading() as connection:
        first = ledgers.entries_of(connection, "city_approval", downloaded)[0]
    intruder.does(sa.delete(LEDGER_ENTRIES).where(LEDGER_ENTRIES.c.ledger == downloaded, LEDGER_ENTRIES.c.number > 1))
    intruder.does(sa.update(LEDGERS).where(LEDGERS.c.name == downloaded).values(entries=1, head=first[2]))

    assert first_bad(office) == Break(downloaded, 3, "a checkpoint saw another entry here")


def test_a_whole_ledger_removed_after_a_checkpoint_is_named(
    office: Office, downloaded: str, intruder: Intruder
) -> None:
    office.checkpoint()
    intruder.does(sa.delete(LEDGER_ENTRIES).where(LEDGER_ENTRIES.c.ledger == downloaded))
    intruder.does(sa.delete(LEDGERS).where(LEDGERS.c.name == downloaded))

    assert first_bad(office) == Break(downloaded, 3, "it has gone whole, though a checkpoint saw it")


def test_accounts_and_published_matters_leave_entries_in_the_ledger_of_the_office(office: Office) -> None:
    before = office.show_ledger()

    office.add_account(replace(office.place.account(WINDOW), phone="13800000000"), by="chief")
    office.add_account(office.place.account(WINDOW))

    (entry,) = office.show_ledger()[len(before) :]
    assert (entry["actor"], entry["act"], entry["account"]) == ("chief", "account", WINDOW)
    assert "13800000000" not in repr(entry), "personal data may have to be erased; their digest stays"
    assert Counter(each["act"] for each in before) == {"account": len(office.list_accounts()), "publish": 2}


def test_an_account_that_cannot_be_written_leaves_no_entry(premises: Premises) -> None:
    office = premises.open()
    before = contents(office.place.database)
    failing = Failing(office.place.database)

    for number in count(1):
        failing.at(number)
        try:
            office.add_account(replace(office.place.account(WINDOW), phone="13800000000"))
        except Struck:
            failing.at(0)
            assert contents(office.place.database) == before
        else:
            break

    assert number > 5


ACCOUNTS, PUBLICATIONS, BUNDLES = (metadata.tables[name] for name in ("accounts", "publications", "bundles"))
_SUN = ACCOUNTS.c.name == APPLICANT
_STARTER = PUBLICATIONS.c.matter == "starter"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (sa.update(ACCOUNTS).where(_SUN).values(organ="city_approval"), f"the account {APPLICANT} has changed since"),
        (sa.delete(ACCOUNTS).where(_SUN), f"the account {APPLICANT} has gone"),
        (
            sa.insert(ACCOUNTS).values(name="the.intruder", organ="city_approval", person=b'{"roles":["head"]}'),
            "no entry wrote the account the.intruder",
        ),
        (sa.update(PUBLICATIONS).where(_STARTER).values(version="99"), "starter 99 was not published so"),
        (sa.delete(PUBLICATIONS).where(_STARTER), "starter 2026.1 is published no more"),
    ],
)
def test_what_is_changed_in_the_office_behind_its_ledger_is_named(
    office: Office, intruder: Intruder, change: sa.Executable, why: str
) -> None:
    intruder.does(change)

    found = first_bad(office)

    assert (found.case, found.why) == ("office", why)


def test_the_rights_of_an_account_changed_behind_the_ledger_are_named(office: Office, intruder: Intruder) -> None:
    plain = account_row(replace(office.place.account(APPLICANT), roles=frozenset({"head"})))["person"]
    intruder.does(sa.update(ACCOUNTS).where(_SUN).values(person=plain))

    assert first_bad(office).why == f"the account {APPLICANT} has changed since"


@pytest.mark.parametrize("spoiled", [b"rubbish", pack({"matter.yaml": b"code: starter"})])
def test_a_published_matter_whose_files_were_changed_is_named(
    office: Office, intruder: Intruder, spoiled: bytes
) -> None:
    bundle = office.place.current_matter("starter").fingerprint
    intruder.does(sa.update(BUNDLES).where(BUNDLES.c.hash == bundle).values(files=spoiled))

    assert first_bad(office).why == f"the files of the bundle {bundle[:16]}… have changed"


# ---- numbers ---------------------------------------------------------------------------------------------------------


def test_a_missing_document_number_is_a_gap(office: Office, cases: list[str], intruder: Intruder) -> None:
    table = metadata.tables["documents"]
    intruder.does(sa.delete(table).where(table.c.letter == "示市审收", table.c.serial == 2))

    assert office.verify_record().gaps == ("city_approval 示市审收〔2026〕: 2 documents, counter 3",)


def test_a_counter_set_back_is_a_gap(office: Office, cases: list[str], intruder: Intruder) -> None:
    table = metadata.tables["series"]
    intruder.does(sa.update(table).where(table.c.letter == "示市审收").values(last=1))

    assert office.verify_record().gaps == ("city_approval 示市审收〔2026〕: 3 documents, counter 1",)


def test_a_counter_set_forward_is_a_gap(office: Office, cases: list[str], intruder: Intruder) -> None:
    table = metadata.tables["series"]
    intruder.does(sa.update(table).where(table.c.letter == "示市审收").values(last=9))

    assert len(office.verify_record().gaps) == 1


def test_numbers_begin_again_with_the_year(office: Office, clock: FixedTime) -> None:
    numbers = []
    for days in (0, 303, 2):  # to 30 December, and past the new year
        clock.set(clock() + timedelta(days=days))
        numbers += [paper["number"] for paper in office.list_documents(submit(office))]

    assert numbers == ["示市审收〔2026〕1号", "示市审收〔2026〕2号", "示市审收〔2027〕1号"]
    assert office.verify_record().gaps == ()
