"""The words and options that several commands share, each with one meaning."""

from __future__ import annotations

from pathlib import Path

import click

from commands import completing

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
as_option = click.option(
    "--as", "account", required=True, metavar="USER", shell_complete=completing.accounts, help="The account that asks."
)
viewer_option = click.option(
    "--as",
    "account",
    metavar="USER",
    shell_complete=completing.accounts,
    help="As this account sees it; default: the operator.",
)
act_option = click.option(
    "--act",
    default="",
    shell_complete=completing.acts,
    help="The act or opinion; a step that offers none needs none.",
)
answers_option = click.option(
    "--answers",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Answers to the form: JSON, or YAML if its name ends so; - is the standard input.",
)
material_option = click.option(
    "--material", "materials", multiple=True, metavar="ID=FILE", help="A file for a material; may be repeated."
)
note_option = click.option("--note", default="", metavar="TEXT", help="A remark, kept in the history.")
reason_option = click.option("--reason", default="", metavar="TEXT", help="Why; the log keeps it.")
after_option = click.option("--after", default="", metavar="CURSOR", help="The rows after this one: its `cursor`.")
most_option = click.option("--most", type=click.IntRange(1, 1000), default=200, help="How many rows; default: 200.")
revision_option = click.option(
    "--revision", type=int, metavar="N", help="Refuse when the case has had more acts than this since you looked."
)
irregular_option = click.option(
    "--irregular", is_flag=True, help="Do again what may be done once; --note says why, and supervisors are told."
)
matter_argument = click.argument("matter", shell_complete=completing.matters)
case_argument = click.argument("reference", metavar="CASE", shell_complete=completing.cases)
task_argument = click.argument("task", shell_complete=completing.tasks)
document_argument = click.argument("number", shell_complete=completing.documents)
job_argument = click.argument("job", shell_complete=completing.jobs)
file_argument = click.argument("file", type=click.Path(path_type=Path))
