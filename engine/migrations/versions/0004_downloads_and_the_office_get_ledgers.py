"""Downloads and the office itself get ledgers, and what the office has already is entered in its own.

Downloads made before stay where they are, in the record of their case.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

from engine.audit import GENESIS, canonical, digest_of, link
from engine.store.database import append_only_triggers

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    ledgers = op.create_table(
        "ledgers",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("last_at", sa.String(length=32), nullable=False),
        sa.Column("witnessed", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.PrimaryKeyConstraint("organ", "name"),
    )
    new = sa.text("entries > witnessed")
    op.create_index("ledgers_unwitnessed", "ledgers", ["organ", "name"], sqlite_where=new, postgresql_where=new)
    ledger_entries = op.create_table(
        "ledger_entries",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("ledger", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("organ", "ledger", "number"),
    )
    connection = op.get_bind()
    found = [*_accounts(connection), *_publications(connection)]
    head, at = GENESIS, datetime.now(UTC).isoformat(timespec="microseconds")[:-6] + "Z"
    for number, said in enumerate(found, 1):
        body = canonical({"ledger": "office", "number": number, "at": at, "actor": "system", **said})
        head = link(head, body)
        op.bulk_insert(
            ledger_entries, [{"organ": "", "ledger": "office", "number": number, "body": body, "hash": head}]
        )
    if found:
        row = {"organ": "", "name": "office", "entries": len(found), "head": head, "last_at": ""}
        op.bulk_insert(ledgers, [row])
    for statement in append_only_triggers(connection.dialect.name, ("ledger_entries",)):
        op.execute(statement)


def _accounts(connection: sa.Connection) -> list[dict[str, Any]]:
    """What the ledger says of each account; a salt is put to its personal data, so that their digest tells nothing."""
    accounts = sa.table("accounts", sa.column("name"), sa.column("organ"), sa.column("person"))
    found = []
    for name, organ, person in list(connection.execute(sa.select(accounts).order_by(accounts.c.name))):
        plain = orjson.loads(person)
        salted = orjson.dumps({**plain, "salt": os.urandom(16).hex()})
        connection.execute(sa.update(accounts).where(accounts.c.name == name).values(person=salted))
        said = {"organ": organ or "", "roles": sorted(plain.get("roles", ())), "content": digest_of(salted, b"")}
        found.append({"act": "account", "account": name, **said})
    return found


def _publications(connection: sa.Connection) -> list[dict[str, Any]]:
    columns: list[sa.ColumnClause[Any]] = [
        sa.column(name) for name in ("matter", "version", "bundle", "effective", "at")
    ]
    rows = connection.execute(sa.select(*columns).select_from(sa.table("publications")).order_by(sa.column("at")))
    return [
        {"act": "publish", "matter": m, "version": v, "bundle": b, "effective": e, "published_at": at}
        for m, v, b, e, at in rows
    ]
