"""Documents agree with the program."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

import cli
from tools import print_docs

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "workflows").glob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("page", print_docs.PAGES)
def test_a_printed_page_says_what_the_code_says(page: str) -> None:
    assert (ROOT / page).read_text() == print_docs.PAGES[page](), "run `make docs`"


def test_every_picture_is_what_the_code_draws() -> None:
    drawn = print_docs.pictures()

    assert [path for path, draw in drawn.items() if (ROOT / path).read_text() != draw()] == [], "run `make docs`"
    kept = {file.relative_to(ROOT).as_posix() for folder in ("bpmn", "rules") for file in
            (ROOT / "docs" / "pictures" / folder).iterdir()}  # fmt: skip
    assert kept == drawn.keys(), "pictures that no page shows"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = [link for link in LINK.findall(document.read_text()) if not (document.parent / link).exists()]

    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_make_command_named_exists(document: Path) -> None:
    text = document.read_text()
    named = set(re.findall(r"`make ([a-z]+)", text)) | set(re.findall(r"^\s*make ([a-z]+)", text, re.MULTILINE))

    assert named - TARGETS == set()


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_every_folder_and_the_two_commands(readme: str) -> None:
    text = (ROOT / readme).read_text()
    folders = {p.name for p in ROOT.iterdir() if p.is_dir() and not p.name.startswith((".", "_")) and _is_ours(p)}

    assert [f for f in sorted(folders) if f"`{f}/`" not in text] == []
    assert "make demo" in text and "make test" in text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_command_named_is_understood(document: Path) -> None:
    text = document.read_text().replace("\\\n", " ")
    blocks = re.findall(r"^(?:\$ )?(sealflow .*)$", text, re.MULTILINE)
    inline = re.findall(r"`(sealflow [^`]*)`", text.replace("\n", " "))
    misunderstood = [line for line in blocks + inline if not _is_understood(line)]

    assert misunderstood == []


def _is_understood(line: str) -> bool:
    """Whether the nouns, verbs and options of a line are those of the command line."""
    words = shlex.split(line.replace("…", "ELSE"), comments=True)[1:]
    command: click.Command = cli.cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words.pop(0))
        if found is None:
            return False
        command = found
    options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return all(w.split("=")[0] in options | {"--help"} for w in words if w.startswith("-"))


def _is_ours(folder: Path) -> bool:
    return folder.name not in {"var", "build", "dist"} and not folder.name.endswith(".egg-info")
