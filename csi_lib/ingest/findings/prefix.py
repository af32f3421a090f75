"""The beginnings of ids: what stands before the number."""

from __future__ import annotations

from itertools import takewhile

import duckdb

from csi_lib.ingest.derived.tables import quote_text

DIGITS = "0123456789"


def write_prefix(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """Write an id without the digits at its end.

    Most ids of an export begin alike. For these a comparison is enough, which takes a quarter of the time.

    Parameters
    ----------
    connection : DuckDBPyConnection
        The local database.
    table : str
        A table with the column ``id``.

    Returns
    -------
    str
        SQL, exact for every id; a plain text where all begin alike.
    """
    ((first, last),) = connection.execute(f"SELECT min(id), max(id) FROM {table}").fetchall()
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first or "", last or "", strict=False))
    usual = "".join(sign for sign, _ in alike).rstrip(DIGITS)
    rest = f"substr(id, {len(usual) + 1})"
    fits = f"starts_with(id, {quote_text(usual)}) AND regexp_full_match({rest}, '[0-9]*')"
    if connection.execute(f"SELECT bool_and({fits}) FROM {table}").fetchall() == [(True,)]:
        return quote_text(usual)
    return f"CASE WHEN {fits} THEN {quote_text(usual)} ELSE rtrim(id, '{DIGITS}') END"
