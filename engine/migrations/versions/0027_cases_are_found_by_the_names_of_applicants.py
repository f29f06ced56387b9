"""Cases are found by parts of the applicant's name: the ends of the names of people outside the organs are kept."""

from __future__ import annotations

import orjson
import sqlalchemy as sa
from alembic import op

from engine.authority import name_tails

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    collation = "C" if connection.dialect.name == "postgresql" else None
    op.create_table(
        "name_tails",
        sa.Column("tail", sa.String(length=40, collation=collation), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("tail", "account"),
    )
    op.create_index("name_tails_account", "name_tails", ["account"])
    accounts = sa.table("accounts", sa.column("name"), sa.column("organ"), sa.column("person"))
    tails = sa.table("name_tails", sa.column("tail"), sa.column("account"))
    outside = sa.select(accounts.c.name, accounts.c.person).where(accounts.c.organ.is_(None))
    for name, person in list(connection.execute(outside)):
        rows = [{"tail": tail, "account": name} for tail in name_tails(orjson.loads(person)["person"])]
        if rows:
            connection.execute(sa.insert(tails), rows)
