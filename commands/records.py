"""The record of everything done, and the jobs that machines still have to do."""

from __future__ import annotations

import sys

import click

from commands.given import the_office
from commands.options import json_option
from commands.showing import print_json, table


@click.command("verify")
@json_option
def audit_verify(as_json: bool) -> None:
    """Check every chain, every checkpoint and every series of numbers."""
    found = the_office().verify_record()
    bad = found.first_bad
    if as_json:
        first = {"case": bad.case, "entry": bad.entry, "why": bad.why} if bad else None
        print_json(
            {"entries": found.entries, "intact": found.intact, "first_bad": first, "cases": found.cases,
             "checkpoints": found.checkpoints, "gaps": list(found.gaps)}
        )  # fmt: skip
    else:
        click.echo(f"{found.entries} entries of {found.cases} cases, {found.checkpoints} checkpoints")
        click.echo("intact" if found.intact else "NOT INTACT")
        if bad:
            click.echo(f"  case {bad.case}, entry {bad.entry}: {bad.why}")
        for gap in found.gaps:
            click.echo(f"  numbers: {gap}")
    sys.exit(0 if found.intact else 1)


@click.command("checkpoint")
def audit_checkpoint() -> None:
    """Sign how far the record has come."""
    click.echo(f"the record is witnessed up to leaf {the_office().checkpoint()}")


@click.command("list")
@click.option("--dead", is_flag=True, help="Only those set aside.")
@json_option
def job_list(dead: bool, as_json: bool) -> None:
    """Show unfinished jobs and why they failed."""
    rows = the_office().list_jobs(dead)
    if as_json:
        print_json(rows)
    else:
        shown = ((r["job"], r["service"], r["state"], r["attempts"], r["due_at"][:19], r["error"][:200]) for r in rows)
        table(("job", "service", "state", "attempts", "next", "error"), shown)


@click.command("retry")
@click.argument("job")
def job_retry(job: str) -> None:
    """Let a job that was set aside run again."""
    the_office().retry_job(job)
    click.echo(f"{job} will run again")
