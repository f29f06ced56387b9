"""Carry the systems of the founding report through on the command line: `python -m tools.make_tour [--into FOLDER]`.

Each page of `docs/tour` is a transcript: examples of matters played through `sealflow` itself, each command at its own
time, with the answer it gave. Below a page's first sentence nothing is typed by hand, and an example that comes out
otherwise than it says makes no page.
"""

from __future__ import annotations

import argparse
import io
import json
import logging
import os
import random
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, chdir, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO
from unittest.mock import patch

import cli
from engine.acts.opening import Upload
from engine.founding import matter_folder, stage, workflows_folder
from engine.matter.folder import read_folder
from engine.office import Office
from engine.rehearsal import Scene, Stage, read_script
from engine.rehearsal.expectations import NotAsExpected, compare
from engine.rehearsal.script import ZONE, ExampleRefused, Line, Script
from engine.rehearsal.systems import AWAY

TOUR = Path(__file__).resolve().parent.parent / "docs" / "tour"
_ANSWERS = "answers.json"
_WIDE = 100
"""Columns after which a command goes on in the next line."""
_SIZE = re.compile(r"[\d,]+ B\b")
"""What two runs do not have in common: sealed files are as long as the certificates of the office's own keys."""
_CODE = re.compile(r"\b[A-Za-z0-9_-]{100,}\.[A-Za-z0-9_-]{80,}\b")
"""A code that somebody shows."""


@dataclass(frozen=True, slots=True)
class Part:
    """One example on a page. `paper`: the kind of the document that is downloaded and verified in the end."""

    matter: str
    example: str
    paper: str
    then: tuple[tuple[str, ...], ...] = ()
    """The commands that somebody runs after it."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One page: what it is called, what it tells, and the examples it is made of."""

    title: str
    told: str
    parts: tuple[Part, ...]


STOPS: Mapping[str, Stop] = {
    "s1-one-window": Stop(
        "S1: one window",
        "An only-child certificate is issued again: taken down by telephone in another street, checked by the police "
        "and the community at the same time, cleared by a visit, handed over at the window.",
        (Part("only_child_certificate", "called_back_and_issued", "certificate"),),
    ),
    "s2-on-the-phone": Stop(
        "S2: on the phone",
        "A lock is opened by somebody who was freely chosen and shows who he is; a certificate of no criminal record "
        "at night, a withdrawal from the provident fund that nobody has to look at, and an appointment for a marriage.",
        (
            Part("lock_opening", "opened_and_signed", "sheet"),
            Part("no_criminal_record", "issued_at_once", "certificate"),
            Part("provident_fund_withdrawal", "approved_and_paid_at_once", "voucher"),
            Part("marriage_appointment", "registered_on_the_day", "voucher"),
        ),
    ),
    "s3-law-firms": Stop(
        "S3: law firms",
        "A firm is founded; another one changes its name, and its licence is replaced.",
        (
            Part("law_firm_establish", "straight_grant", "licence", (("document", "published"),)),
            Part("law_firm_change_name", "straight_grant", "licence"),
        ),
    ),
    "s4-needless-proofs": Stop(
        "S4: needless proofs",
        "Somebody was asked for a proof that no law knows: the complaint goes down to the unit and back, the answer "
        "does not content, the second look drops the proof. Everybody may see the figures.",
        (Part("proof_complaint", "a_second_look", "second_reply", (("stats", "public", "proof_complaint"),)),),
    ),
    "s5-lawyer": Stop(
        "S5: a lawyer's licence",
        "A first licence is granted on a promise while the police have not answered; the promise turns out to be "
        "false, and the licence that was valid is revoked.",
        (Part("lawyer_licence_fulltime", "granted_while_the_record_is_asked", "licence"),),
    ),
}  # fmt: skip


class Shell:
    """`sealflow` over an office that is there, at that office's time; keeps what was said."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.said: list[str] = []
        self.codes: list[str] = []
        """What people showed so far; it is signed, and so never the same twice."""

    def tell(self, sentence: str) -> None:
        """Write a sentence for the reader."""
        self.said.append(sentence)

    def run(self, *words: str, answers: Mapping[str, Any] | None = None) -> int:
        """Run a command in the current folder and keep it with its answer; returns its exit status."""
        if answers:
            written = json.dumps(answers, ensure_ascii=False, indent=1)
            Path(_ANSWERS).write_text(written, encoding="utf-8")
            written = _CODE.sub("…", written)
            self.said.append(f"`{_ANSWERS}` holds:\n\n```json\n{written}\n```")
            words = (*words, "--answers", _ANSWERS)
        printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with ExitStack() as given:
            given.enter_context(patch("engine.assembly.open_office", lambda _: self._office))
            given.enter_context(patch.object(sys, "argv", ["sealflow", *words]))
            given.enter_context(patch.dict(os.environ, {"SEALFLOW_LANGUAGE": "zh"}))
            given.enter_context(redirect_stdout(printed))
            given.enter_context(redirect_stderr(printed))
            given.enter_context(_warnings_told(printed))
            try:
                cli.main()
            except SystemExit as ended:
                status = int(ended.code or 0)
        printed.seek(0)
        answer = _SIZE.sub("… B", printed.read().rstrip())
        self.codes += _CODE.findall(answer)
        answer = _CODE.sub("…", answer)
        ended_with = f"\n(exit status {status})" if status else ""
        command = _CODE.sub("…", _command(words))
        self.said.append(f"```text\n$ {command}\n{answer}{ended_with}\n```")
        return status


@contextmanager
def _warnings_told(stream: TextIO) -> Iterator[None]:
    """Let the log's warnings go there as in a program that has set up no log, whoever listens to it in this one."""
    log, teller = logging.getLogger("sealflow"), logging.StreamHandler(stream)
    teller.setLevel(logging.WARNING)
    log.addHandler(teller)
    try:
        with patch.object(log, "propagate", False):
            yield
    finally:
        log.removeHandler(teller)


def _command(words: Sequence[str]) -> str:
    """The command as one types it, in lines that can be read."""
    lines = ["sealflow"]
    for word in _together(words):
        if len(lines[-1]) + len(word) > _WIDE:
            lines.append(f"   {word}")
        else:
            lines[-1] += f" {word}"
    return " \\\n".join(lines)


def _together(words: Sequence[str]) -> Iterator[str]:
    """The words quoted, every option with its value."""
    quoted = [shlex.quote(word) for word in words]
    while quoted:
        word = quoted.pop(0)
        yield f"{word} {quoted.pop(0)}" if word[0] == "-" and quoted and quoted[0][0] != "-" else word


class Transcript(Scene):
    """An example played through the command line instead of the office's door."""

    def __init__(self, theatre: Stage, part: Part) -> None:
        files = read_folder(matter_folder(part.matter))
        self._part, self._seen = part, ""
        self._example: Script = read_script(files[f"examples/{part.example}.yaml"], part.example)
        super().__init__(theatre, files, self._example)
        self.office.place.random_bytes = random.Random(f"{part.matter}/{part.example}").randbytes
        self.shell = Shell(self.office)

    def run(self) -> None:
        """Play it to its end. Raises NotAsExpected, ExampleRefused."""
        self.shell.tell(f"## {self.matter.title.en}: {self._example.title}")
        for system, answer in self._example.systems.items():
            lines = answer if isinstance(answer, list) else [answer]
            outcomes = ", then ".join("nothing" if line == AWAY else f"`{line['outcome']}`" for line in lines)
            self.shell.tell(f"The system `{system}` answers {outcomes}.")
        self._play_before()
        self._open()
        for line in self._example.when:
            self._pass_time(line.at)
            self._look_at_paper()
            if line.deed == "nothing":
                self.shell.tell(f"{self._at()}, nobody having done anything more, the case stands so:")
                self.shell.run("case", "show", self._number(""), "--as", self._example.applicant)
            else:
                self._do(line)
        self._let_jobs_be_tried()
        self._look_at_paper()
        if not self._seen:
            raise NotAsExpected(f"{self._part.example}: no document {self._part.paper} came out of it")
        compare(self.office, self.case, self._example.then, self._example.then_lines, {})
        self.shell.tell("In the end these papers are there:")
        self.shell.run("document", "list", self._number(""), "--as", self._example.applicant)
        for command in self._part.then:
            self.shell.tell("Everybody may ask:")
            self._expect(self.shell.run(*command), "", " ".join(command))

    def _open(self) -> None:
        script = self._example
        answers = self._answers(script.answers)
        names = script.materials if script.materials is not None else [m.id for m in self.matter.asked_of(answers)]
        words = ["case", "open", self.matter.code, "--as", script.opened_by]
        for_whom = ""
        if script.opened_by != script.applicant:
            words += ["--for", script.applicant]
            for_whom = f" for {self._who(script.applicant)}"
        words += self._materials([name for name in names if name not in script.without])
        self.shell.tell(f"{self._at()} {self._who(script.opened_by)} opens a case{for_whom}.")
        self._expect(self.shell.run(*words, answers=answers), script.refused, "the application")
        if script.refused:
            raise ExampleRefused("no case was opened: choose an example that comes to a paper")
        self.case = self.number = self.office.list_cases(script.applicant)[0]["case"]

    def _do(self, line: Line) -> None:
        number, by = self._number(line.case), line.by
        note = ["--note", line.note] if line.note else []
        answers: Mapping[str, Any] = {}
        if line.deed == "step":
            act = ["--act", line.outcome] if line.outcome else []
            words = ["task", "complete", f"{number}/{line.of}", "--as", by, *act, *note]
            words += [*self._materials(line.materials), *(["--irregular"] if line.irregular else [])]
            answers = self._answers(line.answers)
            told = f"says `{line.outcome}` at {self._step(line.of)}" if line.outcome else f"does {self._step(line.of)}"
        elif line.deed == "case_act":
            words = ["case", "act", number, "--as", by, "--act", line.of, *note]
            answers, told = self._answers(line.answers), f"does the act `{line.of}` on the case"
        elif line.deed == "message":
            words, told = ["case", "message", number, line.of, "--as", by], f"gives the case the message `{line.of}`"
        elif line.deed == "promise":
            words = ["promise", "check", number, line.of, "--as", by, f"--{line.outcome}", *note]
            told = f"says that the promise `{line.of}` is {line.outcome}"
        elif line.deed == "download":
            self._verify(line.of, by)
            return
        elif line.deed == "show":
            words = ["code", "show", self._shown(line, number), "--as", by]
            told = "shows who he is" if line.of == "person" else f"shows the document `{line.of}`"
        elif line.deed == "check":
            words, told = ["code", "check", self._code(line.of), "--as", by], "checks the code"
        elif line.deed == "open":
            words, told = ["case", "show", number, "--as", by], "looks at the case"
        else:
            raise ExampleRefused(f"{line.told}: a tour cannot tell a {line.deed}; choose another example")
        without = ", which is refused" if line.refused else ""
        self.shell.tell(f"{self._at()} {self._who(by)} {told}{without}.")
        self._expect(self.shell.run(*words, answers=answers), line.refused, line.told)
        self._codes = self.shell.codes

    def _expect(self, status: int, refused: str, what: str) -> None:
        """Raises NotAsExpected if the command that was run last ended otherwise than the example says."""
        if bool(status) != bool(refused) or refused not in self.shell.said[-1]:
            raise NotAsExpected(f"{what}: {self.shell.said[-1]}")

    def _look_at_paper(self) -> None:
        """Let the applicant download and verify the paper as soon as it is there, and when its standing has changed."""
        found = [d for d in self.office.list_documents(self._number("")) if d["kind"] == self._part.paper]
        if found and found[0]["status"] != self._seen:
            self._seen = found[0]["status"]
            self._verify(self._part.paper, self._example.applicant)

    def _verify(self, kind: str, by: str) -> None:
        file = f"{kind}.pdf"
        self.shell.tell(f"{self._at()} {self._who(by)} downloads the document `{kind}`.")
        words = ["document", "download", f"{self._number('')}/{kind}", "--as", by, "-o", file]
        self._expect(self.shell.run(*words), "", kind)
        self.shell.tell("Whoever has the file verifies it:")
        self.shell.run("document", "verify", file)

    def _materials(self, names: Sequence[str]) -> list[str]:
        given: list[str] = []
        for upload in map(self._upload, names):
            given += ["--material", f"{upload.material}={self._path(upload)}"]
        return given

    def _path(self, upload: Upload) -> str:
        return f"workflows/{self.matter.code}/examples/materials/{upload.name}"

    def _step(self, step: str) -> str:
        """What a step is called; one that is not open has no task and is told by its id."""
        tasks = self.office.show_case(self.case, None, "en")["tasks"]
        return next((f"*{t['title']}*" for t in tasks if t["short"].endswith(f"/{step}")), f"`{step}`")

    def _who(self, name: str) -> str:
        account = self.office.place.account(name)
        organ = f", {self.office.place.organs[account.organ].name}" if account.organ else ""
        return f"{account.person} (`{name}`{organ})"

    def _at(self) -> str:
        return f"On {self._clock().astimezone(ZONE):%Y-%m-%d at %H:%M}"


def page(stop: Stop) -> str:
    """One transcript, in Markdown. Raises NotAsExpected, ExampleRefused."""
    said = [f"# {stop.title}", stop.told]
    with stage() as theatre, tempfile.TemporaryDirectory(prefix="sealflow-tour-") as folder, chdir(folder):
        Path("workflows").symlink_to(workflows_folder())
        for part in stop.parts:
            transcript = Transcript(theatre, part)
            transcript.run()
            said += transcript.shell.said
    return "\n\n".join(said) + "\n"


def index() -> str:
    """The page that leads to the transcripts."""
    links = [f"- [{stop.title}]({name}.md): {stop.told}" for name, stop in STOPS.items()]
    return (
        "# Tour\n\n"
        "The systems of the founding report, each carried through on the command line from the application to the "
        "sealed paper that is verified: every command and what it answered.\n\n" + "\n".join(links) + "\n\n"
        "`python -m tools.make_tour` writes these pages. It plays examples of the matters (`workflows/*/examples`) "
        "through the command line at the times they tell, in an office of its own with throw-away keys, and lets the "
        "worker do what is due in between; registers and the bank answer as the example says. Sizes of sealed files "
        "and codes that people show are left out (…), since they differ with the keys. Everybody in them is invented.\n"
    )


def main() -> None:
    """Write the tour."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=TOUR, metavar="FOLDER", help="default: docs/tour")
    into = parser.parse_args().into
    into.mkdir(parents=True, exist_ok=True)
    (into / "README.md").write_text(index(), encoding="utf-8")
    for name, stop in STOPS.items():
        (into / f"{name}.md").write_text(page(stop), encoding="utf-8")
        print(name, flush=True)


if __name__ == "__main__":
    main()
