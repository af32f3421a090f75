"""Ids that are nearly the same, and links that lead nowhere."""

from __future__ import annotations

import duckdb

from csi_lib.ingest.findings.naming import name_first, pick
from csi_lib.ingest.findings.prefix import write_prefix
from csi_lib.ingest.issue import Issue, name_some

_TABLES = ("tickets", "changes", "problems")
# Column of tickets -> the table it leads to.
_LINKS = {"problem_id": "problems", "change_id": "changes", "caused_by_change": "changes"}


def find_twins(connection: duckdb.DuckDBPyConnection, counts: dict[str, int]) -> list[Issue]:
    """Find ids that differ only in capital letters or in leading zeros, as Excel leaves them.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With every finished table under its name.
    counts : dict of str to int
        Rows of every table.

    Returns
    -------
    list of Issue
        One per table with such ids.
    """
    return [issue for table in _TABLES if counts.get(table) for issue in _ask_twins(connection, table)]


def _ask_twins(connection: duckdb.DuckDBPyConnection, table: str) -> list[Issue]:
    prefix = write_prefix(connection, table)
    if prefix.startswith("'") and _are_alike_in_length(connection, table):
        return []
    prefixed = f"(SELECT id, {prefix} AS prefix FROM {table})"
    parts = f"(SELECT id, prefix, substr(id, length(prefix) + 1) AS digits FROM {prefixed})"
    # Cheap first: ids of one case and one length per prefix cannot be twins, and most exports have only such.
    shape = "CASE WHEN length(prefix) <= 10 THEN lower(prefix) ELSE '' END"
    suspects = connection.execute(
        f"SELECT {shape} AS shape FROM {parts} GROUP BY shape HAVING min(prefix) <> max(prefix) "
        "OR (min(length(digits)) <> max(length(digits)) AND bool_or(digits LIKE '0%')) ORDER BY shape"
    ).fetchall()
    if not suspects:
        return []
    connection.execute("CREATE OR REPLACE TEMP TABLE csi_shapes (shape VARCHAR)")
    connection.executemany("INSERT INTO csi_shapes VALUES (?)", suspects)
    groups = (
        f"SELECT lower(prefix) || ltrim(digits, '0') AS same, count(*) AS ids, min(id) AS one, max(id) AS other "
        f"FROM {parts} WHERE {shape} IN (SELECT shape FROM csi_shapes) GROUP BY same HAVING count(*) > 1"
    )
    row = connection.execute(
        f"SELECT sum(ids), count(*), arg_min(one || ' and ' || other, one, 5) FROM ({groups})"
    ).fetchall()[0]
    if row is None or not row[1]:
        return []
    ids, pairs, names = int(row[0]), row[1], row[2]
    what = (
        f"{ids:,} ids differ only in capital letters or leading zeros and may be {pairs:,}: {name_first(names, pairs)}"
    )
    do = "Export the ids as text; every spelling is kept as a row of its own until then"
    return [Issue("id_twins", "warning", f"{table}.id", what, ids, do)]


def _are_alike_in_length(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return connection.execute(f"SELECT min(length(id)) = max(length(id)) FROM {table}").fetchall() == [(True,)]


def find_links(connection: duckdb.DuckDBPyConnection, counts: dict[str, int]) -> list[Issue]:
    """Find tickets that name a problem or change that is not in the data.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With every finished table under its name.
    counts : dict of str to int
        Rows of every table; links into a table that was not exported are no finding.

    Returns
    -------
    list of Issue
        One per kind of link.
    """
    found = []
    for column, table in _LINKS.items():
        if not counts.get(table) or not counts.get("tickets"):
            continue
        lost = "r.id IS NULL"
        row = connection.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {lost}), {pick(f't.{column}', lost, 't.csi_row')} "
            f"FROM (SELECT {column}, csi_row FROM tickets WHERE {column} IS NOT NULL) t "
            f"LEFT JOIN {table} r ON r.id = t.{column}"
        ).fetchall()[0]
        if row is None or not row[1]:
            continue
        links, missing, names = row
        named = name_some(dict.fromkeys(names))
        what = f"{missing:,} of {links:,} tickets name a record that is not among the {table}, such as {named}"
        do = f"Export the {table} over a longer time, or check how the ids are written"
        found.append(Issue("link_missing", "warning", f"tickets.{column}", what, missing, do))
    return found
