"""Promises made in cases are kept with the day by which they are to be checked; and who may not promise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "promises",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("commitment", sa.String(length=120), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.Column("for_organ", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("made_on", sa.String(length=10), nullable=False),
        sa.Column("check_by", sa.String(length=10), nullable=True),
        sa.Column("settled_on", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("organ", "case_id", "commitment"),
    )
    op.create_index("promises_to_check", "promises", ["for_organ", "state", "check_by"])
    op.create_table(
        "bars",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=120), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("bars_of_identity", "bars", ["identity", "until"])
