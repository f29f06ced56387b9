"""Lists and checkpoints stay as fast as they grow.

Worklists and lists of cases get indexes that hold their whole order. A case remembers up to which entry a checkpoint
saw it, and a checkpoint keeps the edge of its tree, so that the next one reads what is new and nothing else.
"""

import hashlib

import orjson
import sqlalchemy as sa
from alembic import op

from engine.store.database import append_only_triggers

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    leaves = [bytes(row[0]) for row in connection.execute(sa.text("SELECT body FROM leaves ORDER BY position"))]
    points = connection.execute(sa.text("SELECT * FROM checkpoints ORDER BY size")).mappings().all()

    for name in ("cases_organ", "cases_applicant", "cases_agent"):
        op.drop_index(name, "cases")
    op.create_index("cases_applicant", "cases", ["applicant", "id"])
    _create_partial("cases_agent", "cases", ["agent", "id"], "agent IS NOT NULL")
    op.add_column("cases", sa.Column("witnessed", sa.Integer(), nullable=False, server_default=sa.text("0")))
    for case_id, entry in {(row := orjson.loads(body))["case"]: row["entry"] for body in leaves}.items():
        seen = {"entry": entry, "id": case_id}
        connection.execute(sa.text("UPDATE cases SET witnessed = :entry WHERE id = :id"), seen)
    _create_partial("cases_unwitnessed", "cases", ["organ", "id"], "entries > witnessed")

    urgency = sa.text("coalesce(due_on, '9999-12-31')")
    op.drop_index("tasks_mine", "tasks")
    op.drop_index("tasks_pool", "tasks")
    _create_partial("tasks_mine", "tasks", ["assignee", urgency, "id"], "state = 0 AND assignee IS NOT NULL")
    _create_partial("tasks_pool", "tasks", ["for_organ", "role", urgency, "id"], "state = 0 AND assignee IS NULL")

    op.drop_table("checkpoints")
    checkpoints = op.create_table(
        "checkpoints",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("edge", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size"),
    )
    edges = _edges(leaves)
    op.bulk_insert(checkpoints, [{**point, "edge": edges[point["size"]]} for point in points])
    for statement in append_only_triggers(connection.dialect.name, ("checkpoints",)):
        op.execute(statement)


def _create_partial(name: str, table: str, columns: list[str | sa.TextClause], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def _edges(leaves: list[bytes]) -> list[bytes]:
    """The roots of the complete subtrees after each number of leaves, smallest first (RFC 6962 §2.1)."""
    edge: list[tuple[int, bytes]] = []
    edges = [b""]
    for body in leaves:
        level, node = 0, hashlib.sha256(b"\0" + body).digest()
        while edge and edge[0][0] == level:
            node = hashlib.sha256(b"\1" + edge.pop(0)[1] + node).digest()
            level += 1
        edge.insert(0, (level, node))
        edges.append(b"".join(each for _, each in edge))
    return edges
