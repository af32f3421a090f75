"""What stands before the number of an id is found exactly, however few ids begin alike."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from csi_lib.ingest.findings.prefix import write_prefix


@pytest.mark.parametrize(
    "ids",
    [
        ["INC001", "INC002", "INC0100"],
        ["INC1", "INC12a", "REQ7", "inc1"],
        ["1", "22", ""],
        ["a'b1", "a'b2", "a'b2c"],
        ["T1\n", "T12", "T1-3"],
        ["é1", "é2x9", "éé"],
    ],
)
def test_an_id_loses_the_digits_at_its_end_and_nothing_else(ids: list[str]) -> None:
    with duckdb.connect() as connection:
        connection.register("frame", pd.DataFrame({"id": ids}))
        connection.execute("CREATE TEMP TABLE tickets AS SELECT * FROM frame")
        found = connection.execute(f"SELECT id, {write_prefix(connection, 'tickets')} FROM tickets").fetchall()

    assert dict(found) == {text: text.rstrip("0123456789") for text in ids}
