"""Cases: opening one, looking at it, acting on it, and writing it down as an example."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.casework import called, show_case, show_change, show_contents
from commands.completing import acts
from commands.given import answers_from, the_office, uploads_from, write
from commands.language import asked, say, spoken
from commands.options import (
    after_option,
    answers_option,
    as_option,
    case_argument,
    json_option,
    material_option,
    matter_argument,
    most_option,
    note_option,
    revision_option,
    viewer_option,
)
from commands.showing import done, print_json, say_what_follows, table

if TYPE_CHECKING:
    from engine.office import Office


@click.command("open")
@matter_argument
@as_option
@answers_option
@material_option
@click.option(
    "--for", "applicant", default="", metavar="USER", help="Open it for this account: as its agent, or as an official."
)
@click.option("--key", default="", help="Your own key: sending the same application twice opens one case.")
@json_option
def case_open(
    matter: str, account: str, answers: Path | None, materials: tuple[str, ...], applicant: str, key: str, as_json: bool
) -> None:
    """Submit an application.

    An official opens a case for somebody where the matter lets one.
    """
    office = the_office()
    opened = office.open_case(
        matter, account, answers_from(answers), uploads_from(materials), applicant=applicant, key=key
    )
    if as_json:
        receipt = opened["receipt"]
        shown = {**opened, "receipt": {key: receipt[key] for key in ("number", "path")} if receipt else None}
        print_json(shown)
        return
    show_change(office, opened, account, as_json)
    if opened["receipt"]:
        click.echo(f"{say('回执', 'receipt')}  {opened['receipt']['number']}  {opened['receipt']['path']}")


@click.command("show")
@case_argument
@viewer_option
@click.option("--before", type=int, metavar="N", help="Its history before entry N; default: the newest entries.")
@json_option
def case_show(reference: str, account: str | None, before: int | None, as_json: bool) -> None:
    """Show a case with its history.

    Tasks, clocks, documents, answers, materials, and the newest acts.
    """
    office = the_office()
    language = spoken() if not as_json else asked.get() or "zh"
    shown = office.show_case(reference, account, language)
    if before is not None:
        shown["history"] = office.case_history(reference, account, language, before=before)
    if as_json:
        print_json(shown)
        return
    show_case(shown)
    show_contents(shown)
    click.echo()
    rows = (
        (e["at"][:19], e["actor"], e["title"], say(e["step_title"], e.get("step", "")), e["note"])
        for e in shown["history"]
    )
    table(say("时间 | 办理人 | 行为 | 环节 | 备注", "when | who | act | step | note"), rows)
    if shown["history"] and (first := shown["history"][0]["number"]) > 1:
        click.echo(f"{say('更早的', 'what was before')}: --before {first}")


@click.command("list")
@as_option
@after_option
@most_option
@json_option
def case_list(account: str, after: str, most: int, as_json: bool) -> None:
    """Show the newest cases that an account may see."""
    rows = the_office().list_cases(account, after=after, most=most)
    if as_json:
        print_json(rows)
    else:
        shown = ((r["case"], r["title"], called(r["status"]), r["opened_at"][:16]) for r in rows)
        table(say("办件 | 事项 | 状态 | 提交时间", "case | title | status | opened"), shown)
        say_what_follows(rows, most)


@click.command("act")
@case_argument
@as_option
@click.option(
    "--act", required=True, shell_complete=acts, help="withdraw, suspend, resume, extend … as the matter offers."
)
@answers_option
@note_option
@revision_option
@json_option
def case_act(
    reference: str, account: str, act: str, answers: Path | None, note: str, revision: int | None, as_json: bool
) -> None:
    """Do an act on the case that is no step of the diagram."""
    office = the_office()
    changed = office.act_on_case(reference, account, act, answers_from(answers), note=note, seen=revision)
    show_change(office, changed, account, as_json)


@click.command("message")
@case_argument
@click.argument("message")
@as_option
@json_option
def case_message(reference: str, message: str, account: str, as_json: bool) -> None:
    """Give the case a message that one of its steps waits for."""
    office = the_office()
    show_change(office, office.deliver_message(reference, account, message), account, as_json)


@click.command("copy")
@case_argument
@as_option
@click.option("--to", "names", required=True, multiple=True, metavar="USER", help="Who may read it; may be repeated.")
@note_option
@json_option
def case_copy(reference: str, account: str, names: tuple[str, ...], note: str, as_json: bool) -> None:
    """Let officials of the organs read a case, for information."""
    the_office().copy_to(reference, account, names, note)
    line = say(f"已抄送 {' '.join(names)}", f"copied to {' '.join(names)}")
    done(as_json, {"case": reference, "to": names}, line, f"sealflow case copies --as {names[0]}")


@click.command("copies")
@as_option
@json_option
def case_copies(account: str, as_json: bool) -> None:
    """Show the cases an account got for information."""
    rows = the_office().list_copies(account)
    if as_json:
        print_json(rows)
        return
    shown = ((r["case"], r["title"], called(r["status"]), r["copied_at"][:16]) for r in rows)
    table(say("办件 | 事项 | 状态 | 抄送时间", "case | title | status | copied"), shown)


@click.command("record")
@case_argument
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write the example.")
@json_option
def case_record(reference: str, output: Path, as_json: bool) -> None:
    """Write a case down as an example, and play it.

    Everybody in it is replaced by invented people.
    """
    from engine.founding import stage
    from engine.matter.folder import read_folder
    from engine.recording import recorded
    from engine.rehearsal import play

    office = the_office()
    written = recorded(office, reference).encode("utf-8")
    write(output, written)
    name = f"examples/{output.name}"
    with stage() as theatre:
        played = play(theatre, {**read_folder(_folder_of(output, office, reference)), name: written}, name)
    if as_json:
        print_json({"file": str(output), "matter": played.matter, "passed": played.passed, "why": played.why})
    else:
        verdict = say("通过", "passes") if played.passed else f"{say('未通过', 'FAILS')}: {played.why}"
        click.echo(f"{output}: {len(written):,} B, {verdict}")
    sys.exit(0 if played.passed else 1)


def _folder_of(output: Path, office: Office, reference: str) -> Path:
    """The folder of the matter whose example is written: the one it is put into, else the one that is shipped."""
    from engine.founding import matter_folder

    beside = output.resolve().parent.parent
    return beside if (beside / "matter.yaml").is_file() else matter_folder(office.show_case(reference)["matter"])
