"""Tasks know the bundle of their case, so that an index alone tells how many of each kind there are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tasks", sa.Column("bundle", sa.String(length=64), nullable=False, server_default=sa.text("''")))
    op.execute(
        "UPDATE tasks SET bundle = (SELECT cases.bundle FROM cases "
        "WHERE cases.organ = tasks.organ AND cases.id = tasks.case_id)"
    )
    urgency, counted = sa.text("coalesce(due_on, '9999-12-31')"), ("bundle", "step", "due_on")
    op.drop_index("tasks_mine", "tasks")
    op.drop_index("tasks_pool", "tasks")
    _create_partial("tasks_pool", ["for_organ", "role", urgency, "id", *counted, "assignee"], "assignee IS NULL")
    _create_partial("tasks_mine", ["assignee", urgency, "id", *counted], "assignee IS NOT NULL")


def _create_partial(name: str, columns: list[str | sa.TextClause], where: str) -> None:
    holds = sa.text(f"state = 0 AND {where}")
    op.create_index(name, "tasks", columns, sqlite_where=holds, postgresql_where=holds)
