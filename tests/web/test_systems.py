"""The founding systems, carried from the application to the sealed paper by clicking, in both languages, no script; two
of them in Chromium with scripts on, too.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium

from engine.founding import matter_folder, stage
from engine.matter.folder import read_folder
from engine.rehearsal import Stage, read_script
from engine.rehearsal.expectations import compare
from tests.web.clicking import Clicked
from tests.web.windows import Windowed
from tools.make_tour import STOPS, Part

PARTS = [
    pytest.param(part, language, id=f"{name[:2]}-{part.matter}-{language}")
    for name, stop in STOPS.items()
    for place, part in enumerate(stop.parts)
    for language in ("zh", "en")[: 1 if place else 2]
]
"""Every part in Chinese, the first of each system in English, too."""


@pytest.fixture(scope="module")
def theatre() -> Iterator[Stage]:
    """Where they are played."""
    with stage() as theatre:
        yield theatre


@pytest.mark.parametrize(("part", "language"), PARTS)
def test_a_system_is_carried_through_by_clicking(theatre: Stage, part: Part, language: str) -> None:
    files = read_folder(matter_folder(part.matter))
    script = read_script(files[f"examples/{part.example}.yaml"], part.example)
    scene = Clicked(theatre, files, script, language)

    scene.run()

    compare(scene.office, scene.case, script.then, script.then_lines, scene.before)
    assert scene.clicks >= 3
    documents = {d["kind"]: d for d in scene.office.list_documents(scene.case)}
    one = scene.browser(script.applicant)
    assert one.client.get(f"/documents/{documents[part.paper]['code']}.pdf").content.startswith(b"%PDF")
    checked = one.open(f"/v/{documents[part.paper]['code'].replace('-', '')}")
    assert documents[part.paper]["number"] in checked.text("//main")
    assert scene.office.verify_record().intact


@pytest.mark.parametrize("part", [STOPS[name].parts[0] for name in STOPS if name[:2] in ("s1", "s3")], ids=str)
def test_a_system_is_carried_through_in_windows_with_scripts(theatre: Stage, chromium: Chromium, part: Part) -> None:
    files = read_folder(matter_folder(part.matter))
    script = read_script(files[f"examples/{part.example}.yaml"], part.example)
    scene = Windowed(theatre, files, script, "zh", chromium)

    scene.run()

    compare(scene.office, scene.case, script.then, script.then_lines, scene.before)
    assert scene.clicks >= 3 and scene.office.verify_record().intact
