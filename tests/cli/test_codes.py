"""`sealflow code …` and `authorisation …`: what people show each other, and let organs read, at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

HOLDER, READER = "lin.partner", "ma.window"


@pytest.fixture
def receipt(office: object, run: Run, application: list[str]) -> str:
    """The number of a paper that its holder has and nobody publishes."""
    opened = run("case", "open", "law_firm_establish", "--as", HOLDER, *application, "--json").json
    return str(opened["receipt"]["number"])


def test_a_paper_is_shown_checked_once_and_the_holder_sees_by_whom(run: Run, receipt: str) -> None:
    shown = run("code", "show", receipt, "--as", HOLDER, "--json").json
    assert set(shown) >= {"code", "kind", "ends_at", "document"} and shown["document"]["number"] == receipt

    told = run("code", "check", shown["code"], "--at", "示例市图书馆", "--language", "zh")
    again = run("code", "check", shown["code"])

    assert (told.status, again.status) == (0, 1) and "SHOWING-USED" in again.err
    assert "林知行" in told.out and "有效" in told.out and receipt in told.out
    assert [row["act"] for row in run("code", "seen", receipt, "--as", HOLDER, "--json").json] == [
        "check_code",
        "check_refused",
    ]
    assert "示例市图书馆" in run("code", "seen", receipt, "--as", HOLDER).out
    assert "SHOWING-UNREADABLE" in run("code", "check", "一张截图").err
    assert "DOCUMENT-UNKNOWN" in run("code", "show", receipt, "--as", "sun.partner").err


def test_an_organ_reads_a_paper_until_the_holder_withdraws(run: Run, receipt: str, tmp_path: Path) -> None:
    read = ("document", "download", receipt, "--as", READER, "-o", tmp_path / "receipt.pdf")
    assert run(*read).status != 0

    given = run("authorisation", "give", receipt, "city_approval", "--as", HOLDER, "--purpose", "核对", "--until",
                "2099-12-31", "--json").json  # fmt: skip
    assert run(*read).status == 0

    listed = run("authorisation", "list", "--as", HOLDER, "--json").json
    mine = next(row for row in listed if row["authorisation"] == given["authorisation"])
    assert (mine["holds"], [one["by"] for one in mine["reads"]]) == (True, [READER])
    assert receipt in run("authorisation", "list", "--as", READER).out
    assert run("authorisation", "withdraw", given["authorisation"], "--as", HOLDER).status == 0
    assert run(*read).status != 0
    assert "AUTHORISATION-REFUSED" in run(
        "authorisation", "give", receipt, "nobody", "--as", HOLDER, "--purpose", "核对", "--until", "2099-12-31"
    ).err  # fmt: skip
