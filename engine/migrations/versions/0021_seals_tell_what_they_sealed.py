"""Seals tell what they sealed: documents are found by the key that sealed them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sealed = sa.text("sealed_with IS NOT NULL")
    op.create_index(
        "documents_sealed", "documents", ["sealed_with", "sealed_at"], sqlite_where=sealed, postgresql_where=sealed
    )
