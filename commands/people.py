"""Accounts: people and organisations that use the office."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from commands import completing
from commands.given import text_from, the_office
from commands.language import say
from commands.options import file_argument, json_option, reason_option, viewer_option
from commands.showing import done, print_json, table


@click.command("list")
@json_option
def account_list(as_json: bool) -> None:
    """Show the accounts."""
    rows = the_office().list_accounts()
    if as_json:
        print_json(
            [{"account": a.name, "person": a.person, "kind": a.kind, "organ": a.organ, "roles": sorted(a.roles)}
             for a in rows]
        )  # fmt: skip
    else:
        table(
            say("账号 | 姓名或名称 | 机关 | 岗位", "account | person | organ | roles"),
            ((a.name, a.person, a.organ, " ".join(sorted(a.roles))) for a in rows),
        )


@click.command("add")
@file_argument
@click.option("--replace", is_flag=True, help="Write accounts anew that are there and say something else.")
@viewer_option
@json_option
def account_add(file: Path, replace: bool, account: str | None, as_json: bool) -> None:
    """Add the accounts of a file, all or none.

    FILE is YAML, in the form of workflows/_shared/people.yaml.
    """
    from engine.organs import read_people

    people = list(read_people(text_from(file)))
    written = the_office().administrators.add(account, people, replace=replace)
    left = len(people) - written
    line = say(f"写入账号 {written} 个，原样保留 {left} 个", f"{written} account(s) written, {left} found as they are")
    done(as_json, {"accounts": [person.name for person in people]}, line, "sealflow account list")


@click.command("password")
@click.argument("account", shell_complete=completing.accounts)
@click.option("--generate", is_flag=True, help="Make one, and print it.")
@click.option("--stdin", is_flag=True, help="Read it from the first line of the standard input.")
@json_option
def account_password(account: str, generate: bool, stdin: bool, as_json: bool) -> None:
    """Give an account a new password.

    Wherever it was logged in, it is logged out. Without options it is asked for, twice and unseen.
    """
    from engine.identifiers import password as made_up

    if generate and stdin:
        raise click.UsageError("--generate and --stdin exclude each other")
    if generate:
        password = made_up()
    elif stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt(say("新密码", "New password"), hide_input=True, confirmation_prompt=True, err=True)
    the_office().access.set_password(account, password)
    line = say(f"{account} 的密码已更新", f"the password of {account} is new")
    shown = {"password": password} if generate else {}
    done(as_json, {"account": account, **shown}, f"{line}{': ' + password if generate else ''}")


@click.command("second-factor")
@click.argument("account", shell_complete=completing.accounts)
@click.option("--reset", is_flag=True, help="Take it away: the telephone and the recovery codes are lost.")
@json_option
def account_second_factor(account: str, reset: bool, as_json: bool) -> None:
    """Show the second factor of an account, or take it away.

    Who has lost it is logged out everywhere and sets up another at the next login.
    """
    access = the_office().access
    if reset:
        access.reset_second_factor(account)
        line = say(f"{account} 的第二重验证已移除", f"{account} has no second factor any more")
        done(as_json, {"account": account, "second_factor": False}, line)
        return
    enrolled, left = access.is_enrolled(account), access.recovery_codes_left(account)
    if as_json:
        print_json({"account": account, "second_factor": enrolled, "recovery_codes": left})
    elif enrolled:
        click.echo(say(f"已启用；还有 {left} 个恢复码", f"set up; {left} recovery codes left"))
    else:
        click.echo(say("未启用", "not set up"))


@click.command("grant")
@click.argument("person", metavar="ACCOUNT", shell_complete=completing.accounts)
@click.argument("role")
@reason_option
@viewer_option
@json_option
def account_grant(person: str, role: str, reason: str, account: str | None, as_json: bool) -> None:
    """Give an official a role, for a reason that is kept.

    The roles of the three administrators stand alone: system_admin, security_admin, audit_admin.
    """
    the_office().administrators.grant(account, person, role, reason)
    done(as_json, {"account": person, "granted": role}, say(f"{person} 现有岗位 {role}", f"{person} holds {role}"))


@click.command("revoke")
@click.argument("person", metavar="ACCOUNT", shell_complete=completing.accounts)
@click.argument("role")
@reason_option
@viewer_option
@json_option
def account_revoke(person: str, role: str, reason: str, account: str | None, as_json: bool) -> None:
    """Take a role from an official, for a reason that is kept."""
    the_office().administrators.revoke(account, person, role, reason)
    line = say(f"{person} 不再有岗位 {role}", f"{person} holds {role} no more")
    done(as_json, {"account": person, "revoked": role}, line)
