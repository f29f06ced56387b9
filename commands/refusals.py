"""How a command that was not done ends: what happened, what to do, where it stands; and an exit status.

1 refused, 2 wrong usage, 3 our failure, 4 not found. A traceback is for our own mistakes only.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

import click

from commands.findings import finding_line
from commands.language import say, spoken
from engine.sayings import SAYINGS, Saying

REFUSED, MISUNDERSTOOD, FAILED = 1, 2, 3

TOLD: Mapping[str, Saying] = {
    **SAYINGS,
    "CASE-OF-ANOTHER-MATTER": Saying(
        "这件属于另一个事项", "请写这件所属的事项；用 sealflow case show CASE 查看是哪一个。"
    ),
    "GIVEN-FILE-MISSING": Saying("命令中的文件不在，或者读不出来", "请核对路径和读取权限；- 表示标准输入。"),
    "GIVEN-FILE-UNREADABLE": Saying(
        "命令中的文件不是所要的内容", "请更正所列之处：文字用UTF-8，填写的内容是一个JSON对象（或者YAML映射）。"
    ),
    "GIVEN-FILE-ENCODING": Saying(
        "文件不是UTF-8编码", "请存为UTF-8：用编辑器，或者用 iconv -f GB18030 -t UTF-8 FILE > NEW 转换。"
    ),
    "OUTPUT-REFUSED": Saying("写不到要写的地方", "请给出可以写入、空间足够的文件夹中的文件路径。"),
}
"""What every code that a command may meet says in Chinese."""


def refuse(error: Exception) -> int:
    """Print why something was not done; returns the exit status that says the same."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return MISUNDERSTOOD
    if isinstance(error, click.ClickException):
        return _misunderstood(error)
    if getattr(error, "code", "") and getattr(error, "remedy", ""):
        return _refused(error)
    if isinstance(error, OSError):
        what = f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"
        remedy = say(
            "请检查该文件夹的权限和磁盘空间，然后重试；用 sealflow doctor 查看详情。",
            "Check the folder's permissions and the room on its disk, then try again; `sealflow doctor` tells more.",
        )
        return _lines(FAILED, "SYSTEM-REFUSED", what, remedy)
    traceback.print_exception(error)
    remedy = say("请把以上内容报告给 Sealflow 的作者。", "Report the lines above to the makers of Sealflow.")
    return _lines(FAILED, "UNEXPECTED", f"{type(error).__name__}: {error}", remedy)


def _refused(error: Any) -> int:
    details = [
        f"{problem.path}: {problem.message.say(spoken())}" if hasattr(problem, "message") else str(problem)
        for problem in getattr(error, "problems", ())
    ]
    details += [finding_line(finding) for finding in getattr(error, "findings", ())]
    status = int(getattr(error, "exit_code", REFUSED))
    told = TOLD.get(error.code) if spoken() == "zh" else None
    if told is None:
        return _lines(status, error.code, str(error), error.remedy, error.source, details)
    # The sentence is the same for every case; what is particular to this one is in the error's own words.
    own = error.told.say("zh") if hasattr(error, "told") else str(error)
    return _lines(status, error.code, told.happened, told.at_terminal or told.remedy, error.source, details or [own])


def _misunderstood(error: click.ClickException) -> int:
    """The words were wrong: the form of the command is what to do."""
    remedy = say("用 sealflow --help 查看全部命令。", "`sealflow --help` shows every command.")
    context = getattr(error, "ctx", None)
    if context is not None:
        usage = context.command.get_usage(context).split(":", 1)[1]
        form, help_ = " ".join(usage.split()), f"{context.command_path} --help"
        remedy = say(f"请按此格式书写：{form}；详见 {help_}", f"Write: {form}; `{help_}` explains it.")
    return _lines(MISUNDERSTOOD, "USAGE", error.format_message(), remedy)


def _lines(status: int, code: str, what: str, remedy: str, source: str = "", details: list[str] | None = None) -> int:
    failed = status == FAILED
    click.echo(
        f"{say('出错    ' if failed else '未办理  ', 'FAILED  ' if failed else 'REFUSED ')} {code}  {what}", err=True
    )
    for line in details or ():
        if line not in what:
            click.echo(f"  - {line}", err=True)
    click.echo(f"{say('怎么办  ', 'remedy  ')} {remedy}", err=True)
    if source:
        click.echo(f"{say('依据    ', 'source  ')} {source}", err=True)
    return status
