"""The register of needless proofs: what may not be asked for, and which matters still do."""

from __future__ import annotations

import click

from commands.given import the_office
from commands.language import say
from commands.options import json_option
from commands.showing import done, print_json, table


@click.command("list")
@json_option
def proof_list(as_json: bool) -> None:
    """Show the proofs that may not be asked for.

    Beside each, the published matters that still do.
    """
    rows = the_office().needless_proofs()
    if as_json:
        print_json(rows)
    else:
        shown = ((r["name"], r["instead"], r["since"], " ".join(r["asked_by"])) for r in rows)
        table(say("证明 | 代之以 | 自 | 仍在索要的事项", "proof | instead | since | still asked by"), shown)


@click.command("put")
@click.argument("name")
@click.option(
    "--instead",
    type=click.Choice(["cancelled", "shared", "promised", "certificate", "kept"]),
    required=True,
    help="What stands in its place.",
)
@click.option("--source", required=True, metavar="TEXT", help="On what ground.")
@json_option
def proof_put(name: str, instead: str, source: str, as_json: bool) -> None:
    """Enter a proof; matters published from now on are held to it."""
    the_office().put_needless_proof(name, instead, source)
    line = say(f"{name} 已列入清单：{instead}", f"{name} is in the register: {instead}")
    done(as_json, {"name": name, "instead": instead}, line, "sealflow proof list")
