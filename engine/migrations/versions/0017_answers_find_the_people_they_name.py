"""Accounts of people outside the organs have a mark of their identity number, by which an answer finds them."""

from __future__ import annotations

import orjson
import sqlalchemy as sa
from alembic import op

from engine.authority import identity_mark

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("identity", sa.String(length=64), nullable=True))
    op.create_index("accounts_identity", "accounts", ["identity"])
    accounts = sa.table("accounts", sa.column("name"), sa.column("organ"), sa.column("person"), sa.column("identity"))
    connection = op.get_bind()
    outside = sa.select(accounts.c.name, accounts.c.person).where(accounts.c.organ.is_(None))
    for name, person in list(connection.execute(outside)):
        if number := orjson.loads(person).get("id_number"):
            mark = identity_mark(number)
            connection.execute(sa.update(accounts).where(accounts.c.name == name).values(identity=mark))
