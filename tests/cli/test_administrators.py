"""Rights, second factors and the log at the console: as the operator, and as one of the three administrators."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.assembly import open_office
from engine.config import Settings

Run = Callable[..., Any]


def test_roles_are_granted_for_a_reason_and_the_three_are_kept_apart(office: Path, run: Run) -> None:
    done = run("account", "grant", "chen.window", "examiner", "--reason", "轮岗", "--as", "fan.security", "--json")
    assert (done.status, done.json["granted"]) == (0, "examiner")
    for words, code in (
        (("grant", "chen.window", "examiner"), "ADMIN-REASON-MISSING"),
        (("grant", "chen.window", "audit_admin", "--reason", "兼任"), "AUTHORITY-ADMINISTRATORS-APART"),
        (("grant", "fan.security", "system_admin", "--reason", "样", "--as", "fan.security"), "AUTHORITY-OWN-RIGHTS"),
        (("grant", "chen.window", "examiner", "--reason", "样", "--as", "lian.audit"), "AUTHORITY-NOT-YOURS"),
        (("revoke", "chen.window", "mayor", "--reason", "样"), "ADMIN-ROLE-UNKNOWN"),
    ):
        refused = run("account", *words)
        assert refused.status == 1 and code in refused.err, refused.err
    assert run("account", "revoke", "chen.window", "examiner", "--reason", "轮岗结束").status == 0

    log = run("audit", "show", "--office", "--as", "lian.audit", "--json").json

    assert [(e["actor"], e["reason"]) for e in log[-2:]] == [("fan.security", "轮岗"), ("operator", "轮岗结束")]


@pytest.mark.parametrize(
    ("words", "whose"),
    [
        (("audit", "verify"), "lian.audit"),
        (("audit", "show", "--office"), "lian.audit"),
        (("job", "list"), "cheng.system"),
        (("matter", "retire", "nothing", "--reason", "样"), "cheng.system"),
        (("job", "retry", "nothing"), "cheng.system"),
    ],
)
def test_a_command_given_as_somebody_is_theirs_alone(
    office: Path, run: Run, words: tuple[str, ...], whose: str
) -> None:
    for account in ("cheng.system", "fan.security", "lian.audit"):
        refused = "AUTHORITY-NOT-YOURS" in run(*words, "--as", account).err
        assert refused == (account != whose), account


def test_a_matter_is_retired_and_published_again(office: Path, run: Run) -> None:
    assert run("matter", "retire", "proof_complaint", "--reason", "职权调整", "--json").status == 0
    assert "proof_complaint" not in [row["code"] for row in run("matter", "list", "--json").json]

    assert run("matter", "retire", "proof_complaint", "--reason", "再来").status == 4


def test_a_lost_second_factor_is_taken_away(office: Path, run: Run) -> None:
    assert run("account", "second-factor", "chen.window", "--json").json["second_factor"] is False
    refused = run("account", "second-factor", "chen.window", "--reset")
    assert refused.status == 1 and "ACCESS-NO-SECOND-FACTOR" in refused.err
    opened = open_office(Settings(home=office))
    opened.access.enrol("chen.window", "示例市")
    opened.place.database.close()

    assert run("account", "second-factor", "chen.window", "--reset", "--json").status == 0

    assert run("account", "second-factor", "chen.window").out.strip() in ("未启用", "not set up")
