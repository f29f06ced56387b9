"""Ratings of cases and visits are kept, with what was done about bad ones."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ratings",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("visit", sa.String(length=10), nullable=False),
        sa.Column("holder", sa.String(length=120), nullable=False),
        sa.Column("grade", sa.SmallInteger(), nullable=False),
        sa.Column("by", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("due_on", sa.String(length=10)),
        sa.Column("contacted_at", sa.String(length=32)),
        sa.Column("contacted_by", sa.String(length=120)),
        sa.Column("resolved_at", sa.String(length=32)),
        sa.Column("resolved_by", sa.String(length=120)),
        sa.Column("result", sa.Text()),
        sa.PrimaryKeyConstraint("organ", "case_id", "visit"),
    )
    op.create_index("ratings_newest", "ratings", ["holder", "at"])
