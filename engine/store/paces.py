"""The questions asked of how often something was asked, over all processes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from engine.store.asking import p
from engine.store.tables import paces

_ONCE_MORE = {
    name: module.insert(paces)
    .values(what=p("b_what"), by=p("b_by"), span=p("b_span"), count=1)
    .on_conflict_do_update(index_elements=["what", "by", "span"], set_={"count": paces.c.count + 1})
    .returning(paces.c.count)
    for name, module in (("sqlite", sqlite), ("postgresql", postgresql))
}
_BEFORE = sa.select(paces.c.count).where(paces.c.what == p("what"), paces.c.by == p("by"), paces.c.span == p("span"))
_ERASE = sa.delete(paces).where(paces.c.span < p("span"))


def once_more(connection: Connection, what: str, by: str, span: int) -> int:
    """Count once more in this span; how often it is now."""
    row = {"b_what": what, "b_by": by, "b_span": span}
    return int(connection.execute(_ONCE_MORE[connection.dialect.name], row).scalar_one())


def how_often(connection: Connection, what: str, by: str, span: int) -> int:
    """How often it was in that span."""
    return int(connection.execute(_BEFORE, {"what": what, "by": by, "span": span}).scalar() or 0)


def erase(connection: Connection, span: int) -> int:
    """Spans before this one are gone; how many rows."""
    return int(connection.execute(_ERASE, {"span": span}).rowcount)
