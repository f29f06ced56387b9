"""The dossier of a closed case leaves as a package that proves itself; whatever is changed in it is named."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import orjson
import pytest

from engine.authority import NotYours
from engine.case import CaseUnknown
from engine.dossier import CaseStillOpen
from engine.founding import stage
from engine.office import Office
from engine.package import Examined, PackageUnreadable, examine
from engine.rehearsal import Scene, read_script
from engine.workplace import FixedTime
from tests.offices import APPLICANT, HEAD, accept, grant, matter_files, submit

AUDITOR, CITY = "bai.auditor", "wei.supervisor"


@pytest.fixture
def closed(office: Office) -> str:
    """The number of a case that was granted and delivered."""
    case = submit(office)
    accept(office, case)
    grant(office, case)
    return case


def contents(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def problems(found: Examined) -> list[str]:
    return [f"{check.name}: {problem}" for check in found.checks for problem in check.problems]


def test_a_package_is_intact_by_itself_and_holds_the_whole_case(office: Office, closed: str) -> None:
    data = office.make_archive(closed)

    found = examine(data, office.archive_key())

    assert problems(found) == []
    assert found.index["case"]["outcome"] == "granted"
    assert [row["kind"] for row in found.index["documents"]] == ["receipt", "acceptance", "decision_grant"]
    names = contents(data).keys()
    assert {"definition/process.bpmn", "definition/matter.yaml", "audit/entries.jsonl", "metadata.xml"} <= names
    assert any(name.endswith("-plan.pdf") for name in names)
    assert not any("examples" in name for name in names)


def test_the_same_case_gives_the_same_bytes(office: Office, closed: str, clock: FixedTime) -> None:
    first = office.make_archive(closed)
    clock.set(clock() + timedelta(days=400))

    assert office.make_archive(closed, AUDITOR) == first
    made = [entry for entry in office.show_record(closed) if entry["act"] == "archive"]
    assert [entry["actor"] for entry in made] == ["operator", AUDITOR]
    assert office.verify_record().intact


def test_all_versions_of_a_material_are_in_it() -> None:
    files, name = matter_files("law_firm_establish"), "examples/corrected_then_granted.yaml"
    with stage() as theatre:
        scene = Scene(theatre, files, read_script(files[name], name))
        scene.run()
        found = examine(scene.office.make_archive(scene.case))

    versions = Counter(row["material"] for row in found.index["materials"])
    assert found.intact
    assert versions["premises_proof"] == 2


def _changed(name: str, edit: Callable[[bytes], bytes]) -> Callable[[dict[str, bytes]], None]:
    def work(files: dict[str, bytes]) -> None:
        (path,) = (each for each in files if each.endswith(name))
        files[path] = edit(files[path])

    return work


def _gone(name: str) -> Callable[[dict[str, bytes]], None]:
    def work(files: dict[str, bytes]) -> None:
        (path,) = (each for each in files if each.endswith(name))
        del files[path]

    return work


def _entry(files: dict[str, bytes]) -> None:
    files["audit/entries.jsonl"] = files["audit/entries.jsonl"].replace(b'"actor":"yu.head"', b'"actor":"ma.window"', 1)


def _added(files: dict[str, bytes]) -> None:
    files["documents/99-gift.pdf"] = b"%PDF-1.7"


def _outside(files: dict[str, bytes]) -> None:
    files["../etc/passwd"] = b"root"


def _relisted(files: dict[str, bytes]) -> None:
    files["manifest-sha256.txt"] += b"0" * 64 + b"  nothing.pdf\n"


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (_changed("-plan.pdf", lambda data: data + b"\n"), "tells of another file"),
        (_changed("-decision_grant.pdf", lambda data: data[:-9] + b"\n%%EOF\n"), "was sealed with another content"),
        (_changed("-application.json", lambda data: data.replace(b"12", b"13")), "tells of other answers"),
        (_changed("definition/matter.yaml", lambda data: data + b"\n"), "not the one under which the case was handled"),
        (_changed("metadata.xml", lambda data: data.replace(b"granted", b"refused")), "metadata.xml has changed"),
        (_gone("-acceptance.pdf"), "acceptance.pdf has gone"),
        (_gone("audit/hashes.txt"), "audit/hashes.txt has gone"),
        (_gone("signature.json"), "signature.json cannot be read"),
        (_entry, "audit/entries.jsonl: entry"),
        (_added, "documents/99-gift.pdf was put in"),
        (_outside, "leads out of the package"),
        (_relisted, "manifest-sha256.txt is not as it was signed"),
    ],
)
def test_what_was_tampered_with_is_named(
    office: Office, closed: str, tamper: Callable[[dict[str, bytes]], None], told: str
) -> None:
    files = contents(office.make_archive(closed))
    tamper(files)

    found = examine(packed(files))

    assert not found.intact
    assert any(told in problem for problem in problems(found)), problems(found)


def test_a_package_signed_anew_by_somebody_else_shows_another_key(office: Office, closed: str) -> None:
    data = office.make_archive(closed)

    found = examine(data, "0123456789abcdef")

    key = office.archive_key()
    assert problems(found) == [f"authenticity: it was signed by the key {key}, not by 0123456789abcdef"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", packed({"letter.txt": b"hello"})])
def test_what_is_no_package_is_refused(data: bytes) -> None:
    with pytest.raises(PackageUnreadable):
        examine(data)


def test_an_index_that_holds_nonsense_is_told_and_raises_nothing(office: Office, closed: str) -> None:
    files = contents(office.make_archive(closed))
    for nonsense in (b"[]", b"{", orjson.dumps({"case": 7, "answers": None})):
        assert not examine(packed({**files, "index.json": nonsense})).intact


def test_a_case_that_is_open_has_no_dossier_and_few_may_take_one(office: Office, closed: str) -> None:
    with pytest.raises(CaseStillOpen):
        office.make_archive(submit(office))
    for account in (HEAD, APPLICANT):
        with pytest.raises(NotYours):
            office.make_archive(closed, account)
    with pytest.raises(CaseUnknown):
        office.make_archive(closed, CITY)
