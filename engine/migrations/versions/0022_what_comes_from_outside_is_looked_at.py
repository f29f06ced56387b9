"""What comes from outside is looked at: files by a scanner, haste over all processes, identities of another house."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scans",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("found", sa.String(length=120), nullable=True),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=True),
        sa.Column("at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("sha256"),
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index("scans_due", "scans", ["due_at"], sqlite_where=due, postgresql_where=due)
    op.execute(
        "INSERT INTO scans (sha256, state, looks, due_at) SELECT sha256, 0, 0, min(at) FROM materials GROUP BY sha256"
    )
    op.create_table(
        "paces",
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("span", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "by", "span"),
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("issuer", "subject"),
    )
    op.create_index("identities_account", "identities", ["account"])
