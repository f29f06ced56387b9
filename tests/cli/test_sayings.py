"""Why something was not done is told in the reader's language, whatever command met it."""

from __future__ import annotations

import re

import pytest

from commands.refusals import TOLD, refuse
from engine.acts.at_task import TaskHeld
from engine.acts.earlier import NothingToRenew
from engine.terms import TaskVerb, Titled
from tools import print_docs

MET = [error for error in print_docs.errors() if not error.__module__.startswith("web.")]
CHINESE = re.compile(r"[一-鿿]")
OF_PAGES = re.compile(r"刷新|页面|按钮|勾选|首页|上传")
COMMAND = re.compile(r"`(sealflow [a-z][a-z -]*[a-z]|--[a-z-]+)")


@pytest.mark.parametrize("error", MET, ids=lambda error: error.code)
def test_a_code_has_a_sentence_and_a_remedy_for_a_chinese_terminal(error: type[Exception]) -> None:
    saying = TOLD[error.code]  # type: ignore[attr-defined]
    remedy = saying.at_terminal or saying.remedy

    assert CHINESE.search(saying.happened) and not saying.happened.endswith("。")
    assert CHINESE.search(remedy) and remedy.endswith("。")
    assert not OF_PAGES.search(remedy), "there is no page at a terminal"
    named = COMMAND.findall(error.remedy)  # type: ignore[attr-defined]
    assert [command for command in named if command not in remedy] == [], "the English remedy names these"


def test_no_saying_is_left_of_an_error_that_is_gone() -> None:
    assert sorted(TOLD.keys() - {error.code for error in MET}) == []  # type: ignore[attr-defined]


def test_a_chinese_reader_is_told_what_happened_which_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEALFLOW_LANGUAGE", "zh")

    assert refuse(NothingToRenew("示范许〔2026〕1号")) == 1

    assert capsys.readouterr().err.splitlines() == [
        "未办理   PAPER-DOES-NOT-EXPIRE  填写的文书没有有效期限",
        "  - 示范许〔2026〕1号 has no last day",
        "怎么办   不必办理：文书一直有效。",
        "依据     行政许可法第五十条",
    ]


def test_what_the_engine_says_in_chinese_itself_is_not_said_in_english(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SEALFLOW_LANGUAGE", "zh")

    refuse(TaskHeld(TaskVerb.COMPLETE, Titled("张三应当先签", "Zhang San is to sign first")))

    told = capsys.readouterr().err
    assert "张三应当先签" in told and "Zhang" not in told
