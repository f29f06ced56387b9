"""`sealflow task …`, `case copy` and `deputy …`: the verbs of people at the command line, in both languages."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

WINDOW, OTHER = "chen.window", "luo.window"


@pytest.fixture
def case(office: object, run: Run, application: list[str]) -> str:
    """A law firm's application, just handed in."""
    return str(run("case", "open", "law_firm_establish", "--as", "lin.partner", *application, "--json").json["case"])


def test_every_verb_is_listed_with_its_reason_in_either_language(run: Run, case: str) -> None:
    task = f"{case}/check_materials"

    listed = {row["verb"]: row for row in run("task", "verbs", task, "--as", WINDOW, "--json").json}
    chinese = run("task", "verbs", task, "--as", WINDOW, "--language", "zh")

    assert listed["transfer"]["possible"] and not listed["release"]["possible"]
    assert OTHER in {one["account"] for one in listed["transfer"]["people"]}
    assert "还没有人认领" in chinese.out and "转办" in chinese.out
    assert "nobody has claimed it" in run("task", "verbs", task, "--as", WINDOW, "--language", "en").out


def test_a_task_is_passed_on_and_comes_back(run: Run, case: str) -> None:
    task = f"{case}/check_materials"

    assert run("task", "delegate", task, "--as", WINDOW, "--to", OTHER, "--json").json["assignee"] == OTHER
    refused = run("task", "complete", task, "--as", OTHER, "--act", "accept")
    assert (refused.status, "TASK-HELD" in refused.err) == (1, True)
    assert run("task", "give-back", task, "--as", OTHER, "--note", "材料齐全。").status == 0
    assert run("task", "transfer", task, "--as", WINDOW, "--to", OTHER).status == 0
    assert run("task", "complete", task, "--as", OTHER, "--act", "accept", "--json").json["status"] == "accepted"


def test_others_sign_and_answer(run: Run, case: str) -> None:
    task = f"{case}/check_materials"

    run("task", "add-signer", task, "--as", WINDOW, "--to", OTHER, "--place", "before", "--json")
    run("task", "remove-signer", task, "--as", WINDOW, "--to", OTHER, "--json")
    shown = run("task", "ask", task, "--as", WINDOW, "--to", "dist_review", "--question", "场地可用吗？", "--json").json
    (asked,) = [t["short"] for t in shown["tasks"] if t.get("part") == "question"]
    question = run("task", "show", asked, "--as", "he.examiner")
    assert "场地可用吗？" in question.out
    assert run("task", "remind", asked, "--as", WINDOW).status == 0
    assert run("task", "complete", asked, "--as", "he.examiner", "--act", "answer", "--note", "可用。").status == 0
    assert run("task", "urge", task, "--as", "lin.partner").status == 0
    again = run("task", "urge", task, "--as", "lin.partner", "--language", "zh")
    assert (again.status, "TASK-VERB-NOT-POSSIBLE" in again.err) == (1, True)


def test_who_is_away_has_a_deputy_and_who_left_a_successor(run: Run, case: str) -> None:
    task = f"{case}/check_materials"
    run("task", "claim", task, "--as", WINDOW)
    appointed = run(
        "deputy", "appoint", "--for", WINDOW, "--deputy", "he.examiner",
        "--from", "2099-03-02", "--to", "2099-03-06", "--json",
    ).json["appointments"]  # fmt: skip

    assert "he.examiner" in run("deputy", "list", "--of", WINDOW).out
    assert run("deputy", "end", *appointed).status == 0
    moved = run("task", "take-over", "--from", WINDOW, "--to", OTHER, "--json").json
    assert (case, OTHER) in {(m["case"], m["to"]) for m in moved}


def test_a_case_is_copied_and_sent_back(run: Run, case: str) -> None:
    run("task", "complete", f"{case}/check_materials", "--as", WINDOW, "--act", "accept")
    assert run("case", "copy", case, "--as", WINDOW, "--to", "ning.operator", "--note", "供参考").status == 0
    assert case in run("case", "copies", "--as", "ning.operator").out

    for verb in ("return", "take-back"):
        words = ["--to", "check_materials", "--note", "受理有误"] if verb == "return" else []
        task = "examine" if verb == "return" else "check_materials"
        by = "he.examiner" if verb == "return" else WINDOW
        refused = run("task", verb, f"{case}/{task}", "--as", by, *words)
        assert (refused.status, "TASK-VERB-NOT-POSSIBLE" in refused.err) == (1, True)
