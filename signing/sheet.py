"""What stands on a paper, before anybody has thought of how it looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from signing.faces import readable
from signing.seal import SealStyle

Kind = Literal["decision", "letter", "certificate"]
"""A decision under the organ's red head; a letter, lighter and closer set; the licence itself, framed."""

SPECIMEN = "样章 SPECIMEN — 演示文书，不具法律效力"
"""At the foot of every page under a demonstration seal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What stands on a paper. Texts are plain but for `body`, which is Markdown with the facts filled in."""

    kind: Kind = "decision"
    organ: str
    """The red head: the organ's legal name."""
    title: str
    number: str
    """The document number, e.g. 示市司许〔2026〕1号."""
    addressee: str = ""
    """Without the colon. Where it is empty, a first paragraph that ends with a colon is taken for it."""
    body: str
    """Of a certificate: a table of two columns, what and which (its head is left out), and sentences."""
    annexes: tuple[str, ...] = ()
    """Titles of annexes, listed under the text."""
    signatory: str
    """The organ's name as it stands over the date."""
    seal: SealStyle
    date: date
    notes: tuple[str, ...] = ()
    """Remarks under the date, in brackets."""
    copies: tuple[str, ...] = ()
    """Who else gets the paper."""
    verify_url: str
    """Where the paper can be checked; the QR code leads there."""
    code: str
    """The typed code, e.g. 7Q4K-M2XD-9HTA-P6WN."""
    reason: str = ""
    """Why it was sealed, for the signature; the title when empty."""
    language: str = "zh-CN"
    facts: bytes = b"{}"
    """The decision as JSON, attached as decision.json."""

    @property
    def day(self) -> str:
        return f"{self.date.year}年{self.date.month}月{self.date.day}日"

    @property
    def purpose(self) -> str:
        return self.reason or self.title

    @property
    def address(self) -> str:
        """Where the paper can be checked, as one would type it: without the code at its end."""
        address = self.verify_url.removeprefix("https://").removeprefix("http://")
        head, _, last = address.rpartition("/")
        return head if head and last.replace("-", "") == self.code.replace("-", "") else address

    @property
    def seal_described(self) -> str:
        """The seal in words, for those who cannot see it."""
        return f"{self.seal.name}{self.seal.line}印章" + ("（样章）" if self.seal.specimen else "")

    def readable(self) -> Sheet:
        """The sheet with known private-use codes mapped; a line feed is a line end in the body, a space elsewhere.

        Raises PrivateUseCharacter and ControlCharacter.
        """
        style = self.seal
        return replace(
            self,
            organ=_plain(self.organ),
            title=_plain(self.title),
            number=_plain(self.number),
            addressee=_plain(self.addressee),
            body=readable(self.body.replace("\r\n", "\n")),
            annexes=tuple(map(_plain, self.annexes)),
            signatory=_plain(self.signatory),
            seal=replace(style, name=_plain(style.name), line=_plain(style.line), code=_plain(style.code)),
            notes=tuple(map(_plain, self.notes)),
            copies=tuple(map(_plain, self.copies)),
            reason=_plain(self.reason),
        )


def _plain(text: str) -> str:
    return readable(" ".join(text.split()) if "\n" in text or "\t" in text else text)
