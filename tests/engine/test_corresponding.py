"""What both sides of a case ask each other: on record, seen, answered once, moving nothing."""

from __future__ import annotations

import io
import zipfile

import orjson
import pytest

from engine.acts.corresponding import MOST_OPEN, QuestionsOver, QuestionUnknown, TooManyQuestions
from engine.acts.writing import NoteMissing, NoteTooLong
from engine.authority import NotYours
from engine.case import CaseUnknown
from engine.notices import Mail, Notices
from engine.office import Office
from engine.package import INDEX
from engine.reveals import RevealUnexplained
from tests.offices import APPLICANT, HEAD, WINDOW, Unchanged, accept, grant, submit

STRANGER = "lin.partner"
PHONE = "请打13900000000，证件号119901198001010055。"


@pytest.fixture
def case(office: Office) -> str:
    return submit(office)


def test_a_question_is_answered_once_by_the_other_side_and_moves_no_clock(office: Office, case: str) -> None:
    before = office.show_case(case)
    office.ask_about(case, APPLICANT, "场地平面图要盖章吗？")
    (asked,) = office.case_questions(case, WINDOW)["questions"]
    assert asked["yours_to_answer"] and asked["answer"] is None

    with Unchanged(office), pytest.raises(QuestionUnknown):
        office.answer_question(case, APPLICANT, asked["entry"], "自问自答")
    office.answer_question(case, WINDOW, asked["entry"], "不用盖章。")

    (asked,) = office.case_questions(case, APPLICANT)["questions"]
    assert (asked["text"], asked["answer"]["text"]) == ("场地平面图要盖章吗？", "不用盖章。")
    with Unchanged(office), pytest.raises(QuestionUnknown):
        office.answer_question(case, WINDOW, asked["entry"], "再答一次")
    after = office.show_case(case)
    assert [after[k] for k in ("clocks", "status", "tasks")] == [before[k] for k in ("clocks", "status", "tasks")]
    assert [entry["act"] for entry in after["history"]][-2:] == ["question", "reply"]
    assert office.verify_record().intact


def test_that_the_other_side_has_seen_it_stands_there_once(office: Office, case: str) -> None:
    office.ask_about(case, WINDOW, "活动是否收费？")

    assert office.case_questions(case, WINDOW)["questions"][0]["seen_at"] is None
    office.case_questions(case, APPLICANT)
    seen = office.case_questions(case, WINDOW)["questions"][0]["seen_at"]

    assert seen == "2026-03-02T09:30:00+08:00"
    with Unchanged(office):
        office.case_questions(case, APPLICANT)
        office.case_questions(case, "bai.auditor")


def test_only_both_sides_ask_and_strangers_do_not_learn_of_the_case(office: Office, case: str) -> None:
    with Unchanged(office):
        with pytest.raises(NotYours):
            office.ask_about(case, "bai.auditor", "监督询问")
        for act in (office.ask_about, office.case_questions):
            with pytest.raises(CaseUnknown):
                act(case, STRANGER, "zh")


@pytest.mark.parametrize(("text", "refusal"), [(" ", NoteMissing), ("问" * 2001, NoteTooLong)])
def test_a_question_is_words_and_not_too_many(office: Office, case: str, text: str, refusal: type[Exception]) -> None:
    with Unchanged(office), pytest.raises(refusal):
        office.ask_about(case, APPLICANT, text)


def test_of_one_side_no_more_wait_than_can_be_answered(office: Office, case: str) -> None:
    for number in range(MOST_OPEN):
        office.ask_about(case, APPLICANT, f"第{number}个问题")

    with Unchanged(office), pytest.raises(TooManyQuestions):
        office.ask_about(case, APPLICANT, "还有一个")
    assert not office.case_questions(case, APPLICANT)["may_ask"]
    assert office.case_questions(case, HEAD)["may_ask"]


def test_a_closed_case_keeps_them_in_its_dossier_and_takes_no_more(office: Office, case: str) -> None:
    office.ask_about(case, APPLICANT, "何时发证？")
    (asked,) = office.case_questions(case, WINDOW)["questions"]
    office.answer_question(case, WINDOW, asked["entry"], "决定当日。")
    accept(office, case)
    grant(office, case)
    office.worker.once()

    with Unchanged(office), pytest.raises(QuestionsOver):
        office.ask_about(case, APPLICANT, "谢谢")
    assert not office.case_questions(case, WINDOW)["questions"][0]["yours_to_answer"]
    with zipfile.ZipFile(io.BytesIO(office.make_archive(case))) as package:
        index = orjson.loads(package.read(next(name for name in package.namelist() if name.endswith(INDEX))))
    assert [row["note"] for row in index["answers"] if row["form"].startswith("case-")] == ["何时发证？", "决定当日。"]


def test_numbers_of_persons_in_it_are_hidden_from_officials_who_may_have_them_shown(office: Office, case: str) -> None:
    office.ask_about(case, APPLICANT, PHONE)

    (mine,) = office.case_questions(case, APPLICANT)["questions"]
    (theirs,) = office.case_questions(case, WINDOW)["questions"]
    assert mine["text"] == PHONE and not mine["hidden"]
    assert theirs["text"] == "请打139****0000，证件号119***********0055。" and theirs["hidden"]
    assert [e["note"] for e in office.case_history(case, WINDOW) if e["act"] == "question"] == [theirs["text"]]
    entry = str(theirs["entry"])
    with pytest.raises(RevealUnexplained):
        office.reveal(case, WINDOW, "questions", entry, "")
    assert office.reveal(case, WINDOW, "questions", entry, "回拨电话") == PHONE


def test_the_other_side_is_told_by_mail_and_no_word_of_it_leaves(office: Office, case: str) -> None:
    office.place.notices = Notices(mail=Mail("localhost", 9, "政务服务 <no-reply@shili.example>", "none"))

    office.ask_about(case, APPLICANT, "请问进度？")
    office.ask_about(case, WINDOW, "请问联系人？")

    told = [job for job in office.list_jobs() if job["service"] == "send_reminder"]
    assert len(told) == 2 and "请问" not in str(told)
