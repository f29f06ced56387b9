"""What designers' editors and fingers do to a matter: always told by file and line, with what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bpmn.errors import Finding
from engine.founding import SHARED, STARTER, stage, workflows_folder
from engine.matter.checks import check
from engine.matter.folder import read_folder
from engine.organs import read_organs, seals_of
from engine.rehearsal import FAULT, ExampleRefused, Stage, play, read_script

ORGANS = seals_of(read_organs((workflows_folder() / SHARED / "organs.yaml").read_text(encoding="utf-8")))
FILES = read_folder(workflows_folder() / STARTER)
GRANTED = "examples/granted.yaml"
TEXTS = ("matter.yaml", "form.json", "letter_receipt.md")


@pytest.fixture(scope="module")
def theatre() -> Iterator[Stage]:
    """Where examples are played."""
    with stage() as theatre:
        yield theatre


def findings(files: dict[str, bytes]) -> tuple[Finding, ...]:
    return check(files, ORGANS)[1]


def edited(file: str, old: str, new: str) -> dict[str, bytes]:
    text = FILES[file].decode("utf-8")
    assert old in text, f"{file} no longer says {old!r}"
    return {**FILES, file: text.replace(old, new, 1).encode("utf-8")}


# ---- how a file was saved --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", TEXTS)
def test_a_file_saved_with_a_byte_order_mark_is_the_same_file(file: str) -> None:
    assert findings({**FILES, file: FILES[file].decode().encode("utf-8-sig")}) == ()


@pytest.mark.parametrize("file", TEXTS)
@pytest.mark.parametrize(
    ("encoding", "named"), [("gb18030", "GBK"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"), ("utf-16-be", "UTF-16")]
)
def test_a_file_in_another_encoding_is_told_with_its_name(file: str, encoding: str, named: str) -> None:
    found = findings({**FILES, file: FILES[file].decode().encode(encoding)})

    (mine,) = [finding for finding in found if finding.code == "MATTER-ENCODING"]
    assert f"{file}: this is not UTF-8 but {named}" in mine.message
    assert "UTF-8" in mine.remedy
    assert mine.line > 0


# ---- slips in matter.yaml --------------------------------------------------------------------------------------------

SLIPS = [
    ("effective: 2026-01-01", "effective: 明年", "MATTER-INVALID", "effective is '明年'"),
    ("effective: 2026-01-01", "effective: 2026-02-30", "MATTER-INVALID", "effective is '2026-02-30'"),
    ("effective: 2026-01-01", "effective: [2026-01-01]", "MATTER-INVALID", "effective must be a text"),
    ("effective: 2026-01-01", "effective： 2026-01-01", "MATTER-NOT-YAML", "the colon is full-width"),
    ("    days: 20\n", "    days: twenty\n", "MATTER-INVALID", "limits.decide.days is 'twenty'"),
    ("    days: 20\n", "\tdays: 20\n", "MATTER-NOT-YAML", "a tab stands where YAML wants spaces"),
    ("    days: 20\n", "    days: 20\n    days: 30\n", "MATTER-NOT-YAML", "days stands twice"),
    ("    days: 20\n", "    days: 20\n    dasy: 30\n", "MATTER-UNKNOWN-KEY", "limits.decide.dasy is not known here"),
    ("required: true", "required: yes", "MATTER-INVALID", "is 'yes'"),
    ("materials:\n", "materials: {}\nmaterialien:\n", "MATTER-UNKNOWN-KEY", "materialien is not known here"),
]


@pytest.mark.parametrize(("old", "new", "code", "said"), SLIPS, ids=[new.strip() for _, new, _, _ in SLIPS])
def test_a_slip_in_matter_yaml_is_told_with_its_line(old: str, new: str, code: str, said: str) -> None:
    files = edited("matter.yaml", old, new)
    slip = next(part for part in reversed(new.strip().splitlines()))
    line = next(n for n, text in enumerate(files["matter.yaml"].decode().splitlines(), 1) if slip.strip() in text)

    mine = [finding for finding in findings(files) if finding.code == code and said in finding.message]

    assert mine, [finding.message for finding in findings(files)]
    assert mine[0].line == line
    assert mine[0].message.startswith("matter.yaml: ")
    assert mine[0].remedy


def test_a_key_that_stands_twice_in_a_form_is_told_with_its_line() -> None:
    files = edited("form.json", '"type": "object"', '"type": "object",\n"type": "object"')

    (mine,) = [finding for finding in findings(files) if finding.code == "MATTER-NOT-JSON"]

    assert "'type' stands twice" in mine.message
    assert files["form.json"].decode().splitlines()[mine.line - 1] == '"type": "object",'.rstrip(",") + ","


# ---- slips in examples -----------------------------------------------------------------------------------------------

SCRIPT = """title: {zh: 准予, en: Granted}
applicant: sun.partner
opened: 2026-04-20T10:00
answers: plain.json
when:
  - {at: 2026-04-20T15:00, by: ma.window, step: check_materials, act: accept}
then:
  status: accepted
"""
WRONG = [
    ("applicant: sun.partner\n", "", "line 1: applicant is missing"),
    ("applicant:", "aplicant:", "line 2: aplicant is not known here"),
    ("opened: 2026-04-20T10:00", "opened: 四月二十日", "line 3: `opened` is '四月二十日', which is no moment"),
    ("answers: plain.json", "answers: 3", "line 4: `answers` is 3"),
    ("by: ma.window, ", "", "line 6: when.0.by is missing"),
    ("at: 2026-04-20T15:00", "at: 2026-04-31", "line 6: `at` is '2026-04-31', which is no moment"),
    ("at: 2026-04-20T15:00, ", "", "line 6: when.0.at is missing"),
    ("step: check_materials", "stpe: check_materials", "line 6: a line of `when` says nothing that is done"),
    ("step: check_materials", "step: check_materials, case_act: withdraw", "is about step and case_act at once"),
    ("act: accept", "act: [accept]", "line 6: when.0.act must be a text"),
    ("  - {at", "  - at 3\n  - {at", "line 6: when.0 must be a mapping"),
    ("when:\n", "when: never\nthem:\n", "line 5: when must be a list"),
    ("  status: accepted", "  statsu: accepted", "line 8: then.statsu is not known here"),
    ("  status: accepted", "  accepted_on: soon", "line 8: then.accepted_on is 'soon'"),
    ("  status: accepted", "  clocks: [check]", "line 8: then.clocks must be a mapping"),
    ("  status: accepted", "  clocks: {check: {until: 3}}", "line 8: then.clocks.check.until is not known here"),
    ("  status: accepted", "\tstatus: accepted", "line 8: a tab stands where YAML wants spaces"),
    ("  status: accepted", "  status: accepted\n  status: closed", "line 9: status stands twice"),
    ("when:", "people: [3]\nwhen:", "line 5: `people`: a row lacks `account` or `name`: 3"),
    ("when:", "services: {make_documents: {fails: often}}\nwhen:", "line 5: services.make_documents.fails is 'often'"),
    ("when:", "systems: {registry: 3}\nwhen:", "line 5: `systems` cannot be played"),
]


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[said for _, _, said in WRONG])
def test_a_slip_in_an_example_is_told_with_its_line(old: str, new: str, said: str) -> None:
    assert old in SCRIPT

    with pytest.raises(ExampleRefused) as refused:
        read_script(SCRIPT.replace(old, new, 1).encode(), GRANTED)

    assert said in str(refused.value)


def test_an_example_in_another_encoding_is_told_so() -> None:
    with pytest.raises(ExampleRefused, match="line 1: this is not UTF-8 but GBK"):
        read_script(SCRIPT.encode("gbk"), GRANTED)


PLAYED_WRONG = [
    ("by: ma.window", "by: nobody", "line 6: `accept` at check_materials by nobody was refused with AUTHORITY"),
    ("act: accept", "act: acept", "line 6: `acept` at check_materials by ma.window was refused with"),
    ("step: check_materials", "step: chek", "line 6: `accept` at chek by ma.window was refused with TASK-UNKNOWN"),
    ("act: accept", "act: accept, refused: CASE-STALE", "was done (it should be refused with CASE-STALE)"),
    ("answers: plain.json", "answers: plian.json", "line 2: the application: there is no file examples/plian.json"),
    ("answers: plain.json", "answers: materials/plan.pdf", "line 2: the application: examples/materials/"),
    ("when:", "change: {stalls.9.name: 3}\nwhen:", "`change` names stalls.9.name, which the answers do not have"),
    ("when:", "change: {days: {x: 1}}\nwhen:", "line 2: the application was refused with FORM-INVALID"),
    ("when:", "materials: [nothing]\nwhen:", "line 2: the application: there is no examples/materials/nothing.*"),
    ("status: accepted", "status: closed", "line 8: status: 'accepted' came out, 'closed' was expected"),
    ("status: accepted", "clocks: {chekc: {state: ended}}", "line 8: there is no clock chekc"),
    ("status: accepted", "texts: {receipt: 不存在的话}", "line 8: the receipt does not say '不存在的话'"),
    ("status: accepted", "documents:", "line 8: documents: ["),
]


@pytest.mark.parametrize(("old", "new", "said"), PLAYED_WRONG, ids=[said for _, _, said in PLAYED_WRONG])
def test_what_does_not_come_out_is_told_with_line_and_what_was_expected(
    theatre: Stage, old: str, new: str, said: str
) -> None:
    assert old in SCRIPT
    files = {**FILES, GRANTED: SCRIPT.replace(old, new, 1).encode()}

    assert said in play(theatre, files, GRANTED).why


# ---- any slip --------------------------------------------------------------------------------------------------------

SIGNS = "：，｛｝{}[]\"'#&*!|>%@`-\t\n 0x"


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> bytes:
    """The text after one to three slips: of a line, a word, a sign, or of how it was saved."""
    for _ in range(draw(st.integers(1, 3))):
        lines = text.splitlines(keepends=True) or [""]
        at, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        words = re.findall(r"\w+", text) or ["x"]
        word, instead = draw(st.sampled_from(words)), draw(st.sampled_from(words))
        sign, place = draw(st.sampled_from(SIGNS)), draw(st.integers(0, len(text)))
        slips = {
            "a line is lost": "".join([*lines[:at], *lines[at + 1 :]]),
            "a line stands twice": "".join([*lines[:at], lines[at], *lines[at:]]),
            "a line stands elsewhere": "".join([*lines[:at], lines[other], *lines[at:]]),
            "a line is moved in": "".join([*lines[:at], "  " + lines[at], *lines[at + 1 :]]),
            "a line is moved out": "".join([*lines[:at], lines[at].removeprefix("  "), *lines[at + 1 :]]),
            "a word is another": text.replace(word, instead, 1),
            "a value is empty": "".join([*lines[:at], lines[at].partition(":")[0] + ":\n", *lines[at + 1 :]]),
            "a sign too many": text[:place] + sign + text[place:],
            "a sign too few": text[:place] + text[place + 1 :],
            "the end is lost": text[:place],
        }
        text = slips[draw(st.sampled_from(sorted(slips)))]
    return text.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16"])))


@pytest.mark.parametrize("folder", [STARTER, "law_firm_establish"])
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_no_slip_in_a_matter_gives_a_traceback(folder: str, data: st.DataObject) -> None:
    files = read_folder(workflows_folder() / folder)
    names = sorted(name for name in files if "/" not in name and not name.endswith(".bpmn"))
    file = data.draw(st.sampled_from([*names, "matter.yaml", "matter.yaml", "form.json"]))

    found = findings({**files, file: data.draw(spoilt(files[file].decode()))})

    assert all(finding.message and finding.remedy for finding in found)


@given(data=st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_no_slip_in_an_example_is_told_in_words_of_python(theatre: Stage, data: st.DataObject) -> None:
    written = data.draw(spoilt(FILES[GRANTED].decode()))

    assert FAULT not in play(theatre, {**FILES, GRANTED: written}, GRANTED).why
