"""Coming in by another house: the browser is sent to the provider of identities, and whoever comes back has an account.

What must come back is given to the browser closed, so that any process can finish what another began. Whose account an
identity is, is remembered at the first login: a name given anew at the provider opens no one else's account.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import timedelta

import orjson

from engine.access import Access
from engine.case import instant, moment
from engine.oidc import IdentityRefused, Login, Provider
from engine.workplace import Workplace
from signing.strongbox import StrongboxUnusable

LASTS = timedelta(minutes=10)
"""How long one may be away at the provider."""
_ABOUT = "identity"


class Identities:
    """The way in by the provider of one office."""

    def __init__(self, place: Workplace, access: Access, login: Login) -> None:
        self._place, self._access, self._login = place, access, login

    @property
    def provider(self) -> Provider:
        """Who says who somebody is."""
        return self._login.provider

    def begin(self, back: str, next_page: str) -> tuple[str, str]:
        """Where to send the browser, and what it must keep until it is sent `back`. Raises ProviderAway."""
        asked = self._login.begin(back)
        kept = {
            "state": asked.state,
            "nonce": asked.nonce,
            "verifier": asked.verifier,
            "next": next_page,
            "at": instant(self._place.now()),
        }
        closed = self._place.strongbox.close(orjson.dumps(kept), _ABOUT)
        return asked.address, base64.urlsafe_b64encode(closed).decode()

    def finish(self, kept: str, answer: Mapping[str, str], back: str, address: str = "") -> tuple[str, str]:
        """The token of a new session, and where its owner wanted to go.

        Raises IdentityRefused, IdentityUnknown, ProviderAway.
        """
        asked, now = self._opened(kept), self._place.now()
        if moment(asked["at"]) + LASTS < now:
            raise IdentityRefused("the login was begun too long ago")
        identity = self._login.finish(asked, answer, back, now)
        return self._access.log_in_by(identity, self.provider.matches, address), asked["next"]

    def _opened(self, kept: str) -> dict[str, str]:
        try:
            opened: dict[str, str] = orjson.loads(
                self._place.strongbox.open(base64.urlsafe_b64decode(kept.encode()), _ABOUT)
            )
        except (StrongboxUnusable, binascii.Error, ValueError) as error:
            raise IdentityRefused("this browser began no login here") from error
        return opened
