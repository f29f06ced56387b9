"""What the pages themselves refuse: strangers, forms that are not ours, bodies that are too large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.errors import NotFound, Refusal


class LoginNeeded(Refusal):
    """The page is for somebody in particular."""

    code = "WEB-LOGIN-NEEDED"
    remedy = "Log in; you will be led back to where you were."
    status = 401

    def __init__(self) -> None:
        super().__init__("nobody is logged in here, or the session has ended")


class NotForYou(Refusal):
    """The page is for others: officials' desks are not for applicants, nor the other way round."""

    code = "WEB-NOT-FOR-YOU"
    remedy = "Log in with the account whose business this is."
    status = 403

    def __init__(self, whose: str) -> None:
        super().__init__(f"this page is for {whose}")


class FromElsewhere(Refusal):
    """What was sent did not come from a page of this site."""

    code = "WEB-FROM-ELSEWHERE"
    remedy = "Open the page on this site, reload it, and send it again from there."
    source = "W3C Fetch Metadata"
    status = 403

    def __init__(self) -> None:
        super().__init__("the request was sent by another site, or the form is not one of this browser")


class TooLarge(Refusal):
    """More was sent than is taken at once."""

    code = "WEB-TOO-LARGE"
    remedy = "Send a smaller file, or several one after the other."
    status = 413

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        super().__init__(f"at most {most_bytes / 1_000_000:g} MB can be sent at once")


class Unreadable(Refusal):
    """What was sent cannot be read as a form."""

    code = "WEB-UNREADABLE"
    remedy = "Reload the page and send it again."
    status = 400


class NoSuchPage(NotFound):
    """There is no page at this address."""

    code = "WEB-NO-SUCH-PAGE"
    remedy = "Check the address, or search for the matter on the first page."

    def __init__(self, path: str) -> None:
        super().__init__(f"there is nothing at {path[:200]}")


class NoSuchAddress(NotFound):
    """The API has nothing at this address."""

    code = "API-NO-SUCH-ADDRESS"
    remedy = "Compare the address with /api, which lists all."

    def __init__(self, path: str) -> None:
        super().__init__(f"there is nothing at {path[:200]}")


class NotAllowed(Refusal):
    """The address of the API does not take this method."""

    code = "API-NOT-ALLOWED"
    remedy = "Use a method that the header Allow names."
    status = 405

    def __init__(self, method: str) -> None:
        super().__init__(f"{method[:20]} cannot be done here")


class NotUnderstood(Refusal):
    """What was sent to the API is not what its description says."""

    code = "API-NOT-UNDERSTOOD"
    remedy = "Mend each thing named under `problems`; /api/v1/openapi.json describes what is taken."
    status = 422

    def __init__(self, faults: Sequence[Mapping[str, Any]]) -> None:
        self.faults = faults
        first = f": {faults[0]['path']}: {faults[0]['message']['en']}" if faults else ""
        super().__init__(f"{len(faults)} thing(s) of the request cannot be taken{first}")
