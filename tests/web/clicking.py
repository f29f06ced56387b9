"""An example of a matter played through the pages instead of the office's door, by people in browsers without scripts.

What an example lets happen elsewhere (other systems, time) happens there; what people do, they do by the forms and
buttons of their pages.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from engine.acts.task_names import task_id
from engine.matter.folder import Files
from engine.rehearsal import ExampleRefused, NotAsExpected, Scene, Script, Stage
from engine.rehearsal.script import Line
from engine.terms import Language
from tests.browsing import PASSWORD, Browser, Page, browser, flat, quick, site
from web.language import speech
from web.sayings import SAYINGS

WRITING = "//form[@class='writing']"
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}


class Clicked(Scene):
    """One example being clicked through, in a language."""

    def __init__(self, stage: Stage, files: Files, script: Script, language: str) -> None:
        super().__init__(stage, files, script)
        self.office.access = quick(self.office)
        self.office.place.second_factors = False  # a telephone of one's own is not what is tried here
        self._site = site(self.office)
        self._short: Language = "en" if language == "en" else "zh"
        self._language, self._refused = LANGUAGES[language], ""
        self._browsers: dict[str, Browser] = {}
        self.clicks = 0

    def browser(self, account: str) -> Browser:
        """Somebody's browser, logged in."""
        known = self._browsers.get(account)
        if known is None:
            known = self._browsers[account] = self.new_browser()
            self.office.access.set_password(account, PASSWORD)
        if not self.is_in(known):  # new, or the session has ended
            known.log_in(account)
        return known

    def is_in(self, one: Browser) -> bool:
        """Whether somebody is logged in there."""
        return not one.open("/account").path.startswith("/login")

    def new_browser(self) -> Browser:
        """A browser in which nobody is logged in."""
        return browser(self._site, **{"accept-language": self._language})

    def _open(self) -> None:
        script, code = self._script, self.matter.code
        answers = self._answers(script.answers)
        names = script.materials if script.materials is not None else [m.id for m in self.matter.asked_of(answers)]
        one = self.browser(script.opened_by)
        if self.office.place.account(script.opened_by).kind == "official":
            one.open("/desk/intake")
            self._click(one, {"matter": code, "applicant": script.applicant}, form="//main//form[.//*[@name='matter']]")
        else:
            one.open(f"/matters/{code}")
            another = {"applicant": script.applicant} if script.applicant != script.opened_by else {}
            self._click(one, another, action=f"/matters/{code}/apply")
        self._write(one, answers, [name for name in names if name not in script.without])
        self.case = self.number = self.office.list_cases(script.applicant)[0]["case"]
        assert self.case in one.page.text(), "the page does not show the number of the new case"

    def _do(self, line: Line) -> None:
        number, self._refused = self._number(line.case), line.refused
        if line.deed == "step":
            self._complete(line, number)
        elif line.deed == "case_act":
            self._act(line, number)
        elif line.deed == "download":
            self._download(line, number)
        elif line.deed == "check":
            self.browser(line.by).open(f"/code/{quote(self._code(line.of), safe='')}")
            super()._do(line)
        else:
            super()._do(line)

    def _complete(self, line: Line, number: str) -> None:
        one, answers = self.browser(line.by), self._answers(line.answers)
        task = task_id(self.office.place, f"{number}/{line.of}")
        if self.office.place.account(line.by).kind == "official":
            one.open(f"/desk/tasks/{task}")
        else:
            page = one.open(f"/cases/{number}")
            if page.tree.xpath(f"//form[@action='/tasks/{task}/answer']"):
                self._click(one, action=f"/tasks/{task}/answer")
                self._write(one, answers, line.materials)
                return
            one.open(f"/tasks/{task}")
        if one.page.tree.xpath(f"//button[@value='outcome:{line.outcome}']"):
            self._click(one, button=f"op=outcome:{line.outcome}", form="//main//form[.//*[@name='revision']]")
        fields = _ticked(answers) if one.page.tree.xpath("//*[@id='points']") else answers
        self._click(
            one, {**typed(fields), "note": line.note}, button="op=do", form="//main//form[.//*[@name='revision']]"
        )

    def _act(self, line: Line, number: str) -> None:
        one, answers = self.browser(line.by), self._answers(line.answers)
        if line.of == "withdraw" and self.office.place.account(line.by).kind != "official":
            one.open(f"/cases/{number}/withdraw")
            self._click(one, flat(answers), action=f"/cases/{number}/withdraw")
            return
        one.open(f"/desk/cases/{number}/acts/{line.of}")
        self._click(
            one, {**typed(answers), "note": line.note}, button="op=do", form="//main//form[.//*[@name='revision']]"
        )

    def _download(self, line: Line, number: str) -> None:
        (document,) = (d for d in self.office.list_documents(number) if d["kind"] == line.of)
        one = self.browser(line.by)
        where = "/desk/documents" if self.office.place.account(line.by).kind == "official" else "/documents"
        assert one.client.get(f"{where}/{document['code']}.pdf").content.startswith(b"%PDF")

    def _write(self, one: Browser, answers: dict[str, Any], materials: Any) -> None:
        """Fill in the form, attach the files, look it over, hand it in."""
        files = [self._upload(name) for name in materials]
        sent = [(f"file-{f.material}", (f.name, f.data, "application/octet-stream")) for f in files]
        # Twice: what the first answers make the form ask for has to be there before it is answered.
        self._click(one, typed(answers), button="op=save", form=WRITING)
        self._click(one, typed(answers), button="op=upload", files=sent, form=WRITING)
        self._click(one, button="op=review", form=WRITING)
        if "/review" in one.page.path:
            self._click(one, form="//form[contains(@action, '/submit')]")

    def _click(self, one: Browser, fields: dict[str, Any] | None = None, **how: Any) -> Page:
        self.clicks += 1
        where = f"//form[@action='{how['action']}']" if "action" in how else how["form"]
        if not one.page.tree.xpath(where):
            raise NotAsExpected(f"{one.page.path} has no form {where}: {one.page.text('//main')[:600]}")
        page = one.send(fields, **how)
        if page.status >= 400:
            raise ClickRefused(page, self._said(page))
        return page

    def _said(self, page: Page) -> str:
        """The code of what a page says no with: the one the example wants, if its sentence stands there."""
        say, told = speech(self._short).say, page.text("//main")
        codes = [code for code, saying in SAYINGS.items() if say(saying.happened) in told]
        return next((code for code in codes if code == self._refused), "".join(codes[:1]))


class ClickRefused(NotAsExpected):
    """A page said no."""

    def __init__(self, page: Page, code: str) -> None:
        super().__init__(f"{page.path} {page.status} {code}: {page.text('//main')[:600]}")
        self.code = code


def typed(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as a page sends them: officials are ticked by name."""
    plain = flat({name: value for name, value in answers.items() if name != "officers"})
    return {**plain, **({"officers": answers["officers"]} if "officers" in answers else {})}


def _ticked(answers: dict[str, Any]) -> dict[str, Any]:
    raise ExampleRefused(f"ticking the points of a notice is for test_desk: {answers}")


__all__ = ["LANGUAGES", "WRITING", "ClickRefused", "Clicked", "typed"]
