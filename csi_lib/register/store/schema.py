"""The tables of a register's database: what was written, what stands now, and the newest hash."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Integer, MetaData, PrimaryKeyConstraint, String, Table, Text

LATEST = "0001"  # the newest form of the tables, the last of migrations/versions

METADATA = MetaData()

# Append-only: triggers refuse what changes or takes out an entry.
HISTORY = Table(
    "history",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("who", String(64), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("what", String(160), nullable=False),
    Column("why", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

# What the newest entry of every record says: nothing that the history does not say, too.
RECORD = Table(
    "record",
    METADATA,
    Column("kind", String(64), nullable=False),
    Column("id", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("seq", Integer, nullable=False, index=True),
    Column("raised", String(32), nullable=False),
    Column("changed", String(32), nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("kind", "id"),
)

# One row, which every writer takes first: one writer at a time.
HEAD = Table(
    "head",
    METADATA,
    Column("one", Integer, CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    Column("engagement", String(64), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
