"""How a case is shown to people: its clocks, documents, open tasks, and what may be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from commands.showing import print_json, table


def show_case(case: Mapping[str, Any]) -> None:
    """Print how a case stands: clocks, documents, open tasks, acts."""
    outcome = f", {case['outcome']}" if case["outcome"] and case["outcome"] != case["status"] else ""
    click.echo(f"case {case['case']}  {case['title']}  {case['status']}{outcome}")
    if case["clocks"]:
        click.echo()
        clocks = ((c["name"], _due(c), c["state"], c["explanation"]) for c in case["clocks"])
        table(("clock", "last day", "state", "how it is counted"), clocks)
    if case["documents"]:
        click.echo()
        table(("number", "document", "code"), ((d["number"], d["title"], d["code"]) for d in case["documents"]))
    click.echo()
    if case["tasks"]:
        rows = (
            (t["short"], t["title"], t["assignee"] or t["role"], t["due"], " ".join(t["acts"])) for t in case["tasks"]
        )
        table(("open task", "step", "who", "due", "acts and opinions"), rows)
    else:
        click.echo("no open task")
    if case["may"]:
        click.echo(f"acts on the case: {' '.join(case['may'])}")


def _due(clock: Mapping[str, Any]) -> str:
    provisional = " (provisional)" if clock["provisional"] else ""
    return f"{clock['due']}{provisional}{' LATE' if clock['overdue'] else ''}"


def show_change(case: Mapping[str, Any], as_json: bool) -> None:
    """Print a case after an act on it, for people or for machines."""
    if as_json:
        print_json(case)
    else:
        show_case(case)
