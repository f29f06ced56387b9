"""Who refers to a file is found by the file, so that what nobody refers to can be taken away."""

from __future__ import annotations

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("materials_sha256", "materials", ["sha256"])
