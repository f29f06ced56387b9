"""Cases tell which signals they await, so that one thrown in another case finds them.

Earlier versions let no signal leave its case: cases begun under them that wait for one go on as they did.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "awaited",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("signal", sa.Text(), nullable=False),
        sa.Column("since", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("organ", "case_id", "token"),
    )
    op.create_index("awaited_signal", "awaited", ["signal", "since"])
