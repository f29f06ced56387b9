"""Programs follow what happens: every entry gets its position in one feed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "events",
        sa.Column("position", position, nullable=False, autoincrement=False),
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index("events_entry", "events", ["organ", "case_id", "entry"], unique=True)
    op.create_table(
        "feeds",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("last", position, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.add_column("cases", sa.Column("told", sa.Integer(), nullable=False, server_default=sa.text("0")))
    untold = sa.text("entries > told")
    op.create_index("cases_untold", "cases", ["organ", "id"], sqlite_where=untold, postgresql_where=untold)
