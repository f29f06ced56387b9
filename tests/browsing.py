"""A browser without a screen for tests: the real pages over a real office, asked without a network.

It keeps cookies, follows forms as they stand in the page, and says what a browser says of itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import httpx2
from argon2 import PasswordHasher
from lxml import html
from starlette.testclient import TestClient

from engine.access import Access
from engine.office import Office
from web.app import create_app
from web.pace import Pace
from web.site import Site

PASSWORD = "山不在高，有仙则名 7"
ADDRESS = "https://zw.example"
_SAME = {"sec-fetch-site": "same-origin", "origin": ADDRESS}
Files = Sequence[tuple[str, tuple[str, bytes, str]]]


@dataclass
class Page:
    """An answer, read as a page."""

    response: httpx2.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def path(self) -> str:
        return self.response.url.raw_path.decode()

    @property
    def tree(self) -> html.HtmlElement:
        return cast("html.HtmlElement", html.document_fromstring(self.response.text))

    def text(self, where: str = "//body") -> str:
        """What stands there, blanks drawn together."""
        return " ".join(" ".join(found.text_content() for found in self.tree.xpath(where)).split())

    def all(self, where: str) -> list[str]:
        """Each thing there, as text."""
        return [" ".join((f if isinstance(f, str) else f.text_content()).split()) for f in self.tree.xpath(where)]


@dataclass
class Browser:
    """One person's browser."""

    client: TestClient
    page: Page = field(init=False)

    def open(self, path: str, **headers: str) -> Page:
        """Go to an address of the site."""
        self.page = Page(self.client.get(path, headers=headers))
        return self.page

    def send(
        self,
        fields: Mapping[str, Any] | None = None,
        *,
        action: str = "",
        button: str = "",
        files: Files = (),
        form: str = "//main//form[@method='post'][1]",
    ) -> Page:
        """Send a form of the page, as it stands there but for these fields.

        action: the form of that address. button: `name=value` of the button that is pressed.
        """
        where = f"//form[@method='post'][@action='{action}']" if action else form
        (found, *_) = self.page.tree.xpath(where)
        data: list[tuple[str, str]] = [*found.form_values()]
        given = dict(fields or {})
        data = [(name, value) for name, value in data if name not in given]
        for name, value in given.items():
            data += [(name, str(v)) for v in (value if isinstance(value, list) else [value])]
        if button:
            data.append(cast("tuple[str, str]", tuple(button.split("=", 1))))
        sent: dict[str, Any] = {}
        for name, value in data:
            sent.setdefault(name, []).append(value)
        target = found.get("action") or self.page.path
        self.page = Page(self.client.post(target, data=sent, files=list(files) or None, headers=_SAME))
        return self.page

    def log_in(self, account: str, password: str = PASSWORD) -> Page:
        """Log in at the page for it."""
        self.open("/login")
        return self.send({"account": account, "password": password}, action="/login")


def site(office: Office, **settings: Any) -> Site:
    """The site of an office for tests, where nobody is too fast."""
    pace = Pace(dict.fromkeys(("login", "verify", "search", "upload", "submit", "save"), "100000/minute"))
    return Site(office, ADDRESS, pace=settings.pop("pace", pace), **settings)


def browser(of: Site, **headers: str) -> Browser:
    """A new browser before the site, which asks for Chinese."""
    client = TestClient(create_app(of), base_url=ADDRESS, headers={"accept-language": "zh-CN", **headers})
    return Browser(client)


def quick(office: Office) -> Access:
    """The door of an office with a cheap argon2id, for tests that log in hundreds of times."""
    return Access(office.place, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def flat(answers: object, path: str = "") -> dict[str, str]:
    """Answers as a browser sends them: one text for each input."""
    if isinstance(answers, dict):
        parts = [flat(value, f"{path}.{name}" if path else name) for name, value in answers.items()]
    elif isinstance(answers, list):
        parts = [flat(value, f"{path}[{place}]") for place, value in enumerate(answers)]
    else:
        return {path: {True: "true", False: "false"}[answers] if isinstance(answers, bool) else str(answers)}
    return {name: value for part in parts for name, value in part.items()}
