"""Decisions that are public, and how long the cases of a matter took, are found without reading everything."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    public = sa.text("public = 1 AND sha256 IS NOT NULL")
    op.create_index("documents_public", "documents", ["dated", "code"], sqlite_where=public, postgresql_where=public)
    closed = sa.text("closed_at IS NOT NULL")
    op.create_index("cases_closed", "cases", ["matter", "closed_at"], sqlite_where=closed, postgresql_where=closed)
