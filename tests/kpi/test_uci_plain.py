"""The UCI log read by the kit, by month and priority, against plain Python over the rows of the file."""

import csv
import datetime as dt
import io
import statistics
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

from csi_lib.ingest import ingest
from csi_lib.kpi import choose, load_catalogue, measure
from csi_lib.settings import load_engagement

LOG = "uci_servicenow/incident_event_log.csv.zip"
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def incidents(data_folder):
    """Last row of every incident: by update number, then by stamp of the update, then by place."""
    archive = data_folder / LOG
    if not archive.is_file():
        pytest.skip(f"the UCI log is not here; put {LOG} into the folder that CSI_DATA names")
    with zipfile.ZipFile(archive) as opened:
        lines = io.TextIOWrapper(opened.open("incident_event_log.csv"), encoding="utf-8")
        last = {}
        for row in csv.DictReader(lines):
            age = (int(row["sys_mod_count"]), read(row["sys_updated_at"]))
            if row["number"] not in last or age >= last[row["number"]][0]:
                last[row["number"]] = (age, row)
    return [row for _, row in last.values()]


def read(text):
    return None if text == "?" else dt.datetime.strptime(text, "%d/%m/%Y %H:%M")


@pytest.fixture(scope="module")
def measured(incidents, tmp_path_factory):
    """The same through the kit: adapter, fold, derived columns, one SQL text."""
    engagement, path = load_engagement(ROOT / "params" / "engagements" / "uci.yml")
    found = ingest(engagement, path, cache=tmp_path_factory.mktemp("cache"))
    # the published share takes what was reopened as solved, too
    plain = {"fcr_call": {"proxy": "no_reassignment_plain"}}
    kpis = choose(load_catalogue(), ["mttr_resolve", "fcr_call", "sla_compliance"], plain)
    days = {"first": dt.date(2016, 2, 1), "last": dt.date(2017, 2, 28), "as_of": dt.date(2017, 2, 28)}
    frame = measure(found.tables, kpis, zone="UTC", by=[("priority",)], **days)
    rows = frame[frame["priority"].notna()]
    return {(row.kpi, row.stat, row.view, f"{row.period_start:%Y-%m}", row.priority): row for row in rows.itertuples()}


def group(incidents, stamp):
    """Resolved incidents by month of a stamp and priority."""
    groups = defaultdict(list)
    for row in incidents:
        if read(row["resolved_at"]) is not None:
            groups[f"{read(row[stamp]):%Y-%m}", row["priority"][0]].append(row)
    return groups


def hours(rows):
    return [(read(row["resolved_at"]) - read(row["opened_at"])).total_seconds() / 3600 for row in rows]


def test_time_to_resolve_by_month_of_resolving_and_priority(incidents, measured):
    groups = group(incidents, "resolved_at")
    assert len(groups) > 30
    for (month, priority), rows in groups.items():
        mean = measured["mttr_resolve", "value", "throughput", month, priority]
        assert (mean.value, mean.n) == (pytest.approx(statistics.fmean(hours(rows)), rel=1e-9), len(rows))
        median = measured["mttr_resolve", "median", "throughput", month, priority].value
        assert median == pytest.approx(statistics.median(hours(rows)), rel=1e-9, abs=1e-9)


def test_time_to_resolve_by_month_of_opening_and_priority(incidents, measured):
    for (month, priority), rows in group(incidents, "opened_at").items():
        mean = measured["mttr_resolve", "value", "cohort", month, priority]
        assert (mean.value, mean.n) == (pytest.approx(statistics.fmean(hours(rows)), rel=1e-9), len(rows))


@pytest.mark.parametrize(
    ("kpi", "holds"),
    [
        ("fcr_call", lambda row: row["reassignment_count"] == "0"),
        ("sla_compliance", lambda row: row["made_sla"] == "true"),
    ],
)
def test_shares_by_month_of_resolving_and_priority(incidents, measured, kpi, holds):
    for (month, priority), rows in group(incidents, "resolved_at").items():
        share = measured[kpi, "value", "throughput", month, priority]
        expected = sum(map(holds, rows))
        assert (share.numerator, share.denominator) == (expected, len(rows))
        assert share.value == pytest.approx(100 * expected / len(rows), rel=1e-9)
