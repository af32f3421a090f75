"""The same input gives the same bytes, is read once, and a damaged result is made again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from csi_lib.ingest import Ingested, land
from csi_lib.tables import DTYPES, TABLES


def parquet_bytes(found: Ingested) -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in found.tables.items()}


def fill(project: Any, ticket: dict, as_csv: Any) -> Ingested:
    project.put("a.csv", as_csv([ticket, {**ticket, "number": "INC2"}]))
    return project.ingest("a.csv")


def test_every_canonical_table_is_there_in_its_columns_and_types(project: Any, ticket: dict, as_csv: Any) -> None:
    found = fill(project, ticket, as_csv)

    assert set(found.tables) == set(TABLES)
    for name, table in TABLES.items():
        frame = pd.read_parquet(found.tables[name])
        assert tuple(frame) == table.names
        assert [str(kind) for kind in frame.dtypes] == [DTYPES[item.kind] for item in table.columns], name


def test_the_same_exports_give_the_same_bytes_anywhere(new_project: Any, ticket: dict, as_csv: Any) -> None:
    one, two = fill(new_project(), ticket, as_csv), fill(new_project(), ticket, as_csv)

    assert one.fingerprint == two.fingerprint
    assert parquet_bytes(one) == parquet_bytes(two)


def test_a_second_call_reads_back_and_says_the_same(
    project: Any, ticket: dict, as_csv: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = fill(project, ticket, as_csv)
    monkeypatch.setattr(land, "read_batches", lambda given: pytest.fail("the exports were read again"))

    again = project.ingest("a.csv")

    assert (again.fingerprint, again.issues, again.last_stamp) == (first.fingerprint, first.issues, first.last_stamp)
    pd.testing.assert_frame_equal(again.ledger, first.ledger)


@pytest.mark.parametrize("more", [{"zone": "Europe/Berlin"}, {"kind": "incident"}, {"dates": "%Y-%m-%d %H:%M:%S"}])
def test_another_setting_is_another_result(project: Any, ticket: dict, as_csv: Any, more: dict[str, str]) -> None:
    assert fill(project, ticket, as_csv).fingerprint != project.ingest("a.csv", **more).fingerprint


def test_another_byte_is_another_result(project: Any, ticket: dict, as_csv: Any) -> None:
    before = fill(project, ticket, as_csv).fingerprint
    project.put("a.csv", as_csv([{**ticket, "priority": "2 - High"}]))

    assert project.ingest("a.csv").fingerprint != before


@pytest.mark.parametrize("harm", ["missing", "short", "note"])
def test_a_damaged_result_is_made_again(project: Any, ticket: dict, as_csv: Any, harm: str) -> None:
    found = fill(project, ticket, as_csv)
    whole = parquet_bytes(found)
    victim: Path = found.tables["tickets"]
    if harm == "missing":
        victim.unlink()
    elif harm == "short":
        os.truncate(victim, 100)
    else:
        (victim.parents[1] / "ingested.json").write_text("{", encoding="utf-8")

    assert parquet_bytes(project.ingest("a.csv")) == whole


def test_nothing_half_written_stays_behind(
    project: Any, ticket: dict, as_csv: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("csi_lib.ingest.store._write", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))

    with pytest.raises(KeyboardInterrupt):
        fill(project, ticket, as_csv)

    assert list((project.folder / "cache").iterdir()) == []


def test_a_file_outside_the_project_goes_by_its_bare_name(
    project: Any, ticket: dict, as_csv: Any, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "x.csv").write_text(as_csv([ticket]), encoding="utf-8")
    monkeypatch.setenv("CSI_DATA", str(folder))

    found = project.ingest("${CSI_DATA}/x.csv")

    assert found.ledger["file"].tolist() == ["x.csv"]


def test_of_the_results_of_an_engagement_the_newest_three_stay(project: Any, ticket: dict, as_csv: Any) -> None:
    found = []
    for number in range(5):
        project.put("a.csv", as_csv([{**ticket, "number": f"INC{number}"}]))
        found.append(project.ingest("a.csv"))

    there = [item.tables["tickets"].exists() for item in found]

    assert there == [False, False, True, True, True]
