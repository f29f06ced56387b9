"""Many tasks are done in one go, and filters that are used again and again have names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "views",
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("account", "name"),
    )
    op.create_table(
        "batches",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=120), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.String(length=32), nullable=False),
        sa.Column("held_until", sa.String(length=32), nullable=False),
        sa.Column("finished_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    unfinished = sa.text("finished_at IS NULL")
    op.create_index("batches_unfinished", "batches", ["begun_at"], sqlite_where=unfinished, postgresql_where=unfinished)
    op.create_index("batches_account", "batches", ["account", "begun_at"])
    op.create_table(
        "batch_items",
        sa.Column("batch", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("came", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("batch", "position"),
    )
