"""Appointments take up places at a time: a counter for each, and who holds one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "slots",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("pool", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=16), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organ", "pool", "place", "at"),
    )
    op.create_table(
        "bookings",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("pool", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=16), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organ", "case_id", "person"),
    )
    held, missed = sa.text("state = 0"), sa.text("state = 2")
    op.create_index(
        "bookings_held", "bookings", ["organ", "pool", "person"], unique=True, sqlite_where=held, postgresql_where=held
    )
    op.create_index(
        "bookings_missed",
        "bookings",
        ["organ", "pool", "person", "at"],
        sqlite_where=missed,
        postgresql_where=missed,
    )
