"""The options that several commands share, each with one meaning."""

from __future__ import annotations

from pathlib import Path

import click

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
language_option = click.option(
    "--lang", "language", type=click.Choice(["zh", "en"]), help="Language of what is found; default: the terminal's."
)
as_option = click.option("--as", "account", required=True, metavar="USER", help="The account that asks.")
viewer_option = click.option(
    "--as", "account", default=None, metavar="USER", help="As this account sees it; default: the operator."
)
answers_option = click.option(
    "--answers", type=click.Path(path_type=Path), metavar="FILE.json", help="Answers to the form, as JSON."
)
material_option = click.option(
    "--material", "materials", multiple=True, metavar="ID=FILE", help="A file for a material; may be repeated."
)
note_option = click.option("--note", default="", metavar="TEXT", help="A remark, kept in the history.")
after_option = click.option("--after", default="", metavar="CURSOR", help="The rows after this one: its `cursor`.")
most_option = click.option("--most", type=click.IntRange(1, 1000), default=200, help="How many rows; default: 200.")
revision_option = click.option(
    "--revision", type=int, metavar="N", help="Refuse when the case has had more acts than this since you looked."
)
