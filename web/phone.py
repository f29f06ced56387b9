"""The site on a telephone's first screen: what a browser wants to know to put it there, and a page for no connection.

No page of the site is kept on the telephone: what stands in a case is always what the office says now.
Source: W3C Web Application Manifest; W3C Service Workers.
"""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from starlette.responses import Response

from engine.terms import Language
from web import assets
from web.language import LOCALES, noted, speech
from web.site import Anybody

router = APIRouter()

_BLUE, _PAPER = "#17458f", "#f5f7fb"
_ICONS = (
    ("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"),
    ("icon-safe-512.png", "512x512", "maskable"),
)  # fmt: skip
_OFFLINE = (
    noted("没有网络连接"), noted("手机现在连不上本站。办件内容不保存在手机里，连上网络以后再打开，看到的总是最新的。"),
    noted("正在填写的表单，已经保存的部分在“我的办件”的草稿里。"), noted("再试一次"),
)  # fmt: skip
"""The title of the page for no connection, what it says, and its button."""
_WAYS = (("/cases", noted("我的办件")), ("/", noted("办事")), ("/verify", noted("核验文书")))


@router.get("/site.webmanifest")
def manifest(visit: Anybody, spoken: Annotated[Language, Query(alias="in")] = "zh") -> Response:
    """What the site is called, what it looks like, where it begins. in: the language; browsers send no cookie here."""
    said = speech(spoken)
    name = said.call(visit.site.name)
    told: dict[str, Any] = {
        "id": "/", "name": name, "short_name": name[:12], "lang": said.html, "dir": "ltr",
        "start_url": "/cases", "scope": "/", "display": "standalone",
        "theme_color": _BLUE, "background_color": _PAPER,
        "icons": [
            {"src": assets.address(icon), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for icon, sizes, purpose in _ICONS
        ],
        "shortcuts": [{"name": said.say(called), "url": path} for path, called in _WAYS],
    }  # fmt: skip
    return Response(orjson.dumps(told), 200, {"cache-control": "no-cache"}, "application/manifest+json")


@router.get("/worker.js")
def worker(visit: Anybody) -> Response:
    """The script that shows the page for no connection. It stands here because it serves all below its address."""
    return Response(assets.assets()["worker.js"].data, 200, {"cache-control": "no-cache"}, "text/javascript")


@router.get("/offline")
def offline(visit: Anybody) -> Response:
    """What is shown without a connection: the same to everybody, in both languages, with nothing of anybody's."""
    return visit.show("offline.html", speeches=[speech(language) for language in LOCALES], said=_OFFLINE)
