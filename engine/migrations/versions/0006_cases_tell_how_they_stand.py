"""Cases tell how they stand before a supervisor: who has them, by when they should be done, how they came out.

Of cases opened before, only where and when they were received is known here; `sealflow stats recount` works the rest
out from their entries.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("holder", sa.String(length=120), nullable=False, server_default=sa.text("''")),
        sa.Column("due_on", sa.String(length=10)),
        sa.Column("promised_on", sa.String(length=10)),
        sa.Column("received", sa.String(length=7), nullable=False, server_default=sa.text("''")),
        sa.Column("ended", sa.String(length=7)),
        sa.Column("outcome", sa.String(length=120)),
        sa.Column("days", sa.Integer()),
        sa.Column("late", sa.SmallInteger(), nullable=False, server_default=sa.text("0")),
        sa.Column("irregular", sa.SmallInteger(), nullable=False, server_default=sa.text("0")),
    ):
        op.add_column("cases", column)
    op.execute("UPDATE cases SET holder = organ, received = substr(opened_at, 1, 7)")
    _index("cases_received", ["organ", "matter", "received"])
    _index("cases_lights", ["holder", "promised_on", "id"], "promised_on IS NOT NULL")
    _index("cases_in_hand", ["holder", "matter", "status"], "closed_at IS NULL")
    _index("cases_ended", ["holder", "matter", "ended", "days", "outcome", "late", "irregular"], "ended IS NOT NULL")
    _index("cases_irregular", ["holder", "id"], "irregular > 0")


def _index(name: str, columns: list[str], where: str = "") -> None:
    part = sa.text(where) if where else None
    op.create_index(name, "cases", columns, sqlite_where=part, postgresql_where=part)
