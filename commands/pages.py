"""The pages: serving them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from commands.given import the_settings
from commands.language import say
from commands.showing import table, tell_part

if TYPE_CHECKING:
    from engine.config import Settings


_PEOPLE = {
    "lin.partner": ("林知行", "申请人 applicant"),
    "wen.baker": ("文𠅤", "申请人 applicant"),
    "tian.agent": ("田小满", "代理人 agent"),
    "chen.window": ("陈晓", "区局窗口 district window"),
    "he.examiner": ("何雨晴", "区局审查 district examiner"),
    "jiang.head": ("江澄", "区局负责人 head of the district bureau"),
    "xu.handler": ("许知遥", "市局承办 city handler"),
    "shen.reviewer": ("沈予", "市局审核 city reviewer"),
    "qin.head": ("秦正", "市局负责人 head of the city bureau"),
    "wei.supervisor": ("魏明", "监督 supervisor"),
    "cheng.system": ("程维", "系统管理员 system administrator"),
    "fan.security": ("范安", "安全管理员 security administrator"),
    "lian.audit": ("廉明", "审计管理员 audit administrator"),
}
"""Some of the people of a demonstration office; `sealflow account list` shows all."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at; 0.0.0.0 for every one.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen at.")
@click.option(
    "--demo", "as_demonstration", is_flag=True, help="Make a demonstration office first, with cases and logins."
)
@click.option("--no-worker", is_flag=True, help="Serve pages only; `sealflow worker` does the jobs elsewhere.")
def serve(host: str, port: int, as_demonstration: bool, no_worker: bool) -> None:
    """Serve the pages, with the worker inside.

    People find them at SEALFLOW_SITE; where that is not set, at the port on this machine. Behind a proxy that speaks
    TLS, set it to the https address.
    """
    from engine.assembly import open_office
    from web.serving import serve as serve_pages

    settings = the_settings()
    if port and "site" not in settings.origins:
        settings = replace(settings, site=f"http://127.0.0.1:{port}")
    if as_demonstration:
        settings = _demonstration(settings)
    office = open_office(settings)
    click.echo(say(f"网页      http://{host}:{port}", f"pages     http://{host}:{port}"), err=True)
    click.echo(say("按 Ctrl-C 停止", "stop with Ctrl-C"), err=True)
    serve_pages(office, settings, host, port, worker=not no_worker)


def _demonstration(settings: Settings) -> Settings:
    """Make what is missing of a demonstration office, and say who can log in."""
    from engine.showcase import adapted, furnished, shared_password

    settings = adapted(settings)
    click.echo(
        say("准备演示机关；第一次需要一两分钟", "making a demonstration office; the first time takes a minute or two")
    )
    for part in furnished(settings):
        if part.what != "matter":
            tell_part(part)
    click.echo()
    click.echo(say("每个账号的密码都是：", "the password of every account is: ") + shared_password(settings))
    table(
        say("账号 | 是谁 | 能做什么", "account | who | for what"),
        [(account, *who) for account, who in _PEOPLE.items()],
    )
    click.echo()
    return settings
