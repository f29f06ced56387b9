"""Draw what matters result in: `python -m tools.make_specimens [CODE…]`.

Plays an example of each matter that ends well, in memory, and keeps the first page of its certificate (or decision) as
`specimen.webp` in the matter's folder, for its guide. People and organs are invented; the seal says that it is a
specimen.
"""

from __future__ import annotations

import sys
from pathlib import Path

from engine.founding import shipped_matters, stage
from engine.matter.folder import read_folder
from engine.publicity import SPECIMEN
from engine.rehearsal import Scene, Stage, examples, read_script
from signing import preview

DPI = 72
_GOOD = ("granted", "issued", "recorded", "completed")


def specimen(place: Stage, folder: Path) -> bytes | None:
    """A picture of what the matter in this folder results in; None when no example of it ends well."""
    files = read_folder(folder)
    for name in examples(files):
        script = read_script(files[name], name)
        if script.refused or script.then.get("outcome", script.then.get("status")) not in (*_GOOD, "delivered"):
            continue
        scene = Scene(place, files, script)
        scene.run()
        shown = scene.office.show_case(scene.case)
        papers = [d for d in shown["documents"] if d["style"] != "letter"]
        if shown["outcome"] in _GOOD and papers:
            best = next((d for d in reversed(papers) if d["style"] == "certificate"), papers[-1])
            return preview.picture(scene.office.place.vault.get(best["sha256"]), dpi=DPI)
    return None


def main() -> None:
    """Write the specimens of the matters named, or of all that have a guide."""
    wanted = sys.argv[1:]
    with stage() as place:
        for folder in shipped_matters():
            guided = "\nguide:" in (folder / "matter.yaml").read_text()
            if folder.name in wanted or (not wanted and guided):
                picture = specimen(place, folder)
                if picture is not None:
                    (folder / SPECIMEN).write_bytes(picture)
                print(f"{folder.name:<34} {f'{len(picture)} B' if picture else 'no example ends well'}", flush=True)


if __name__ == "__main__":
    main()
