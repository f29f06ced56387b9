"""What the pages themselves refuse: strangers, forms that are not ours, bodies that are too large."""

from __future__ import annotations

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
