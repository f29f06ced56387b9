"""Answers that are files: whole or in part, with a name people can read, never again when nothing has changed."""

from __future__ import annotations

import re
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def file_answer(request: Request, data: bytes, media_type: str, name: str, digest: str) -> Response:
    """A file to keep, or the part of it that is asked for (RFC 9110 §14)."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name)
    headers = {
        "content-disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}",
        "accept-ranges": "bytes",
        "etag": f'"{digest}"',
        "cache-control": "private, no-cache",
    }
    wanted = request.headers.get("range", "")
    if wanted and request.headers.get("if-range") in (None, headers["etag"]) and (asked := _RANGE.fullmatch(wanted)):
        span = _span(asked[1], asked[2], len(data))
        if span is None:
            return Response(status_code=416, headers=headers | {"content-range": f"bytes */{len(data)}"})
        headers["content-range"] = f"bytes {span.start}-{span.stop - 1}/{len(data)}"
        return Response(data[span.start : span.stop], 206, headers, media_type)
    return Response(data, 200, headers, media_type)


def picture_answer(data: bytes, *, public: bool = False) -> Response:
    """A picture that never changes under its address."""
    lasting = f"{'public' if public else 'private'}, max-age=86400"
    return Response(data, 200, {"cache-control": lasting}, "image/webp")


def _span(first: str, last: str, size: int) -> range | None:
    """The bytes asked for; None when there are none. One range is given; of several, the whole file is."""
    if not first and not last:
        return None
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
    return range(start, stop) if start < stop else None
