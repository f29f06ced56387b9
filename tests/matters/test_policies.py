"""Policy profiles: which region's figures a matter carries, from which day, and what is wrong with a profile."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.founding import workflows_folder
from engine.matter.checks import check
from engine.matter.folder import POLICIES, Files, read_folder
from engine.matter.model import Matter
from engine.matter.policies import FOLDER, KNOWN, PolicyUnknown, profiles_in, read_profile, with_profile_of_organ
from engine.matter.reader import MatterRefused, read_matter
from engine.matter.text import load_yaml
from engine.office import Office
from engine.organs import seals_of
from engine.workplace import FixedTime
from tests.offices import law_firm_case, matter_files, organs

ORGANS = seals_of(organs())
SHIPPED = workflows_folder() / POLICIES
REGIONS = sorted(path.stem for path in SHIPPED.glob("*.yaml"))


def of_region(region: str) -> Files:
    """The files of the law firm's matter where the accepting organ belongs to the region."""
    return with_profile_of_organ(matter_files("law_firm_establish"), profiles_in(SHIPPED), {"district_justice": region})


def matter_of(region: str) -> Matter:
    return read_matter(of_region(region))


@pytest.mark.parametrize("region", REGIONS)
def test_every_shipped_profile_gives_every_figure_with_source_and_evidence(region: str) -> None:
    findings: list[object] = []
    profile = read_profile(of_region(region), findings)  # type: ignore[arg-type]

    assert findings == []
    assert profile is not None and profile.code == region
    figures = profile.on("2026-01-01")
    assert figures.keys() == KNOWN.keys()
    assert all(figure.source and figure.evidence in ("found", "K", "parameter") for figure in figures.values())


def test_a_region_differs_from_the_nation_where_it_says_so() -> None:
    nation, beijing = matter_of("nation"), matter_of("beijing")

    assert nation.parameters["signatures_at_hall"].value == 3
    assert beijing.parameters["signatures_at_hall"].value == 2
    assert beijing.parameters["signatures_at_hall"].source == "北京市优化营商环境条例第三十五条第二款"
    assert nation.fingerprint != beijing.fingerprint
    assert nation.limits["correct"].days == 10


def test_a_figure_holds_from_its_day() -> None:
    files = {**of_region("nation")}
    name = f"{FOLDER}1-nation.yaml"
    later = b"    - {value: 5, unit: working_day, from: 2026-07-01, source: x, evidence: K}\n"
    files[name] = files[name].replace(b"  late_correction:", later + b"  late_correction:")

    def days(effective: bytes) -> int:
        definition = files["matter.yaml"].replace(b"effective: 2026-01-01", b"effective: " + effective)
        return read_matter({**files, "matter.yaml": definition}).limits["correct"].days

    assert (days(b"2026-06-30"), days(b"2026-07-01")) == (10, 5)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("value: lapse", "value: vanish", "late_correction is 'vanish'"),
        ("late_correction:", "late_corection:", "there is no policy late_corection"),
        ("value: 10,", "value: ten,", "value is 'ten'"),
        (", evidence: parameter}", "}", "evidence is missing"),
        ("title: {zh: 全国, en: the nation}", "title: {zh: 全国, en: the nation}\nfigure: {}", "figure is not known"),
    ],
)
def test_a_slip_in_a_profile_is_told_by_file_and_line(old: str, new: str, told: str) -> None:
    files = {**of_region("nation")}
    name = f"{FOLDER}1-nation.yaml"
    files[name] = files[name].decode().replace(old, new, 1).encode()

    with pytest.raises(MatterRefused) as refused:
        read_matter(files)

    finding = next(f for f in refused.value.findings if told in f.message)
    assert finding.message.startswith("_shared/policies/nation.yaml: ")
    assert finding.line > 0


def test_a_word_that_begins_like_a_truth_value_is_a_word() -> None:
    value, _ = load_yaml("false_promise_bar_years: truthful\nplain: [true, false]")

    assert value == {"false_promise_bar_years": "truthful", "plain": [True, False]}


def test_a_figure_that_no_profile_gives_is_told_where_it_is_used() -> None:
    files = {**of_region("nation")}
    files["matter.yaml"] = files["matter.yaml"].replace(b"{policy: correction_days}", b"{policy: corection_days}")

    with pytest.raises(MatterRefused) as refused:
        read_matter(files)

    (finding,) = [f for f in refused.value.findings if "corection_days" in f.message]
    line = files["matter.yaml"].decode().splitlines()[finding.line - 1]
    assert "corection_days" in line


@pytest.mark.parametrize("text", ["inherits: mars", "inherits: here", "code: here"])
def test_a_profile_that_is_not_there_or_inherits_itself_is_refused(tmp_path: Path, text: str) -> None:
    matter = tmp_path / "starter"
    matter.mkdir()
    (tmp_path / POLICIES).mkdir(parents=True)
    (tmp_path / POLICIES / "here.yaml").write_text(text)
    for name, data in matter_files("starter").items():
        (matter / name).parent.mkdir(exist_ok=True)
        (matter / name).write_bytes(data)
    definition = (matter / "matter.yaml").read_text().replace("organs: {", "policy: here\norgans: {", 1)
    (matter / "matter.yaml").write_text(definition)

    if text.startswith("code"):
        assert f"{FOLDER}1-here.yaml" in read_folder(matter)
        return
    with pytest.raises(PolicyUnknown):
        read_folder(matter)


def test_an_office_takes_the_profile_of_the_organ_that_accepts(office: Office, clock: FixedTime) -> None:
    clock.set(clock().replace(minute=31))
    organ = office.place.organs["district_justice"]
    office.place.organs = {**office.place.organs, organ.id: replace(organ, policy="beijing")}

    published = office.publish(matter_files("law_firm_establish"))

    assert published.profile is not None and published.profile.code == "beijing"
    assert office.place.current_matter("law_firm_establish").parameters["signatures_at_hall"].value == 2


def at_the_hall(region: str, effective: str) -> Files:
    """The law firm's matter, decided at a hall of that region from that day: handler, reviewer and head sign."""
    files = dict(of_region(region))
    definition = files["matter.yaml"].replace(b"policy: by_organ", b"at_hall: true\npolicy: %s" % region.encode())
    one_organ = definition.replace(b"effective: 2026-01-01", b"effective: " + effective.encode())
    return {**files, "matter.yaml": one_organ}


@pytest.mark.parametrize(("region", "effective", "most"), [("beijing", "2020-04-28", 2), ("beijing", "2020-04-27", 3)])
def test_a_decision_at_the_hall_has_no_more_signatures_than_the_profile_lets_it_have_from_its_day(
    region: str, effective: str, most: int
) -> None:
    _, findings = check(at_the_hall(region, effective), ORGANS)

    (found,) = [f for f in findings if f.code == "LAW-HALL-SIGNATURES"]
    assert f"至多{most}级" in found.message_zh
    assert found.element == "decide"
    assert "北京市" in found.message_zh


def test_a_decision_with_as_many_signatures_as_there_may_be_is_clean() -> None:
    assert [f.code for f in check(matter_files("shop_sign_licence"), ORGANS)[1]] == []


def test_a_matter_at_the_hall_without_a_profile_is_told_where_the_figure_stands() -> None:
    files = dict(matter_files("starter"))
    files["matter.yaml"] = files["matter.yaml"].replace(b"organs: {", b"at_hall: true\norgans: {", 1)

    with pytest.raises(MatterRefused) as refused:
        read_matter(files)

    assert any("how many may sign" in f.message for f in refused.value.findings)


def test_what_arrives_after_hours_counts_from_the_next_working_day_where_the_region_says_so(
    office: Office, clock: FixedTime
) -> None:
    files = {**of_region("nation")}
    name = f"{FOLDER}1-nation.yaml"
    files[name] = files[name].replace(b"value: same_day", b"value: next_working_day")
    definition = files["matter.yaml"].replace(b"policy: by_organ", b"policy: nation")
    clock.set(clock().replace(day=6, hour=9, minute=30))  # a Friday, half past five in the afternoon
    office.publish({**files, "matter.yaml": definition})

    case = law_firm_case(office, clock, "check_materials")

    (check,) = office.show_case(case)["clocks"]
    assert (check["started"], check["due"]) == ("2026-03-09", "2026-03-16")
