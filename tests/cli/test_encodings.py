"""Terminals and files of other ages: nothing breaks, nothing is guessed."""

from __future__ import annotations

import codecs
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.programs import ROOT, environment, sealflow

Run = Callable[..., Any]

TERMINALS: dict[str, dict[str, str]] = {
    "the C locale": {"LANG": "C", "LC_ALL": "C"},
    "the C locale without its coercion": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "gbk": {"PYTHONIOENCODING": "gbk", "LC_ALL": "zh_CN.GBK"},
}
COMMANDS = [
    ("account", "list"),
    ("account", "list", "--json"),
    ("matter", "check", str(ROOT / "workflows" / "_shared" / "starter")),
    ("task", "list", "--as", "没有这个人"),
    ("doctor",),
    ("--language", "zh", "case", "show", "20260302-ABCDEFGH"),
]


EVERY_COMMAND = """
import json, sys
import cli
for words in json.loads(sys.argv.pop()):
    sys.argv[1:] = words
    try:
        cli.main()
    except SystemExit as ended:
        sys.stderr.write(f"ended with {ended.code}\\n")
"""


@pytest.fixture(scope="module")
def told(home: Path, founded: Path) -> dict[str, Any]:
    """What every command says on each terminal."""
    shutil.copytree(founded, home, dirs_exist_ok=True)
    words = json.dumps(COMMANDS)
    return {
        name: subprocess.run(
            [sys.executable, "-c", EVERY_COMMAND, words], env=environment(home, **terminal), capture_output=True,
            check=False,
        )
        for name, terminal in TERMINALS.items()
    }  # fmt: skip


@pytest.mark.parametrize("terminal", TERMINALS)
def test_no_terminal_breaks_a_command(office: Path, told: dict[str, Any], terminal: str) -> None:
    said = told[terminal]

    ended = re.findall(rb"ended with (\d)", said.stderr)
    assert said.returncode == 0, said.stderr
    assert ended == [b"0", b"0", b"0", b"4", b"0", b"4"]
    assert b"Traceback" not in said.stderr


@pytest.mark.parametrize("terminal", [name for name in TERMINALS if name != "gbk"])
def test_machines_get_the_same_from_every_terminal(office: Path, told: dict[str, Any], terminal: str) -> None:
    (line,) = (line for line in told[terminal].stdout.splitlines() if line.startswith(b"[{"))

    assert "陈晓" in {account["person"] for account in json.loads(line)}


def test_a_terminal_that_has_no_chinese_is_spoken_to_in_english(office: Path, home: Path) -> None:
    within = environment(home, LC_ALL="zh_CN.UTF-8")

    assert sealflow("job", "list", within=within).stdout.decode() == "没有\n"
    assert sealflow("job", "list", within={**within, "PYTHONIOENCODING": "ascii"}).stdout == b"nothing\n"


def test_a_word_that_is_no_text_is_refused(office: Path, home: Path) -> None:
    within = environment(home)

    said = sealflow("case", "show", "\udcff\udcfe", within=within)

    assert said.returncode == 2
    assert said.stderr.startswith(b"REFUSED  USAGE")


# ---- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def answers(matter: Path) -> str:
    """A form filled in, with Chinese in it."""
    return (matter / "examples/three_partners.json").read_text(encoding="utf-8")


def opened(run: Run, application: list[str], file: object) -> Any:
    return run(
        "case", "open", "law_firm_establish", "--as", "lin.partner", *application[2:], "--answers", file, "--json"
    )


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: codecs.BOM_UTF8 + text.encode("utf-8"),
        lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.replace("\n", "\r\n").encode("utf-8"),
        lambda text: json.dumps(json.loads(text)).encode("ascii"),
    ],
    ids=["UTF-8 with its mark", "UTF-16 LE", "UTF-16 BE", "lines of Windows", "escapes"],
)
def test_answers_are_read_where_their_encoding_says_itself(
    office: Path, run: Run, application: list[str], answers: str, tmp_path: Path, encoded: Callable[[str], bytes]
) -> None:
    (tmp_path / "answers.json").write_bytes(encoded(answers))

    said = opened(run, application, tmp_path / "answers.json")

    assert said.status == 0, said.err


def test_answers_in_gbk_are_refused_with_the_way_to_mend_them(
    office: Path, run: Run, application: list[str], answers: str, tmp_path: Path
) -> None:
    (tmp_path / "answers.json").write_bytes(answers.encode("gb18030"))

    said = opened(run, application, tmp_path / "answers.json")

    assert said.status == 1
    first, remedy = said.err.splitlines()[:2]
    assert "GIVEN-FILE-ENCODING" in first and "line " in first and "GB 18030" in first
    assert any(word in first for word in ("律师事务所", "示例"))
    assert "iconv -f GB18030 -t UTF-8" in remedy


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not JSON"),
        ("{", "line 1, column 2"),
        ("[]", "not a list"),
        ("null", "not nothing"),
        ('"text"', "not a text"),
        ("7", "not a number"),
        ('{"name": "a", "name": "b"}', "'name' stands twice"),
        ('{"capital": NaN}', "NaN is no number"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_what_is_no_set_of_answers_is_refused_by_line_or_word(
    office: Path, run: Run, application: list[str], tmp_path: Path, text: str, why: str
) -> None:
    (tmp_path / "answers.json").write_text(text)

    said = opened(run, application, tmp_path / "answers.json")

    assert said.status == 1
    assert "GIVEN-FILE-UNREADABLE" in said.err and why in said.err


def test_answers_may_be_written_as_yaml(
    office: Path, run: Run, application: list[str], answers: str, tmp_path: Path
) -> None:
    (tmp_path / "answers.yaml").write_text(yaml.safe_dump(json.loads(answers), allow_unicode=True), encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("name: [open")

    said = opened(run, application, tmp_path / "answers.yaml")

    assert said.status == 0, said.err
    assert "is not YAML" in opened(run, application, tmp_path / "bad.yaml").err


def test_a_dash_reads_answers_and_documents_from_the_standard_input(
    office: Path, home: Path, run: Run, application: list[str], answers: str, tmp_path: Path
) -> None:
    words = ("case", "open", "law_firm_establish", "--as", "lin.partner", *application[2:], "--answers", "-", "--json")

    case = sealflow(*words, within=environment(home), given=answers.encode())
    number = json.loads(case.stdout)["receipt"]["number"]
    assert run("document", "download", number, "--as", "lin.partner", "-o", tmp_path / "receipt.pdf").status == 0
    paper = (tmp_path / "receipt.pdf").read_bytes()
    verified = sealflow("document", "verify", "-", "--json", within=environment(home), given=paper)
    empty = sealflow(*words, within=environment(home), given=b"")

    assert json.loads(verified.stdout)["verdict"] == "valid"
    assert empty.returncode == 1
    assert b"the standard input is not JSON" in empty.stderr


@pytest.mark.parametrize("words", [("account", "add"), ("calendar", "load")])
def test_other_files_in_gbk_are_refused_in_the_same_way(
    office: Path, run: Run, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "2027.yaml").write_bytes("- {account: a.b, name: 张三}".encode("gbk"))

    said = run(*words, tmp_path / "2027.yaml")

    assert said.status == 1
    assert "GIVEN-FILE-ENCODING" in said.err and "张三" in said.err
