"""The first tables: cases and what belongs to them, documents, jobs, accounts, matters, checkpoints."""

import sqlalchemy as sa
from alembic import op

from engine.store.database import append_only_function, append_only_triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("organ", sa.String(length=120), nullable=True),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "answers",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=120), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("organ", "case_id", "entry"),
    )
    op.create_table(
        "bundles",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("matter", sa.String(length=120), nullable=False),
        sa.Column("files", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "cases",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("matter", sa.String(length=120), nullable=False),
        sa.Column("bundle", sa.String(length=64), nullable=False),
        sa.Column("applicant", sa.String(length=120), nullable=False),
        sa.Column("agent", sa.String(length=120), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=120), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("closed_at", sa.String(length=32), nullable=True),
        sa.Column("next_due", sa.String(length=32), nullable=True),
        sa.Column("provisional", sa.SmallInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organ", "id"),
    )
    op.create_index(
        "cases_agent",
        "cases",
        ["agent", "opened_at"],
        unique=False,
        sqlite_where=sa.text("agent IS NOT NULL"),
        postgresql_where=sa.text("agent IS NOT NULL"),
    )
    op.create_index("cases_applicant", "cases", ["applicant", "opened_at"], unique=False)
    op.create_index(
        "cases_due",
        "cases",
        ["next_due"],
        unique=False,
        sqlite_where=sa.text("next_due IS NOT NULL"),
        postgresql_where=sa.text("next_due IS NOT NULL"),
    )
    op.create_index("cases_id", "cases", ["id"], unique=True)
    op.create_index("cases_number", "cases", ["number"], unique=True)
    op.create_index("cases_organ", "cases", ["organ", "opened_at"], unique=False)
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("size"),
    )
    op.create_table(
        "commands",
        sa.Column("account", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("account", "key"),
    )
    op.create_table(
        "documents",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("for_organ", sa.String(length=120), nullable=False),
        sa.Column("letter", sa.String(length=120), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("dated", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=120), nullable=False),
        sa.Column("public", sa.SmallInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("bytes", sa.Integer(), nullable=True),
        sa.Column("sealed_at", sa.String(length=32), nullable=True),
        sa.Column("sealed_with", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("organ", "case_id", "key"),
    )
    op.create_index("documents_code", "documents", ["code"], unique=True)
    op.create_index("documents_number", "documents", ["number"], unique=False)
    op.create_index("documents_serial", "documents", ["for_organ", "letter", "year", "serial"], unique=True)
    op.create_index("documents_sha256", "documents", ["sha256"], unique=False)
    op.create_table(
        "entries",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("organ", "case_id", "number"),
    )
    op.create_table(
        "jobs",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=160), nullable=False),
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("service", sa.String(length=120), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(length=32), nullable=False),
        sa.Column("due_at", sa.String(length=32), nullable=False),
        sa.Column("lease_until", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("organ", "case_id", "id"),
    )
    op.create_index(
        "jobs_due",
        "jobs",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.create_index("jobs_id", "jobs", ["id"], unique=True)
    op.create_table(
        "leaves",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_table(
        "materials",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("material", sa.String(length=120), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("organ", "case_id", "entry", "position"),
    )
    op.create_table(
        "publications",
        sa.Column("matter", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("bundle", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=120), nullable=False),
        sa.Column("effective", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("matter", "at"),
    )
    op.create_table(
        "series",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("letter", sa.String(length=120), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organ", "letter", "year"),
    )
    op.create_table(
        "tasks",
        sa.Column("organ", sa.String(length=120), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("step", sa.String(length=120), nullable=False),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("for_organ", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("assignee", sa.String(length=120), nullable=True),
        sa.Column("due_on", sa.String(length=10), nullable=True),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("opened_at", sa.String(length=32), nullable=False),
        sa.Column("done_at", sa.String(length=32), nullable=True),
        sa.Column("done_by", sa.String(length=120), nullable=True),
        sa.Column("outcome", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("organ", "case_id", "token"),
    )
    op.create_index("tasks_id", "tasks", ["id"], unique=True)
    op.create_index(
        "tasks_mine",
        "tasks",
        ["assignee", "due_on", "id"],
        unique=False,
        sqlite_where=sa.text("state = 0 AND assignee IS NOT NULL"),
        postgresql_where=sa.text("state = 0 AND assignee IS NOT NULL"),
    )
    op.create_index(
        "tasks_open",
        "tasks",
        ["organ", "case_id"],
        unique=False,
        sqlite_where=sa.text("state = 0"),
        postgresql_where=sa.text("state = 0"),
    )
    op.create_index("tasks_organ", "tasks", ["for_organ", "case_id"], unique=False)
    op.create_index(
        "tasks_pool",
        "tasks",
        ["for_organ", "role", "due_on", "id"],
        unique=False,
        sqlite_where=sa.text("state = 0 AND assignee IS NULL"),
        postgresql_where=sa.text("state = 0 AND assignee IS NULL"),
    )

    dialect = op.get_bind().dialect.name
    kept = ("entries", "leaves", "checkpoints", "bundles", "publications")
    for statement in (*append_only_function(dialect), *append_only_triggers(dialect, kept)):
        op.execute(statement)
