"""`sealflow question …`: what both sides of a case ask each other, at the command line."""

from __future__ import annotations

from tests.cli.conftest import Run

HE, WINDOW = "lin.partner", "chen.window"


def test_both_sides_ask_answer_and_read(office: object, run: Run, application: list[str]) -> None:
    case = str(run("case", "open", "law_firm_establish", "--as", HE, *application, "--json").json["case"])
    assert run("question", "ask", case, "--as", HE, "--text", "要几份章程？").status == 0
    (asked,) = run("question", "list", case, "--as", WINDOW, "--json").json["questions"]

    answered = run("question", "answer", case, str(asked["entry"]), "--as", WINDOW, "--text", "一份。")
    again = run("question", "answer", case, str(asked["entry"]), "--as", WINDOW, "--text", "两份。")

    assert (answered.status, again.status) == (0, 4) and "QUESTION-UNKNOWN" in again.err
    listed = run("question", "list", case, "--as", HE, "--language", "zh").out
    assert "要几份章程？" in listed and "一份。" in listed
