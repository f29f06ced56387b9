"""The same walk through the pages with scripts on: people's browser is a window of Debian's Chromium.

The window is asked as `tests.browsing.Browser` is, and answers so; but what is written is typed, ticked, chosen where
a person would, and a button can be pressed only if it is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import httpx2
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Locator, expect

from engine.matter.folder import Files
from engine.rehearsal import Script, Stage
from tests.browsing import PASSWORD, Browser, Page
from tests.web.clicking import LANGUAGES, WRITING, Clicked, typed
from tools.make_screens import serving

_KINDS = "(f, name) => [...f.elements].filter(e => e.name === name).map(e => e.type)"
_ROW = re.compile(r"(.+)\[\d+\][^\[]*")
_UNFOLD = "f => { for (let d = f; d; d = d.parentElement) if (d.tagName === 'DETAILS') d.open = true; " \
          "for (const d of f.querySelectorAll('details')) d.open = true; }"  # fmt: skip


@dataclass
class Window:
    """A window, as whoever is before it sees and uses it."""

    context: BrowserContext
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.tab = self.context.new_page()
        self.tab.set_default_timeout(5_000)
        self.complaints: list[str] = []
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def client(self) -> Window:
        """What asks without showing."""
        return self

    def get(self, path: str) -> httpx2.Response:
        """An address of the site, asked without showing it."""
        answer = self.context.request.get(path)
        return httpx2.Response(answer.status, content=answer.body())

    def open(self, path: str) -> Page:
        """Go to an address of the site."""
        answer = self.tab.goto(path, wait_until="domcontentloaded")
        assert answer is not None
        return self._read(answer.status)

    def send(self, fields: Mapping[str, Any] | None = None, *, action: str = "", button: str = "",
             form: str = "//main//form[@method='post'][1]") -> Page:  # fmt: skip
        """Fill in a form of the page as a person does, and press its button."""
        found = self.form(f"//form[@method='post'][@action='{action}']" if action else form)
        self.fill(found, fields or {})
        name, _, value = button.partition("=")
        named = found.locator(f"button[name='{name}'][value='{value}']:not(.unseen)") if button else None
        return self.press(named if named is not None else found.locator("button:not([name])"))

    def log_in(self, account: str) -> Page:
        """Log in at the page for it."""
        self.open("/login")
        return self.send({"account": account, "password": PASSWORD}, action="/login")

    def form(self, where: str) -> Locator:
        """A form of the page, with nothing of it folded away."""
        found = self.tab.locator(f"xpath={where}").first
        found.evaluate(_UNFOLD)
        return found

    def press(self, button: Locator) -> Page:
        """Press a button that leads on."""
        with self.tab.expect_navigation(wait_until="domcontentloaded") as gone:
            button.last.click()
        return self._read(gone.value.status)

    def fill(self, form: Locator, fields: Mapping[str, Any]) -> None:
        """Answer the questions in their order: each may make the page ask the next."""
        for name, value in fields.items():
            if value != "":
                self._answer(form, name, value)

    def _answer(self, form: Locator, name: str, value: Any) -> None:
        kinds = form.evaluate(_KINDS, name)
        row = _ROW.fullmatch(name)
        if not kinds and row and (add := form.locator(f"button[value='add:{row[1]}']")).count():
            self.press(add)
            kinds = form.evaluate(_KINDS, name)
        if not kinds and form.locator("p.fixed", has_text=str(value)).count():
            return
        if not kinds:
            form.locator(f"[name='{name}']").first.wait_for(state="attached")
            kinds = form.evaluate(_KINDS, name)
        (kind, *_) = [kind for kind in kinds if kind != "hidden"] or kinds
        input = form.locator(f"[name='{name}']" if kind == "hidden" else f"[name='{name}']:not([type=hidden])").first
        if kind == "hidden":
            assert input.input_value() == value, (name, value)
        elif kind == "radio" or (kind == "checkbox" and value != "false"):
            for one in value if isinstance(value, list) else [value]:
                form.locator(f"[name='{name}'][value='{one}']:not([type=hidden])").check()
        elif kind == "checkbox":
            input.uncheck()
        elif kind == "select-one":
            input.select_option(str(value))
        else:
            input.fill(str(value))

    def _read(self, status: int) -> Page:
        asked = httpx2.Request("GET", self.tab.url)
        self.page = Page(httpx2.Response(status, text=self.tab.content(), request=asked))
        return self.page


class Windowed(Clicked):
    """One example being clicked through in Chromium, at the address where its office is served."""

    def __init__(self, stage: Stage, files: Files, script: Script, language: str, chromium: Chromium) -> None:
        super().__init__(stage, files, script, language)
        self._chromium, self._locale = chromium, LANGUAGES[language]
        self._at_it, self._cookies = "", dict[str, list[Any]]()

    def run(self) -> None:
        """As `Scene.run`; no page's scripts may have complained."""
        with serving(self.office) as address:
            context = self._chromium.new_context(base_url=address, locale=self._locale)
            self._window = Window(context)
            super().run()
            assert self._window.complaints == []
            context.close()

    def browser(self, account: str) -> Browser:
        """The window, with this person before it: one for each would cost a process each."""
        context = self._window.context
        if account != self._at_it:
            self._cookies[self._at_it], self._at_it = context.cookies(), account
            context.clear_cookies()
            context.add_cookies(self._cookies.get(account, []))
        return super().browser(account)

    def new_browser(self) -> Browser:
        """The window, in which nobody is logged in."""
        return cast("Browser", self._window)

    def is_in(self, one: Browser) -> bool:
        """Whether somebody is logged in there: asked beside the page, which takes a window long to show."""
        return cast("Window", one).context.request.get("/account", max_redirects=0).status == 200

    def _write(self, one: Browser, answers: dict[str, Any], materials: Any) -> None:
        """Type, choose files, which go on their way at once, look it over, hand it in."""
        window = cast("Window", one)
        form = window.form(WRITING)
        window.fill(form, typed(answers))
        for name in materials:
            file = self._upload(name)
            content = {"name": file.name, "mimeType": "application/octet-stream", "buffer": file.data}
            window.tab.set_input_files(f"#file-{file.material}", content)  # type: ignore[arg-type]
            expect(window.tab.locator("#saving")).to_contain_text(file.name)
            expect(window.tab.locator("#material-list .files", has_text=file.name).first).to_be_visible()
        self._click(one, button="op=review", form=WRITING)
        if "/review" in one.page.path:
            self._click(one, form="//form[contains(@action, '/submit')]")
