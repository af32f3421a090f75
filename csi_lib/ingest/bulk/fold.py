"""One row per id: the newest of each, over all big files of a table."""

from __future__ import annotations

from pathlib import Path

from csi_lib.ingest.bulk.columns import ORDER
from csi_lib.ingest.bulk.landing import Landing
from csi_lib.ingest.bulk.session import name as named
from csi_lib.ingest.bulk.session import quote

PART = 1_000_000  # rows of repeated ids that are folded together


def fold(landing: Landing) -> None:
    """Leave out every row that is not the newest of its id, and those that say the same again."""
    if not landing.groups:
        return
    left = landing.left()
    if _rises(landing, left):
        return
    landing.run(
        f"CREATE TEMP TABLE again AS SELECT h FROM ({landing.union([], 'h', left)}) GROUP BY h HAVING count(*) > 1"
    )
    if not landing.run("SELECT count(*) FROM again")[0][0]:
        return
    names = [item.name for item in landing.table.columns if any(item.name in group.columns for group in landing.groups)]
    path = landing.folder / "again.parquet"
    rows = landing.run(
        f"COPY (SELECT * FROM ({landing.union([*names, ORDER], 'h', left)}) WHERE h IN (SELECT h FROM again)) "
        f"TO {quote(path.as_posix())} (FORMAT parquet, COMPRESSION snappy)"
    )[0][0]
    parts = rows // PART + 1
    for part in range(parts):
        landing.run(f"INSERT INTO gone {_fold_part(landing, path, names, parts, part)}")


def _rises(landing: Landing, left: str) -> bool:
    """Tell whether the ids rise from row to row, or fall: then none comes again, which is quick to see."""
    if len(landing.groups) > 1 or len(landing.table.key) > 1 or landing.table.key[0] not in landing.groups[0].columns:
        return False
    rows = landing.groups[0].select(
        {"id": landing.groups[0].columns[landing.table.key[0]].value}, [landing.table.key[0]], left
    )
    pairs = f"(SELECT id, lag(id) OVER () AS last FROM ({rows}))"
    return bool(landing.run(f"SELECT bool_and(id > last) OR bool_and(id < last) FROM {pairs}")[0][0])


def _fold_part(landing: Landing, path: Path, names: list[str], parts: int, part: int) -> str:
    key = ", ".join(named(name) for name in landing.table.key)
    age = "updated_at DESC NULLS LAST" if "updated_at" in names else "1"
    cells = ", ".join(named(name) for name in [*names, ORDER])
    newest = f"_rank DESC, {age}, place DESC"
    ranked = f"""SELECT *, CASE WHEN count({ORDER}) OVER (PARTITION BY {key}) = count(*) OVER (PARTITION BY {key})
        THEN {ORDER} ELSE 0 END AS _rank FROM read_parquet({quote(path.as_posix())}) WHERE h % {parts} = {part}"""
    decided = f"""SELECT place, row_number() OVER (PARTITION BY {key} ORDER BY {newest}) AS _first,
        row_number() OVER (PARTITION BY {cells} ORDER BY {newest}) AS _again FROM ({ranked})"""
    return f"""SELECT place, CASE WHEN _again > 1 THEN 'duplicate' ELSE 'folded' END AS why FROM ({decided})
        WHERE _first > 1"""
