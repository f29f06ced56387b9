"""Child cases of a joint application know their parent and what it calls them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("parent", sa.String(length=36)))
    op.add_column("cases", sa.Column("part", sa.String(length=120)))
    child = sa.text("parent IS NOT NULL")
    op.create_index(
        "cases_children", "cases", ["parent", "part"], unique=True, sqlite_where=child, postgresql_where=child
    )
