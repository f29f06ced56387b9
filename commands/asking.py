"""What the applicant's side and the officials ask each other about a case, and answer."""

from __future__ import annotations

import click

from commands.given import the_office
from commands.language import say, spoken
from commands.options import as_option, case_argument, json_option
from commands.showing import done, print_json, table

_text = click.option("--text", required=True, metavar="TEXT", help="What there is to say; kept with the case.")


@click.command("ask")
@case_argument
@as_option
@_text
@json_option
def question_ask(reference: str, account: str, text: str, as_json: bool) -> None:
    """Ask the other side of a case.

    As its applicant or as an official who handles it. It moves no limit of the law; what has to be corrected is told
    by a correction notice.
    """
    the_office().ask_about(reference, account, text)
    line = say("已发出", "sent")
    done(as_json, {"case": reference}, line, f"sealflow question list {reference} --as {account}")


@click.command("answer")
@case_argument
@click.argument("question", type=int)
@as_option
@_text
@json_option
def question_answer(reference: str, question: int, account: str, text: str, as_json: bool) -> None:
    """Answer what the other side asked, once.

    QUESTION is the number that `sealflow question list` shows.
    """
    the_office().answer_question(reference, account, question, text)
    line = say("已答复", "answered")
    done(as_json, {"case": reference, "question": question}, line, f"sealflow question list {reference} --as {account}")


@click.command("list")
@case_argument
@as_option
@json_option
def question_list(reference: str, account: str, as_json: bool) -> None:
    """Show what was asked and answered, newest first.

    To look is to have seen it: the other side is told when.
    """
    told = the_office().case_questions(reference, account, spoken())
    if as_json:
        print_json(told)
        return
    shown = (
        (str(one["entry"]), one["at"][:16], one["by"], one["text"], one["answer"]["text"] if one["answer"] else "—")
        for one in told["questions"]
    )
    table(say("编号 | 时间 | 提出 | 询问 | 答复", "number | at | by | question | answer"), shown)
