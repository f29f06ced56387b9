"""Cases are found by the people whom they name; no office in service has any that names somebody yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "named_people",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("lane", sa.String(length=120), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("organ", "case_id", "lane"),
    )
    op.create_index("named_people_account", "named_people", ["account", "case_id"])
