"""Draw the icons for telephones from `seal.svg`: `python -m tools.make_icons`. Needs Chromium, as the pictures do."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "web" / "static"
PLAIN, SAFE = 1.0, 0.8
"""How much of an icon's side the seal takes up: all, or what is left when a telephone cuts the corners off."""
ICONS = {"icon-192.png": (192, PLAIN), "icon-512.png": (512, PLAIN), "icon-safe-512.png": (512, SAFE)}
_BLUE = "#17458f"


def main() -> None:
    """Draw each."""
    seal = (STATIC / "seal.svg").read_text(encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (side, share) in ICONS.items():
            page = browser.new_page(viewport={"width": side, "height": side})
            ground = _BLUE if share < 1 else "transparent"
            page.set_content(
                f"<style>body {{ margin: 0; display: grid; place-items: center; height: {side}px;"
                f"background: {ground} }}"
                f"svg {{ width: {side * share}px; height: {side * share}px }}</style>{seal}"
            )
            page.screenshot(path=STATIC / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
