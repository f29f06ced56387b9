"""Tasks know what people arranged about them; deputies and copies get tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("entry", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.add_column("tasks", sa.Column("main", sa.String(length=40)))
    op.add_column("tasks", sa.Column("about", sa.Text()))
    arranged = sa.text("state = 0 AND about IS NOT NULL")
    op.create_index("tasks_arranged", "tasks", ["id"], sqlite_where=arranged, postgresql_where=arranged)
    op.create_index("accounts_organ", "accounts", ["organ", "name"])
    op.create_table(
        "deputies",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("absent", sa.String(length=120), nullable=False),
        sa.Column("deputy", sa.String(length=120), nullable=False),
        sa.Column("first", sa.String(length=10), nullable=False),
        sa.Column("last", sa.String(length=10), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("deputies_deputy", "deputies", ["deputy", "last"])
    op.create_index("deputies_absent", "deputies", ["absent", "last"])
    op.create_table(
        "copies",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("organ", "case_id", "account"),
    )
    op.create_index("copies_account", "copies", ["account", "at"])
