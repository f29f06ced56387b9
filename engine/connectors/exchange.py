"""One exchange of JSON over HTTP, within a time and a size; no redirects, no cookies, no second try.

Retries belong to the queue, which waits longer each time and survives a crash.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import orjson
import urllib3
from urllib3.exceptions import HTTPError

from engine.connectors.errors import AnswerUnusable, SystemAway
from engine.connectors.settings import Connector

MOST_BYTES = 1_000_000
_PIECE = 16_384
_TRY_AGAIN = frozenset({408, 425, 429})


class Line:
    """The connections to other systems, kept open between exchanges. Threads may share it."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(num_pools=20, maxsize=4, retries=False)

    def exchange(self, connector: Connector, question: Mapping[str, Any], key: str) -> Any:
        """Send the question, return the answer's JSON. `key` lets the system know a repetition by its Idempotency-Key.

        Raises SystemAway and AnswerUnusable.
        """
        headers = {"Accept": "application/json", "Content-Type": "application/json", "Idempotency-Key": f'"{key}"'}
        if connector.token:
            headers["Authorization"] = f"Bearer {connector.token.reveal()}"
        ends = time.monotonic() + connector.timeout_seconds
        try:
            response = self._pool.request(
                "POST",
                connector.url,
                body=orjson.dumps(question),
                headers=headers,
                timeout=urllib3.Timeout(total=connector.timeout_seconds),
                redirect=False,
                preload_content=False,
            )
            try:
                data = _body(response, connector, ends)
            finally:
                response.close()  # what was read to its end has gone back to the pool before
        except HTTPError as error:
            raise SystemAway(f"{connector.name} did not answer: {type(error).__name__}") from error
        _check_status(connector, response.status)
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise AnswerUnusable(f"{connector.name} answered {len(data):,} bytes that are not JSON") from error


def _body(response: urllib3.BaseHTTPResponse, connector: Connector, ends: float) -> bytes:
    """The body, unless it is too long or drips too slowly."""
    data = bytearray()
    while piece := response.read1(_PIECE):
        data += piece
        if len(data) > MOST_BYTES:
            raise AnswerUnusable(f"{connector.name} answered more than {MOST_BYTES:,} bytes")
        if time.monotonic() > ends:
            raise SystemAway(f"{connector.name} took more than {connector.timeout_seconds:g} s")
    return bytes(data)


def _check_status(connector: Connector, status: int) -> None:
    if status >= 500 or status in _TRY_AGAIN:
        raise SystemAway(f"{connector.name} answered HTTP {status}")
    if not 200 <= status < 300:
        raise AnswerUnusable(f"{connector.name} answered HTTP {status}")
