"""The command line: the tree of nouns and verbs, and how a command ends. What a verb does stands in `commands/`.

Exit status: 0 done, 1 refused or finding, 2 wrong usage, 3 our failure, 4 not found.
"""

from __future__ import annotations

import io
import os
import sys
from typing import NoReturn

import click

from commands import (
    archives,
    asking,
    calendars,
    cases,
    codes,
    database,
    deputies,
    diagrams,
    documents,
    language,
    matters,
    office,
    pages,
    people,
    playing,
    promises,
    proofs,
    ratings,
    records,
    refusals,
    registers,
    slots,
    supervising,
    tasks,
    tokens,
    verbs,
    webhooks,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="sealflow", message="sealflow %(version)s")
def cli() -> None:
    """Sealflow: administrative approvals, from a BPMN diagram to a document under the organ's electronic seal.

    \b
    sealflow demo                         one application from beginning to sealed end
    sealflow task list --as chen.window   what the window clerk has to do
    sealflow document verify FILE.pdf     is this paper ours, and still valid?
    """


def _noun(name: str, meaning: str, *verbs: click.Command) -> None:
    cli.add_command(click.Group(name, help=meaning, commands=verbs))


for command in (office.init, office.demo, pages.serve, office.worker, office.doctor, office.settings, office.completion,
                registers.demo_registers):  # fmt: skip
    cli.add_command(command)
_noun("db", "The database's tables.", database.upgrade, database.current)
_noun(
    "matter", "Kinds of approval: folders of definitions.",
    matters.matter_list, matters.matter_show, matters.matter_check, matters.matter_new, matters.matter_publish,
    matters.matter_retire,
    playing.matter_run, playing.matter_test,
    diagrams.matter_draw, diagrams.matter_diff, diagrams.matter_normalise,
)  # fmt: skip
_noun(
    "case", "Applications being handled.",
    cases.case_open, cases.case_show, cases.case_list, cases.case_act, cases.case_message, cases.case_record,
    supervising.case_late, supervising.case_irregular,
    cases.case_copy, cases.case_copies,
)  # fmt: skip
_noun(
    "task", "Steps waiting for a person. A task is named by its id or as CASE/STEP.",
    tasks.task_list, tasks.task_complete, tasks.task_claim, tasks.task_release,
    verbs.task_verbs, verbs.task_show, verbs.task_transfer, verbs.task_delegate, verbs.task_give_back,
    verbs.task_recall, verbs.task_return, verbs.task_take_back, verbs.task_add_signer, verbs.task_remove_signer,
    verbs.task_ask, verbs.task_call_off, verbs.task_urge, verbs.task_remind, verbs.task_reassign,
    verbs.task_escalate, verbs.task_take_over,
)  # fmt: skip
_noun(
    "document", "Sealed papers.",
    documents.document_list, documents.document_download, documents.document_verify, documents.document_published,
    documents.document_find, documents.document_status,
)  # fmt: skip
_noun("code", "What people show each other for a minute.", codes.code_show, codes.code_check, codes.code_seen)
_noun(
    "authorisation", "Papers that their holders let an organ read.",
    codes.authorisation_give, codes.authorisation_list, codes.authorisation_withdraw,
)  # fmt: skip
_noun("proof", "Proofs that nobody may ask for (证明事项清理).", proofs.proof_list, proofs.proof_put)
_noun(
    "promise", "What applicants promise in place of a proof (告知承诺).",
    promises.promise_list, promises.promise_check, promises.promise_withdraw, promises.promise_bars,
    promises.promise_bar,
)  # fmt: skip
_noun(
    "question", "What both sides of a case ask each other.",
    asking.question_ask, asking.question_answer, asking.question_list,
)  # fmt: skip
_noun(
    "audit",
    "The chained record of everything done.",
    records.audit_verify,
    records.audit_show,
    records.audit_checkpoint,
)
_noun(
    "stats", "Figures of the cases.",
    supervising.stats_show, supervising.stats_public, supervising.stats_check, supervising.stats_recount,
)  # fmt: skip
_noun("archive", "Dossiers of closed cases.", archives.archive_make, archives.archive_verify)
_noun(
    "rating", "What applicants think of cases and visits.",
    ratings.rating_give, ratings.rating_list, ratings.rating_contact, ratings.rating_rectify,
)  # fmt: skip
_noun("job", "Steps waiting for a machine.", records.job_list, records.job_retry)
_noun(
    "account", "People and organisations that use the office.",
    people.account_list, people.account_add, people.account_password, people.account_second_factor,
    people.account_grant, people.account_revoke,
)  # fmt: skip
_noun(
    "token", "Tokens of other programs, which ask the API.",
    tokens.token_create, tokens.token_list, tokens.token_revoke,
)  # fmt: skip
_noun("webhook", "Systems that are called after acts.", webhooks.webhook_list, webhooks.webhook_replay)
_noun(
    "deputy", "Who acts for an official who is away.",
    deputies.deputy_list, deputies.deputy_appoint, deputies.deputy_end,
)  # fmt: skip
_noun("slot", "Places at a time that can be booked.", slots.slot_list, slots.slot_set)
_noun("calendar", "Working days, year by year.", calendars.calendar_list, calendars.calendar_load)


def _speaking(command: click.Command) -> None:
    """Give every command the option that says in which language it speaks."""
    command.params.append(language.option())
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        _speaking(below)


_speaking(cli)


def _read(word: str) -> str:
    """A word as it was typed. Where the locale knows no Unicode it comes as bytes, which are UTF-8 nearly always."""
    try:
        return os.fsencode(word).decode("utf-8") if any("\udc80" <= sign <= "\udcff" for sign in word) else word
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{word!a} is no text: neither in the terminal's encoding nor in UTF-8") from error


def main() -> NoReturn:
    """Run the command line; turn every error of ours into three lines and an exit status."""
    language.asked.set(None)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli.main([_read(word) for word in sys.argv[1:]], prog_name="sealflow", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo(language.say("已停止", "stopped"), err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        sys.exit(refusals.refuse(error))
    sys.exit(0)


if __name__ == "__main__":
    main()
