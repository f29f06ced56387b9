"""Cases: opening one, looking at it, acting on it, and writing it down as an example."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.casework import show_case, show_change
from commands.given import answers_from, the_office, uploads_from, write
from commands.options import (
    after_option,
    answers_option,
    as_option,
    json_option,
    material_option,
    most_option,
    note_option,
    revision_option,
)
from commands.showing import print_json, say_what_follows, table

if TYPE_CHECKING:
    from engine.office import Office


@click.command("open")
@click.argument("matter")
@as_option
@answers_option
@material_option
@click.option("--for", "applicant", default="", metavar="USER", help="Apply as the agent of this account.")
@click.option("--key", default="", help="Your own key: sending the same application twice opens one case.")
@json_option
def case_open(
    matter: str, account: str, answers: Path | None, materials: tuple[str, ...], applicant: str, key: str, as_json: bool
) -> None:
    """Submit an application."""
    opened = the_office().open_case(
        matter, account, answers_from(answers), uploads_from(materials), applicant=applicant, key=key
    )
    if as_json:
        receipt = opened["receipt"]
        shown = {**opened, "receipt": {key: receipt[key] for key in ("number", "path")} if receipt else None}
        print_json(shown)
        return
    show_case(opened)
    if opened["receipt"]:
        click.echo(f"receipt {opened['receipt']['number']}  {opened['receipt']['path']}")


@click.command("show")
@click.argument("reference", metavar="CASE")
@click.option("--as", "account", default=None, metavar="USER", help="As this account sees it; default: the operator.")
@click.option("--before", type=int, metavar="N", help="Its history before entry N; default: the newest entries.")
@json_option
def case_show(reference: str, account: str | None, before: int | None, as_json: bool) -> None:
    """Show a case: tasks, clocks, documents, history."""
    office = the_office()
    shown = office.show_case(reference, account)
    if before is not None:
        shown["history"] = office.case_history(reference, account, before=before)
    show_change(shown, as_json)
    if not as_json:
        click.echo()
        rows = ((e["at"][:19], e["actor"], e["act"], e.get("step", ""), e["note"]) for e in shown["history"])
        table(("when", "who", "act", "step", "note"), rows)
        if shown["history"] and (first := shown["history"][0]["number"]) > 1:
            click.echo(f"what was before: --before {first}")


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
        shown = ((r["case"], r["title"], r["status"], r["opened_at"][:16]) for r in rows)
        table(("case", "title", "status", "opened"), shown)
        say_what_follows(rows, most)


@click.command("act")
@click.argument("reference", metavar="CASE")
@as_option
@click.option("--act", required=True, help="withdraw, suspend, resume, extend … as the matter offers.")
@answers_option
@note_option
@revision_option
@json_option
def case_act(
    reference: str, account: str, act: str, answers: Path | None, note: str, revision: int | None, as_json: bool
) -> None:
    """Do an act on the case that is no step of the diagram."""
    shown = the_office().act_on_case(reference, account, act, answers_from(answers), note=note, seen=revision)
    show_change(shown, as_json)


@click.command("message")
@click.argument("reference", metavar="CASE")
@click.argument("message")
@as_option
@json_option
def case_message(reference: str, message: str, account: str, as_json: bool) -> None:
    """Give the case a message that one of its steps waits for."""
    show_change(the_office().deliver_message(reference, account, message), as_json)


@click.command("record")
@click.argument("reference", metavar="CASE")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Where to write the example.")
@json_option
def case_record(reference: str, output: Path, as_json: bool) -> None:
    """Write a case as an example of its matter, everybody in it replaced by invented people, and play it."""
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
        click.echo(f"{output}: {len(written)} bytes, {'passes' if played.passed else f'FAILS: {played.why}'}")
    sys.exit(0 if played.passed else 1)


def _folder_of(output: Path, office: Office, reference: str) -> Path:
    """The folder of the matter whose example is written: the one it is put into, else the one that is shipped."""
    from engine.founding import matter_folder

    beside = output.resolve().parent.parent
    return beside if (beside / "matter.yaml").is_file() else matter_folder(office.show_case(reference)["matter"])
