"""Documents tell whose they are, how long they are in force, and which document changed that.

Of those issued before, the holder is whoever applied, and they do not expire.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    lengths = {"holder": 40, "valid_until": 10, "since": 10, "suspended_until": 10, "changed_by": 80}
    for name, length in lengths.items():
        op.add_column("documents", sa.Column(name, sa.String(length=length), nullable=True))
