"""What must not leave this process: keys while they are open, passwords and PINs. Knows nothing of what they open."""

from __future__ import annotations

import hmac
from typing import NoReturn, SupportsIndex


class Guarded:
    """Something that must not leave this process: it is neither printed, copied nor pickled."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError(f"{type(self).__name__} stays in this process: it is neither copied nor pickled")


class Secret(Guarded):
    """A password or PIN that does not show itself in repr, logs or tracebacks with local variables."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself. Pass it on within the same expression: a local variable would show in a traceback."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._text.encode(), other._text.encode())

    __hash__ = None  # type: ignore[assignment]  # a hash would let the text be guessed from a dump
