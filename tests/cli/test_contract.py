"""The names and shapes that checks from outside rely on."""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cli

Run = Callable[..., Any]


def test_the_demonstration_tells_its_steps_and_ends_with_a_valid_sealed_document(home: Path, run: Run) -> None:
    said = run("demo", "--json")

    assert said.status == 0, said.err
    told = said.json
    assert told["status"] == "delivered"
    assert told["verification"] == {"verdict": "valid"}
    assert [step["act"] for step in told["steps"]][:4] == ["submit", "ask_correction", "correct", "accept"]
    for document in told["documents"]:
        assert set(document) == {"number", "title", "path", "sha256"}
        assert hashlib.sha256(Path(document["path"]).read_bytes()).hexdigest() == document["sha256"]


def test_the_demonstration_can_be_repeated_in_the_same_office(office: Path, run: Run) -> None:
    first, second = run("demo", "--json").json, run("demo", "--json").json

    assert first["case"] != second["case"]
    assert {d["number"] for d in first["documents"]}.isdisjoint(d["number"] for d in second["documents"])


def test_an_application_is_opened_seen_and_completed(office: Path, run: Run, application: list[str]) -> None:
    opened = run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json")
    assert opened.status == 0, opened.err
    case = opened.json
    assert case["status"] == "submitted"
    assert set(case["receipt"]) == {"number", "path"}
    assert Path(case["receipt"]["path"]).is_file()

    listed = run("task", "list", "--as", "chen.window", "--json").json
    task = next(t for t in listed if t["case"] == case["case"])
    done = run("task", "complete", task["task"], "--as", "chen.window", "--act", "accept", "--note", "齐全", "--json")
    assert done.status == 0, done.err
    assert done.json["status"] == "accepted"

    shown = run("case", "show", case["case"], "--json").json
    assert {"case", "matter", "version", "status", "tasks", "clocks", "documents", "history"} <= set(shown)
    assert {"task", "step", "role", "due"} <= set(shown["tasks"][0])
    assert {"name", "started", "due", "state", "explanation"} <= set(shown["clocks"][0])
    assert {"at", "actor", "act", "note"} <= set(shown["history"][0])
    assert "齐全" in [entry["note"] for entry in shown["history"]]


def test_a_list_comes_in_pages_and_says_how_to_see_the_next(office: Path, run: Run, application: list[str]) -> None:
    for _ in range(2):
        run("case", "open", "law_firm_establish", "--as", "lin.partner", *application)
    for noun, account in (("task", "chen.window"), ("case", "lin.partner")):
        words = (noun, "list", "--as", account)
        whole = run(*words, "--json").json

        first = run(*words, "--most", 1)
        cursor = first.out.split("what follows: --after ")[1].strip()

        assert whole[0]["case"] in first.out
        assert run(*words, "--after", cursor, "--json").json == whole[1:]


def test_a_case_is_shown_with_the_part_of_its_history_asked_for(office: Path, run: Run, application: list[str]) -> None:
    case = run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json").json["case"]
    history = run("case", "show", case, "--json").json["history"]

    earlier = run("case", "show", case, "--before", 2, "--json").json["history"]

    assert len(history) > 1
    assert earlier == history[:1]
    assert [entry["number"] for entry in history] == list(range(1, len(history) + 1))


def test_a_document_is_downloaded_with_the_same_bytes_every_time_and_verified(
    office: Path, run: Run, application: list[str], tmp_path: Path
) -> None:
    case = run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json").json
    number = run("document", "list", case["case"], "--json").json[0]["number"]

    for name in ("one.pdf", "two.pdf"):
        got = run("document", "download", number, "--as", "lin.partner", "-o", tmp_path / name, "--json")
        assert set(got.json) == {"number", "sha256", "bytes"}
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()

    good = run("document", "verify", tmp_path / "one.pdf", "--json")
    assert (good.status, good.json["verdict"]) == (0, "valid")
    assert {"name", "passed", "detail"} <= set(good.json["checks"][0])
    assert good.json["document"]["number"] == number

    data = bytearray((tmp_path / "one.pdf").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "bad.pdf").write_bytes(data)
    bad = run("document", "verify", tmp_path / "bad.pdf", "--json")
    assert (bad.status, bad.json["verdict"]) == (1, "altered")


def test_a_stranger_may_not_download(office: Path, run: Run, application: list[str], tmp_path: Path) -> None:
    case = run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json").json
    number = case["receipt"]["number"]

    refused = run("document", "download", number, "--as", "sun.partner", "-o", tmp_path / "x.pdf")

    assert refused.status == 4
    assert "DOCUMENT-UNKNOWN" in refused.err
    assert not (tmp_path / "x.pdf").exists()


def test_matters_are_listed_checked_and_tested(office: Path, run: Run, matter: Path) -> None:
    listed = run("matter", "list", "--json").json
    assert {"code", "title", "version", "kind"} == set(listed[0])

    checked = run("matter", "check", matter, "--json")
    assert checked.status == 0, checked.out
    assert checked.json["runnable"] is True
    assert {"file", "runnable", "findings"} == set(checked.json)


def test_checking_prints_one_line_per_path_and_exits_with_one_when_any_cannot_run(
    office: Path, run: Run, matter: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.bpmn").write_text("this is no XML")

    said = run("matter", "check", matter / "process.bpmn", tmp_path / "bad.bpmn", "--json")

    lines = [json.loads(line) for line in said.out.splitlines()]
    assert said.status == 1
    assert [line["runnable"] for line in lines] == [True, False]
    assert {"code", "severity", "element", "line", "message", "remedy"} == set(lines[1]["findings"][0])


def test_a_diagram_is_played_alone_the_same_way_for_the_same_seed(run: Run, matter: Path) -> None:
    played = [run("matter", "run", matter / "process.bpmn", "--auto", "--seed", 7, "--json") for _ in range(2)]

    assert played[0].status == 0, played[0].out
    assert played[0].json == played[1].json
    assert {"file", "result", "steps", "findings"} == set(played[0].json)
    assert played[0].json["result"] == "completed"


def test_the_record_is_verified_and_the_office_examined(office: Path, run: Run) -> None:
    audit = run("audit", "verify", "--json")
    assert audit.status == 0
    assert {"entries", "intact", "first_bad"} <= set(audit.json)

    doctor = run("doctor", "--json")
    checks = doctor.json["checks"]
    assert all({"name", "ok", "detail", "remedy"} == set(check) for check in checks)
    # Whether the working days ahead are known depends on the day of the test; see tests/engine/test_health.py.
    assert [check["name"] for check in checks if not check["ok"]] in ([], ["calendar"])
    assert doctor.json["ok"] == all(check["ok"] for check in checks) == (doctor.status == 0)


def test_the_worker_stops_when_nothing_is_due(office: Path, run: Run) -> None:
    listening = logging.getLogger("sealflow").handlers[:]

    assert run("worker", "--once").status == 0
    assert logging.getLogger("sealflow").handlers == listening, "the log is left as it was found"


def test_help_answers_in_less_than_three_tenths_of_a_second_of_cpu() -> None:
    measure = (
        "import sys, time; sys.argv = ['sealflow', '--help']\n"
        "import cli\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    print('CPU', time.process_time())"
    )
    said = subprocess.run(
        [sys.executable, "-c", measure], cwd=Path(cli.__file__).parent, capture_output=True, text=True, check=True
    )
    spent = float(said.stdout.rsplit("CPU ", 1)[1])
    assert spent < 0.3
