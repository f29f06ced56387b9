"""The office itself: making, demonstrating, running, examining and setting it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from commands.casework import called
from commands.given import the_office, the_settings
from commands.language import asked, say, spoken
from commands.options import json_option
from commands.showing import as_wide_as, done, print_json, table, tell_part


@click.command()
@click.option("--no-matters", is_flag=True, help="Do not publish the matters that come with Sealflow.")
@json_option
def init(no_matters: bool, as_json: bool) -> None:
    """Make an office, or what is missing of one.

    In SEALFLOW_HOME: database, demonstration keys, organs, accounts, matters. It may be run again after an upgrade.
    """
    from engine.founding import found

    settings = the_settings()
    parts = []
    for part in found(settings, matters=not no_matters):
        parts.append({"what": part.what, "detail": part.detail.say(asked.get() or "en")})
        if not as_json:
            tell_part(part)
    ready = say(f"机关已就绪  {settings.home}", f"office    ready in {settings.home}")
    done(as_json, {"home": str(settings.home), "parts": parts}, ready, "sealflow demo", "sealflow account list")


@click.command()
@json_option
def demo(as_json: bool) -> None:
    """Take one application to its sealed, delivered decision."""
    from engine.assembly import open_office
    from engine.demonstration import MATTER, Demonstration
    from engine.founding import found, matter_folder
    from engine.matter.folder import read_folder
    from engine.showcase import adapted, at_work_since

    settings = adapted(the_settings())
    for part in found(settings, now=at_work_since):
        if not as_json:
            tell_part(part)
    office = open_office(settings)
    play = Demonstration(office, read_folder(matter_folder(MATTER)), spoken())
    steps = []
    for shown in play.run():
        steps.append({"step": shown.step, "actor": shown.actor, "act": shown.act, "at": shown.at})
        if not as_json:
            step, act = as_wide_as(20, say(shown.told[0] or "申请", shown.step)), as_wide_as(18, shown.told[1])
            click.echo(f"{shown.at[11:19]}  {shown.actor:<13} {step} {act} {shown.said}".rstrip())
    documents = play.case["documents"]
    decision = next(d for d in reversed(documents) if d["kind"].startswith("decision"))
    first = office.download(decision["number"], play.applicant)[1]
    again = office.download(decision["number"], play.applicant)[1]
    copy = settings.home / f"{decision['number']}.pdf"
    copy.write_bytes(again)
    verdict = office.verify_document(again)
    result = {
        "case": play.case["case"],
        "applicant": play.applicant,
        "status": play.case["status"],
        "steps": steps,
        "documents": [{key: d[key] for key in ("number", "title", "path", "sha256")} for d in documents],
        "verification": {"verdict": verdict.verdict.value},
    }
    if as_json:
        print_json(result)
        return
    click.echo()
    same = (
        say("两次下载字节相同", "twice, the same bytes") if first == again else say("两次下载不同", "DIFFERENT BYTES")
    )
    lines = {
        say(
            "办件    ", "case    "
        ): f"{play.case['case']}: {called(play.case['status'])}, {called(play.case['outcome'])}",
        say("决定    ", "decision"): f"{decision['number']} {decision['title']}, {decision['bytes']:,} B",
        say("下载    ", "download"): f"{same}, {decision['sha256'][:16]}…",
        say("核验    ", "verified"): f"{verdict.verdict.value}: {verdict.summary.in_language(spoken())}",
        say("下一步  ", "next    "): f"sealflow case show {play.case['case']}{say('；或者 ', '; or ')}make serve",
        say("请看    ", "look    "): str(copy),
    }
    for what, told in lines.items():
        click.echo(f"{what}  {told}")


@click.command()
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
@json_option
def worker(once: bool, as_json: bool) -> None:
    """Do jobs, limits and timers."""
    import signal
    import threading

    from engine.publishing import attend

    office = the_office()
    attend(office)
    with _telling_what_is_done():
        if once:
            count = 0
            while worked := office.worker.once():
                count += worked
            line = say(f"办了 {count} 件事；没有到期的了", f"{count} thing(s) done; nothing more is due")
            done(as_json, {"done": count}, line)
            return
        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        click.echo(say("正在工作；按 Ctrl-C 停止", "working; stop with Ctrl-C"), err=True)
        office.worker.run(stop)


@contextmanager
def _telling_what_is_done() -> Iterator[None]:
    """Our log, and no library's, on standard error while the worker works."""
    import logging

    log, teller = logging.getLogger("sealflow"), logging.StreamHandler()
    teller.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    before = log.level
    log.setLevel(logging.INFO)
    log.addHandler(teller)
    try:
        yield
    finally:
        log.removeHandler(teller)
        log.setLevel(before)


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say whether the office can work, and if not, what to do.

    Looks at the folder, the database, keys, fonts, calendar, jobs and the record; changes nothing.
    """
    from engine.health import examine

    checks = examine(the_settings())
    healthy = all(check.ok for check in checks)
    if as_json:
        told = asked.get() or "en"
        rows = [
            {"name": c.name, "ok": c.ok, "detail": c.detail.say(told), "remedy": c.remedy.say(told)} for c in checks
        ]
        print_json({"ok": healthy, "checks": rows})
    else:
        for check in checks:
            how = say("正常", "ok ") if check.ok else say("异常", "BAD")
            click.echo(f"{how}  {check.name:<10} {check.detail.say(spoken())}")
            if not check.ok:
                click.echo(f"                → {check.remedy.say(spoken())}")
    sys.exit(0 if healthy else 1)


@click.command()
@json_option
def settings(as_json: bool) -> None:
    """Show every setting and where its value came from."""
    rows = the_settings().rows()
    if as_json:
        print_json([dict(zip(("name", "value", "from", "meaning"), row, strict=True)) for row in rows])
    else:
        table(say("环境变量 | 值 | 来源 | 含义", "environment | value | from | meaning"), rows)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    bash   eval "$(sealflow completion bash)" in ~/.bashrc
    zsh    eval "$(sealflow completion zsh)" in ~/.zshrc
    fish   sealflow completion fish > ~/.config/fish/completions/sealflow.fish
    """
    from click.shell_completion import get_completion_class

    script = get_completion_class(shell)
    assert script is not None
    click.echo(script(click.get_current_context().find_root().command, {}, "sealflow", "_SEALFLOW_COMPLETE").source())
