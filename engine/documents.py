"""The register of sealed documents: found by number, code or bytes, handed out, looked at, verified.

A document is handed out as it was sealed, never made again; each download, and each that was refused, is written down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.acts.earlier import standing
from engine.acts.reading import read_case, sees
from engine.authority import Account
from engine.case import Case, moment
from engine.disclosure import disclosed_text
from engine.errors import NotFound, Refusal
from engine.identifiers import read_code
from engine.ledger import downloads
from engine.papers import Press, text_of
from engine.plain import shown_document
from engine.presenting import Presenting
from engine.store import issued, questions
from engine.view import View
from engine.workplace import Workplace
from signing import preview
from signing.keyring import Keyring
from signing.verify import RegisterEntry, Report, check_apart


class DocumentUnknown(NotFound):
    """There is no such document, or the asker may not have it."""

    code = "DOCUMENT-UNKNOWN"
    remedy = "Check the number; `sealflow document list CASE` shows the documents of a case."

    def __init__(self, number: str) -> None:
        super().__init__(f"there is no document {number} that you may have")


class DocumentNotForYou(Refusal):
    """The document belongs to the organs' own dealings and not to what the applicant is told."""

    code = "DOCUMENT-NOT-FOR-YOU"
    remedy = "Read the letters and decisions of the case (`sealflow document list CASE`); this attempt was recorded."
    status = 403

    def __init__(self, account: str, number: str) -> None:
        super().__init__(f"{account} may not read {number}: it is for officials of the organs that take part")


class DocumentNotReady(Refusal):
    """The document has its number, but is not sealed yet."""

    code = "DOCUMENT-NOT-READY"
    remedy = "Try again in a few seconds; if it lasts, the operator sees why with `sealflow job list`."
    status = 409

    def __init__(self, number: str) -> None:
        super().__init__(f"{number} is being sealed")


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one office."""

    place: Workplace
    press: Press
    keyring: Keyring
    presenting: Presenting

    # ---- finding -----------------------------------------------------------------------------------------------------

    def find(self, number: str) -> Mapping[str, Any]:
        """The row of the document with this number, code or CASE/KIND, whoever asks. Raises DocumentUnknown."""
        with self.place.database.reading() as connection:
            if "/" in number:
                reference, kind = number.rsplit("/", 1)
                case = questions.case(connection, reference)
                rows = issued.documents_of(connection, case["organ"], case["id"]) if case else ()
                rows = [row for row in rows if row["kind"] == kind]
            else:
                rows = list(issued.documents_by(connection, "number", number))
                rows = rows or list(issued.documents_by(connection, "code", read_code(number)))
        if len(rows) != 1:
            raise DocumentUnknown(number)
        return rows[0]

    def registered(self, column: str, value: str) -> dict[str, Any] | None:
        """The sealed document with this `code` or `sha256`, with its organ and whether the law publishes it."""
        with self.place.database.reading() as connection:
            rows = issued.documents_by(connection, column, value)
        if not rows or rows[0]["sha256"] is None:
            return None
        row = rows[0]
        return {**shown_document(self.place, row), "organ": self._organ(row), "public": bool(row["public"])}

    def by_code(self, code: str) -> dict[str, Any]:
        """The document with this printed code, however it was typed, as `registered`. Raises DocumentUnknown."""
        found = self.registered("code", read_code(code))
        if found is None:
            raise DocumentUnknown(code)
        return found

    # ---- for those who may have it -----------------------------------------------------------------------------------

    def download(self, number: str, account: str) -> tuple[dict[str, Any], bytes]:
        """The document as it was sealed; the download is recorded.

        Raises DocumentUnknown, DocumentNotForYou, DocumentNotReady.
        """
        case, who, row, authorised = self._readable(number, account)
        data = self._sealed(row)
        self._enter(case, who, "download", number_of=row["number"], sha256=row["sha256"], authorisation=authorised)
        return shown_document(self.place, row), data

    def picture(self, number: str, account: str, page: int = 0) -> bytes:
        """What a page of a document looks like, as WebP; for those who may download it."""
        return self._picture(self._readable(number, account)[2], page)

    def known_to(self, number: str, account: str) -> Mapping[str, Any]:
        """The row of a document that the account may know of: who sees its case, or whom it belongs to.

        Raises DocumentUnknown.
        """
        row, who = self.find(number), self.place.account(account)
        case, matter = read_case(self.place, row["case_id"])
        if not (sees(self.place, who, case, matter) or self.presenting.holds(row, case, who)):
            raise DocumentUnknown(number)
        return row

    def _readable(self, number: str, account: str) -> tuple[Case, Account, Mapping[str, Any], str]:
        """The case, the asker and the row of a document that the asker may have, and the holder's authorisation, if one
        holds for the asker's organ. Who may not is written down."""
        place = self.place
        who = place.account(account)
        row = self.find(number)
        case, matter = read_case(place, row["case_id"])
        view = View(place, case, matter, who)
        may_know = sees(place, who, case, matter)
        authorised = self.presenting.authorised(row, who)
        if authorised or row["public"] or (may_know and view.may_read(row["kind"])):
            return case, who, row, authorised
        self._enter(case, who, "download_refused", number_of=row["number"])
        raise DocumentNotForYou(account, row["number"]) if may_know else DocumentUnknown(number)

    def _enter(self, case: Case, who: Account, act: str, **said: str) -> None:
        """Write into the ledger of a case's downloads, in nobody's way who acts on the case."""
        with self.place.database.writing() as connection:
            downloads(case.organ, case.id).write(connection, self.place.now(), who.name, act, **said)

    # ---- for everybody -----------------------------------------------------------------------------------------------

    def picture_by_code(self, code: str, page: int = 0) -> bytes:
        """What a page of the document with this printed code looks like: whoever knows the code has the paper."""
        return self._picture(self.by_code(code), page)

    def disclosed(self, code: str) -> tuple[dict[str, Any], bytes]:
        """A document that the law publishes, and its bytes. Raises DocumentUnknown."""
        document = self.by_code(code)
        if not document["public"]:
            raise DocumentUnknown(code)
        return document, self._sealed(document)

    def disclosed_text(self, number: str) -> tuple[dict[str, Any], str]:
        """A document that the law publishes, and its text without what belongs to persons. Raises DocumentUnknown."""
        row = self.find(number)
        if not row["public"] or row["sha256"] is None:
            raise DocumentUnknown(number)
        return shown_document(self.place, row), disclosed_text(self.place, self.press, row)

    def verify(self, data: bytes) -> Report:
        """What can be said of a file that claims to be a document of this office. Hostile files are read apart."""
        return check_apart(data, trust=self.keyring.trust(), register=self._entry, at=self.place.now())

    def _entry(self, sha256: str) -> RegisterEntry | None:
        with self.place.database.reading() as connection:
            rows = issued.documents_by(connection, "sha256", sha256)
        if not rows:
            return None
        row = rows[0]
        return RegisterEntry(
            number=row["number"],
            title=row["title"],
            organ=self._organ(row),
            issued_on=date.fromisoformat(row["dated"]),
            sealed_at=moment(row["sealed_at"]),
            status=standing(row, self.place.day(self.place.now())).value,  # type: ignore[arg-type]
            seal=row["sealed_with"],
            since=date.fromisoformat(row["since"]) if row["since"] else None,
            replaced_by=row["changed_by"] or "",
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        )

    # ---- for rehearsals and designers --------------------------------------------------------------------------------

    def text(self, reference: str, kind: str) -> str:
        """The text of a case's document of this kind, as Markdown. Raises CaseUnknown, DocumentUnknown."""
        case, matter = read_case(self.place, reference)
        with self.place.database.reading() as connection:
            papers = issued.documents_of(connection, case.organ, case.id)
        for row in papers:
            if row["kind"] == kind:
                return text_of(self.place, self.press, case, matter, row)
        raise DocumentUnknown(f"{case.number}/{kind}")

    # ---- a row -------------------------------------------------------------------------------------------------------

    def _sealed(self, row: Mapping[str, Any]) -> bytes:
        """The bytes of a document. Raises DocumentNotReady."""
        if row["sha256"] is None:
            raise DocumentNotReady(row["number"])
        return self.place.vault.get(row["sha256"])

    def _picture(self, row: Mapping[str, Any], page: int) -> bytes:
        try:
            return preview.picture(self._sealed(row), page)
        except IndexError:
            raise DocumentUnknown(f"{row['number']}, page {page + 1}") from None

    def _organ(self, row: Mapping[str, Any]) -> str:
        """The name of the organ that issued it, as the office knows it today."""
        organ = self.place.organs.get(row["for_organ"])
        return organ.name if organ else str(row["for_organ"])
