"""A verdict that hangs on suspect rows is found out, and one that does not stands."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from csi_lib.kpi import choose, load_catalogue
from csi_lib.kpi.checks import check_kpi
from csi_lib.report import sections
from csi_lib.study import Study, gather
from csi_lib.study.sensitivity import leave_out_suspects, try_without_suspects

MONTHS, A_MONTH, CHANGED = 30, 40, 16  # 2024-01 to 2026-06; the change is on 2025-05-01
SETTINGS: dict[str, Any] = {
    "version": 1, "id": "small", "client": "A client", "zone": "UTC", "author": "A", "season": "none",
    "sources": {"tickets": {"adapter": "plain", "files": ["../../tickets.csv"]}},
    "kpis": ["mttr_resolve", "incident_volume"], "slices": [], "breakdowns": [], "initiatives": "../register/small",
}  # fmt: skip
INITIATIVE: dict[str, Any] = {
    "version": 1, "id": "one", "title": "One", "opportunity": "O", "source": "audit", "hypothesis": "H",
    "kpi": "mttr_resolve", "date": "2025-05-01", "declared": "2025-03-01", "target": {"value": 5, "unit": "h"},
    "guards": [], "owner": "role", "status": "live", "aims": ["quality"], "worthwhile": 0.1,
}  # fmt: skip


def write_tickets(swept: float) -> str:
    """Tickets of about 20 h; after the change every second one is closed within the hour, which nobody worked on."""
    chance = random.Random(7)
    lines = ["id,kind,opened_at,resolved_at,state,service"]
    for month in range(MONTHS):
        course = chance.gauss(0, 0.08)
        for place in range(A_MONTH):
            opened = pd.Timestamp(2024 + month // 12, 1 + month % 12, 1 + place % 20, 8, place)
            hours = 20 * 2.718 ** (course + chance.gauss(0, 0.3))
            if month >= CHANGED and place % 2:
                hours *= swept
            end = opened + pd.Timedelta(hours=hours)
            lines.append(f"T{month:02}{place:02},incident,{opened},{end.floor('s')},closed,Mail")
    return "\n".join(lines) + "\n"


def make_study(home: Path, swept: float, *, marked: bool = True) -> Study:
    """Gather a client and mark the rows that were closed at once, as ingest marks what it finds suspect."""
    for name in ("params/engagements", "params/register/small"):
        (home / name).mkdir(parents=True)
    (home / "tickets.csv").write_text(write_tickets(swept), encoding="utf-8")
    (home / "params" / "register" / "small" / "one.yml").write_text(yaml.safe_dump(INITIATIVE), encoding="utf-8")
    path = home / "params" / "engagements" / "small.yml"
    path.write_text(yaml.safe_dump(SETTINGS), encoding="utf-8")
    study = gather(path)
    prepared = pq.read_table(study.ingested.tables["tickets"])
    ids = prepared.column("id").to_pylist()
    marks = [marked and int(name[1:3]) >= CHANGED and int(name[3:]) % 2 == 1 for name in ids]
    place = prepared.schema.get_field_index("suspect")
    copy = home / "tickets.parquet"
    pq.write_table(prepared.set_column(place, "suspect", pa.array(marks, pa.bool_())), copy)
    tables = {**study.ingested.tables, "tickets": copy}
    return replace(study, ingested=replace(study.ingested, tables=tables), fingerprint=f"{swept} {marked}")


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return make_study(tmp_path_factory.mktemp("swept"), 0.02)


def test_an_improvement_made_of_suspect_rows_is_gone_without_them(swept: Study) -> None:
    (found,) = try_without_suspects(swept)

    assert found.crude.verdict == "improved"
    assert found.without is not None
    assert found.without.verdict != "improved"
    assert found.turns
    assert (found.suspect, found.rows) == ((MONTHS - CHANGED) * A_MONTH // 2, MONTHS * A_MONTH)


def test_the_page_warns_and_shows_both(swept: Study) -> None:
    said = str(sections.sensitivity(swept))

    assert "Warning: One: the verdict is 'improved' with all rows and" in said
    assert "without the 280 suspect tickets" in said


def test_a_verdict_that_rests_on_all_rows_stands(tmp_path: Path) -> None:
    study = make_study(tmp_path, 1.0)

    (found,) = try_without_suspects(study)

    assert not found.turns
    assert "the word of no verdict changes (1 verdict judged again)" in str(sections.sensitivity(study))


def test_where_nothing_is_suspect_one_line_says_so(tmp_path: Path) -> None:
    study = make_study(tmp_path, 1.0, marked=False)

    assert try_without_suspects(study) == ()
    assert "No ticket is marked as suspect" in str(sections.sensitivity(study)[0])


def test_every_kpi_of_the_catalogue_can_leave_them_out() -> None:
    for kpi in choose(load_catalogue(), list(load_catalogue()), {}):
        check_kpi(leave_out_suspects(kpi))
