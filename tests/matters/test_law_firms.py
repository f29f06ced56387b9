"""One law firm through its life: the paper that each matter gives it ends the one before, for everybody who looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from engine.matter.text import load_yaml
from engine.office import Office, Upload
from engine.workplace import FixedTime
from tests.offices import law_firm_case, matter_files

FIRM, USCC = "mingli.firm", "31990100MDD00001X5"


def play(office: Office, clock: FixedTime, matter: str, by: str, change: dict[str, Any]) -> dict[str, Any]:
    """The case that the first example of a matter tells, begun by another firm with other answers."""
    files = matter_files(matter)
    office.publish(files)
    told, _ = load_yaml(files["examples/straight_grant.yaml"].decode("utf-8"))
    answers = {**orjson.loads(files[f"examples/{told['answers']}"]), **change}
    uploads = [
        Upload(name.rsplit("/", 1)[1].split(".")[0], name.rsplit("/", 1)[1], data)
        for name, data in files.items()
        if name.startswith("examples/materials/")
    ]
    owed = {material.id for material in office.place.current_matter(matter).asked_of(answers)}
    clock.set(datetime.fromisoformat(str(told["opened"])).replace(tzinfo=office.place.zone, month=9))
    case = office.open_case(matter, by, answers, [one for one in uploads if one.material in owed])["case"]
    for line in told["when"]:
        clock.set(datetime.fromisoformat(str(line["at"])).replace(tzinfo=office.place.zone, month=9))
        office.complete_task(f"{case}/{line['step']}", line["by"], line["act"], line.get("answers") or {})
    office.worker.once()
    return office.show_case(case)


def paper(office: Office, shown: dict[str, Any], kind: str) -> tuple[str, str]:
    """Number and status of the newest paper of a kind, as anybody sees them."""
    number = next(one["number"] for one in reversed(shown["documents"]) if one["kind"] == kind)
    return number, status(office, number)


def status(office: Office, number: str) -> str:
    return str(office.documents.find(number)["status"])


def test_a_new_name_replaces_the_licence_and_a_cancellation_ends_it(office: Office, clock: FixedTime) -> None:
    founded = office.show_case(law_firm_case(office, clock, upto="nothing more"))
    office.worker.once()
    first, held = paper(office, founded, "licence")
    assert held == "valid"

    firm = {"firm": "示例明理律师事务所", "uscc": USCC}
    renamed = play(
        office, clock, "law_firm_change_name", FIRM,
        {**firm, "before": firm["firm"], "after": "示例明德律师事务所", "licence_no": first},
    )  # fmt: skip
    second, held = paper(office, renamed, "licence")
    assert (status(office, first), held) == ("replaced", "valid")

    gone = {**firm, "firm": "示例明德律师事务所", "licence_no": second}
    cancelled = play(office, clock, "law_firm_cancel", FIRM, gone)
    assert cancelled["outcome"] == "granted"
    assert (status(office, first), status(office, second)) == ("replaced", "cancelled")
