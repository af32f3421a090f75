"""The first form: history, records, head; triggers keep the history as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_REFUSAL = "the history of the register is never changed"


def upgrade() -> None:
    """Make the tables and their triggers."""
    op.create_table(
        "history",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("what", sa.String(160), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_table(
        "record",
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, index=True),
        sa.Column("raised", sa.String(32), nullable=False),
        sa.Column("changed", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id"),
    )
    op.create_table(
        "head",
        sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
        sa.Column("engagement", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    _guard_on_sqlite() if op.get_bind().dialect.name == "sqlite" else _guard_on_postgresql()


def _guard_on_sqlite() -> None:
    stop = f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for table, events in (("history", ("UPDATE", "DELETE")), ("record", ("DELETE",)), ("head", ("DELETE",))):
        for event in events:
            op.execute(f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} {stop}")
    # INSERT OR REPLACE would take an entry out without asking the trigger above.
    taken = "WHEN NEW.seq <= (SELECT COALESCE(MAX(seq), 0) FROM history)"
    op.execute(f"CREATE TRIGGER history_insert BEFORE INSERT ON history {taken} {stop}")


def _guard_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    for table, events in (("history", "UPDATE OR DELETE"), ("record", "DELETE"), ("head", "DELETE")):
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION keep_history()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION keep_history()"
        )
