"""The record of everything done, and the jobs that machines still have to do."""

from __future__ import annotations

import sys

import click

from commands import completing
from commands.entries import in_words
from commands.given import the_office
from commands.language import say, spoken
from commands.options import job_argument, json_option, viewer_option
from commands.showing import done, print_json, table


@click.command("verify")
@viewer_option
@json_option
def audit_verify(account: str | None, as_json: bool) -> None:
    """Check every chain, checkpoint and series of numbers."""
    found = the_office().verify_record(account)
    bad = found.first_bad
    if as_json:
        first = {"case": bad.case, "entry": bad.entry, "why": bad.why} if bad else None
        print_json(
            {"entries": found.entries, "intact": found.intact, "first_bad": first, "cases": found.cases,
             "checkpoints": found.checkpoints, "gaps": list(found.gaps)}
        )  # fmt: skip
    else:
        entries, cases, witnessed = found.entries, found.cases, found.checkpoints
        click.echo(
            say(
                f"{cases} 件办件，{entries} 条记录，{witnessed} 个检查点",
                f"{entries} entries of {cases} cases, {witnessed} checkpoints",
            )
        )
        click.echo(say("完整", "intact") if found.intact else say("已被破坏", "NOT INTACT"))
        if bad:
            click.echo(
                say(
                    f"  办件 {bad.case}，第 {bad.entry} 条：{bad.why}",
                    f"  case {bad.case}, entry {bad.entry}: {bad.why}",
                )
            )
        for gap in found.gaps:
            click.echo(f"  {say('文号', 'numbers')}: {gap}")
    sys.exit(0 if found.intact else 1)


@click.command("show")
@click.argument("reference", metavar="[CASE]", default="", shell_complete=completing.cases)
@click.option("--office", "of_office", is_flag=True, help="What was changed in the office itself.")
@viewer_option
@json_option
def audit_show(reference: str, of_office: bool, account: str | None, as_json: bool) -> None:
    """Show the entries of a case, or of the office.

    Of a case: its acts and downloads. Of the office: accounts, matters, calendars, keys.
    """
    if bool(reference) == of_office:
        raise click.UsageError("give a CASE or --office")
    office = the_office()
    if of_office:
        entries = office.show_ledger(account)
    elif account is None:
        entries = office.show_record(reference, spoken())
    else:
        entries = office.administrators.case_log(account, reference)
    if as_json:
        print_json(entries)
        return
    rows = ((e["at"][:19], e["actor"], *in_words(e)) for e in entries)
    table(say("时间 | 谁 | 办理行为 | 内容", "when | who | act | what"), rows)


@click.command("checkpoint")
@json_option
def audit_checkpoint(as_json: bool) -> None:
    """Sign how far the record has come."""
    size = the_office().checkpoint()
    line = say(f"已签署检查点，共 {size} 条", f"the record is witnessed up to leaf {size}")
    done(as_json, {"entries": size}, line, "sealflow audit verify")


@click.command("list")
@click.option("--dead", is_flag=True, help="Only those set aside.")
@viewer_option
@json_option
def job_list(dead: bool, account: str | None, as_json: bool) -> None:
    """Show unfinished jobs and why they failed."""
    rows = the_office().list_jobs(dead, account)
    if as_json:
        print_json(rows)
    else:
        shown = ((r["job"], r["service"], r["state"], r["attempts"], r["due_at"][:19], r["error"][:200]) for r in rows)
        table(say("作业 | 服务 | 状态 | 次数 | 下次 | 错误", "job | service | state | attempts | next | error"), shown)


@click.command("retry")
@job_argument
@viewer_option
@json_option
def job_retry(job: str, account: str | None, as_json: bool) -> None:
    """Let a job that was set aside run again."""
    the_office().retry_job(job, account)
    line = say(f"{job} 将重新执行", f"{job} will run again")
    done(as_json, {"job": job}, line, "sealflow worker --once", "sealflow job list")
