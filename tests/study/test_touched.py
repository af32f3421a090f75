"""A finding names the KPIs whose definition reads what it is about, and no others."""

from __future__ import annotations

import pandas as pd
import pytest

from csi_lib.ingest import Issue
from csi_lib.kpi import Kpi, choose, load_catalogue
from csi_lib.study.touched import Touched, find_touched

IDS = [
    "incident_volume",
    "mttr_resolve",
    "reopen_rate",
    "sla_breach",
    "change_backlog",
    "csat_desk",
    "cost_per_incident",
]
LEDGER = pd.DataFrame(
    [("incidents", "tickets", "a.csv"), ("requests", "tickets", "b.csv"), ("answers", "surveys", "c.csv")],
    columns=["source", "table", "file"],
)
RESOLVED = {"mttr_resolve", "reopen_rate", "sla_breach", "cost_per_incident"}
TICKETS = RESOLVED | {"incident_volume"}


@pytest.fixture(scope="module")
def kpis() -> tuple[Kpi, ...]:
    return tuple(choose(load_catalogue(), IDS, {}))


def touched(where: str, kpis: tuple[Kpi, ...], code: str = "odd", what: str = "") -> Touched:
    return find_touched(Issue(code, "warning", where, what), kpis, LEDGER)


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ("tickets.resolved_at", RESOLVED),
        ("tickets.reopen_count", {"reopen_rate"}),
        ("incidents.sla_due_at", {"sla_breach"}),  # by the source's own name, through a derived column
        ("tickets.outcome", TICKETS),  # decides what is in scope
        ("answers.score", {"csat_desk"}),
        ("changes.implemented_at", {"change_backlog"}),
        ("tickets.ci", set()),
        ("nowhere.state", set()),
    ],
)
def test_a_column_touches_the_kpis_that_read_it(where: str, wanted: set[str], kpis: tuple[Kpi, ...]) -> None:
    assert wanted <= set(touched(where, kpis).kpis) <= wanted | {"sla_breach"}


@pytest.mark.parametrize("where", ["incidents", "a.csv", "a.csv and 3 more files", "tickets"])
def test_a_source_a_file_or_a_table_touches_every_kpi_of_its_rows(where: str, kpis: tuple[Kpi, ...]) -> None:
    assert set(touched(where, kpis).kpis) == TICKETS | ({"csat_desk"} & set(touched(where, kpis).kpis))
    assert "change_backlog" not in touched(where, kpis).kpis


def test_a_slice_touches_the_split_alone(kpis: tuple[Kpi, ...]) -> None:
    found = touched("incidents.priority", kpis)

    assert found.kpis == ()
    assert "incident_volume" in found.splits
    assert found.say(len(kpis)).startswith("the split only: ")


def test_absent_columns_touch_the_kpis_that_need_them(kpis: tuple[Kpi, ...]) -> None:
    found = touched(
        "a.csv", kpis, "column_absent", "columns the KPIs need are not in this export: 'reopen_count', 'ci'"
    )

    assert found.kpis == ("reopen_rate",)


def test_a_heading_that_nobody_reads_touches_nothing(kpis: tuple[Kpi, ...]) -> None:
    assert touched("a.csv", kpis, "unused_headings", "headings that are not used: 'description'").say(9) == "none"


def test_what_touches_everything_says_all(kpis: tuple[Kpi, ...]) -> None:
    assert touched("all tables", kpis).say(len(kpis)) == "all"


def test_unknown_holidays_touch_what_runs_on_the_business_clock(kpis: tuple[Kpi, ...]) -> None:
    business = tuple(choose(load_catalogue(), ["sla_resolution_time"], {}))

    assert touched("calendar", (*kpis, *business)).kpis == ("sla_resolution_time",)
