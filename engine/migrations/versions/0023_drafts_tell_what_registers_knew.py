"""Drafts tell what registers knew when they were begun, and which register it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("drafts", sa.Column("known", sa.LargeBinary(), nullable=True))
