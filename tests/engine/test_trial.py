"""What cannot be printed is not decided: every paper an act will issue is tried before anything is written."""

from __future__ import annotations

from datetime import timedelta

import orjson
import pytest

from engine.acts.opening import Upload
from engine.office import Office
from engine.trial import PaperImpossible
from engine.workplace import FixedTime
from tests.offices import APPLICANT, application, contents, law_firm_case, matter_files

FACTS = "申请人有自己的名称、住所和章程；三名设立人均执业三年以上；资产六十万元。"
LONG = "长期，自批准之日起算，但应当每年接受考核并在考核后换发。" * 60


def longer_validity(office: Office, clock: FixedTime) -> None:
    """Publish the matter with a validity of any length."""
    files = dict(matter_files("law_firm_establish"))
    form = orjson.loads(files["form.json"])
    form["decide"]["properties"]["validity"]["maxLength"] = 4000
    clock.set(clock() + timedelta(minutes=1))
    office.publish({**files, "form.json": orjson.dumps(form)})


def test_a_grant_whose_licence_would_not_hold_its_text_is_refused_and_names_the_answer(
    office: Office, clock: FixedTime
) -> None:
    longer_validity(office, clock)
    case = law_firm_case(office, clock, "decide")
    before = contents(office.place.database)
    decision = {"facts": FACTS, "uscc": "31990100MDD00001X5", "validity": LONG}

    with pytest.raises(PaperImpossible) as refused:
        office.complete_task(f"{case}/decide", "qin.head", "grant", decision)

    assert refused.value.field == "steps.decide.validity"
    assert "律师事务所执业许可证" in str(refused.value) and "有效期" in str(refused.value)
    assert contents(office.place.database) == before, "nothing was written, no number taken"
    granted = office.complete_task(f"{case}/decide", "qin.head", "grant", {**decision, "validity": "长期"})
    assert granted["status"] == "delivered"


def test_the_applicants_own_text_is_named_when_that_is_too_long(office: Office, clock: FixedTime) -> None:
    files = dict(matter_files("law_firm_establish"))
    form = orjson.loads(files["form.json"])
    form["application"]["properties"]["address"]["maxLength"] = 4000
    answers = orjson.loads(files["examples/three_partners.json"])
    answers["address"] = "示例市示例区求真路66号明理大厦" * 200
    clock.set(clock() + timedelta(minutes=1))
    office.publish(
        {**files, "form.json": orjson.dumps(form), "examples/three_partners.json": orjson.dumps(answers)}
    )
    case = law_firm_case(office, clock, "decide", answers=answers)

    with pytest.raises(PaperImpossible) as refused:
        office.complete_task(
            f"{case}/decide", "qin.head", "grant", {"facts": FACTS, "uscc": "31990100MDD00001X5", "validity": "长期"}
        )

    assert refused.value.field == "application.address"


def test_a_text_that_fits_takes_no_number_on_trial(office: Office, clock: FixedTime) -> None:
    case = law_firm_case(office, clock, "decide")

    shown = office.complete_task(
        f"{case}/decide", "qin.head", "grant", {"facts": FACTS, "uscc": "31990100MDD00001X5", "validity": "长期"}
    )

    assert {"示市司许〔2026〕1号", "示市律证〔2026〕1号"} <= {d["number"] for d in shown["documents"]}


def test_a_file_name_no_paper_can_show_is_refused_before_the_case_is_opened(office: Office) -> None:
    answers, [plan] = application()
    before = contents(office.place.database)

    with pytest.raises(PaperImpossible, match="U\\+1F4C4"):
        office.open_case("starter", APPLICANT, answers, [Upload("plan", "\U0001f4c4.pdf", plan.data)])

    assert contents(office.place.database) == before
