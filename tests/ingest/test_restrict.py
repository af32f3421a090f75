"""A report of one service or unit rests on its rows alone, and says what cannot be told apart."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
import yaml

from csi_lib.errors import UsageError
from csi_lib.ingest.restrict import restrict, take_prints
from csi_lib.study import Scope, gather, read_inputs

TICKETS = """id,kind,opened_at,resolved_at,service,organisation,priority
1,incident,2026-01-05 08:00:00,2026-01-05 10:00:00,Mail,Sales,1
2,incident,2026-01-06 08:00:00,2026-01-06 10:00:00,Mail,Works,2
3,incident,2026-01-07 08:00:00,2026-01-07 10:00:00,Büro ‘x’,Sales,1
4,incident,2026-01-08 08:00:00,2026-01-08 10:00:00,,,1
"""
SLAS = """id,ticket_id,target,started_at,stage
a,1,resolution,2026-01-05 08:00:00,met
b,2,resolution,2026-01-06 08:00:00,met
c,3,resolution,2026-01-07 08:00:00,missed
"""
CONTACTS = """id,offered_at,answered_at
x,2026-01-05 08:00:00,2026-01-05 08:01:00
"""
SETTINGS = {
    "version": 1,
    "id": "small",
    "client": "A client",
    "zone": "UTC",
    "author": "A",
    "sources": {
        name: {"adapter": "plain", "files": [f"../../{name}.csv"]} for name in ("tickets", "task_slas", "contacts")
    },
    "kpis": ["incident_volume", "abandoned_calls"],
    "slices": ["service", "priority"],
    "breakdowns": [],
    "objectives": [
        {
            "id": "o",
            "objective": "Less",
            "success_factor": "Fewer",
            "kpi": "incident_volume",
            "target": 1,
            "by": "2026-12-31",
        }
    ],
}


@pytest.fixture
def path(tmp_path):
    (tmp_path / "params" / "engagements").mkdir(parents=True)
    for name, text in (("tickets", TICKETS), ("task_slas", SLAS), ("contacts", CONTACTS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    path = tmp_path / "params" / "engagements" / "small.yml"
    path.write_text(yaml.safe_dump(SETTINGS), encoding="utf-8")
    return path


def _ids(found, table):
    return [row[0] for row in duckdb.sql(f"SELECT id FROM '{found.tables[table]}' ORDER BY id").fetchall()]


def test_rows_go_by_service_and_clocks_go_with_their_tickets(path, tmp_path):
    found = restrict(read_inputs(path).found, {"service": ["Mail"]}, cache=tmp_path / "c")

    assert (_ids(found, "tickets"), _ids(found, "task_slas"), _ids(found, "contacts")) == (["1", "2"], ["a", "b"], [])
    assert found.left_out == {"contacts": "contacts cannot be split by service"}
    assert "tickets 2 of 4, task_slas 2 of 3, contacts 0 of 1" in found.issues[0].what
    assert found.coverage.loc[found.coverage["table"] == "tickets", "rows"].unique().tolist() == [2]


def test_rows_of_others_change_neither_fingerprint_nor_tables(path, tmp_path):
    before = restrict(read_inputs(path).found, {"service": ["Mail"]}, cache=tmp_path / "c")
    (path.parents[2] / "tickets.csv").write_text(TICKETS + "5,incident,2026-01-09 08:00:00,,Print,Sales,1\n", "utf-8")
    after = restrict(read_inputs(path).found, {"service": ["Mail"]}, cache=tmp_path / "c")

    assert after.fingerprint == before.fingerprint and after.tables == before.tables


def test_every_value_has_a_print_of_its_own_whatever_characters_it_holds(path):
    prints = take_prints(read_inputs(path).found, "service")

    assert list(prints) == ["Büro ‘x’", "Mail"] and len(set(prints.values())) == 2


def test_a_name_that_no_row_bears_is_refused_with_the_nearest(path, tmp_path):
    with pytest.raises(UsageError, match="no row names the service 'Mial'. Did you mean 'Mail'?"):
        restrict(read_inputs(path).found, {"service": ["Mial"]}, cache=tmp_path / "c")


def test_a_kpi_whose_table_cannot_be_split_says_so_and_the_others_add_up(path):
    whole = gather(path).measures
    parts = {name: gather(path, scope=Scope(name, "service", (name,))) for name in ("Mail", "Büro ‘x’")}
    mail = parts["Mail"].measures

    assert set(mail.loc[mail["kpi"] == "abandoned_calls", "reason"]) == {
        "not computable: contacts cannot be split by service"
    }

    def total(frame: pd.DataFrame, service: str | None = None) -> float:
        rows = frame[(frame["kpi"] == "incident_volume") & frame["priority"].isna()]
        rows = rows[rows["service"].isna() if service is None else rows["service"] == service]
        return rows["value"].sum()

    assert {name: total(part.measures) for name, part in parts.items()} == {"Mail": 2, "Büro ‘x’": 1}
    assert {name: total(whole, name) for name in parts} == {"Mail": 2, "Büro ‘x’": 1}


def test_what_speaks_of_the_whole_is_left_out_with_a_finding(path):
    study = gather(path, scope=Scope("Sales", "organisation", ("Sales",)))

    assert study.goals == () and study.engagement.client == "A client – Sales"
    said = [issue.what for issue in study.issues if issue.code == "scope"]
    assert said == ["left out, for they speak of more than Sales: 1 objective"]
