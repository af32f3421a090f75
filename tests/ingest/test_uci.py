"""The public ServiceNow log gives its published numbers.

Amaral, Fantinato, Peres (2018): Incident management process enriched event log, UCI no. 498, doi 10.24432/C57S4H.
The expected figures are those of the data's README, counted there without this code.
"""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.ingest import Ingested, ingest
from csi_lib.settings import load_engagement

SHA256 = "fd184bbfd62329cfe093e99da2ea7071905f2ead91900b448eb2635870821bef"


@pytest.fixture(scope="module")
def found(data_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    archive = data_folder / "uci_servicenow" / "incident_event_log.csv.zip"
    if not archive.is_file():
        pytest.skip("the UCI incident log is not on this machine")
    with zipfile.ZipFile(archive) as opened:
        assert hashlib.sha256(opened.read("incident_event_log.csv")).hexdigest() == SHA256
    settings = Path(__file__).parents[2] / "params" / "engagements" / "uci.yml"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSI_DATA", str(data_folder))
        engagement, path = load_engagement(settings)
        return ingest(engagement, path, cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def tickets(found: Ingested) -> pd.DataFrame:
    return pd.read_parquet(found.tables["tickets"])


def test_one_row_per_incident_is_kept_and_every_event_accounted_for(found: Ingested) -> None:
    row = found.ledger.iloc[0]

    assert row[["rows", "kept", "folded", "duplicate", "rejected"]].tolist() == [141_712, 24_918, 116_794, 0, 0]


def test_kpi_figures_over_the_resolved_incidents(tickets: pd.DataFrame) -> None:
    resolved = tickets[tickets["resolved_at"].notna()]

    assert len(resolved) == 23_362
    assert round(100 * resolved["sla_met"].mean(), 2) == 61.78
    assert (resolved["reopen_count"] > 0).sum() == 274
    assert round(100 * (resolved["reassign_count"] == 0).mean(), 2) == 51.38


def test_durations_over_the_resolved_incidents(tickets: pd.DataFrame) -> None:
    hours = tickets["hours_to_resolve"].dropna()

    assert len(hours) == 23_362
    assert (round(hours.mean(), 2), round(hours.median(), 2), round(hours.max())) == (178.17, 22.10, 8_070)
    assert ((hours == 0).sum(), (hours < 0).sum()) == (39, 0)


def test_counts_of_the_whole_file(tickets: pd.DataFrame) -> None:
    links = [tickets[name].notna().sum() for name in ("problem_id", "change_id", "caused_by_change")]

    assert links == [380, 176, 3]
    assert (tickets["made_sla"].sum(), (tickets["reopen_count"] > 0).sum()) == (15_803, 275)


@pytest.mark.parametrize(
    ("month", "count", "median", "met"),
    [("2016-03", 8_995, 71.2, 39.9), ("2016-04", 7_934, 4.3, 76.7), ("2016-05", 7_508, 2.9, 77.5)],
)
def test_figures_by_opening_month(tickets: pd.DataFrame, month: str, count: int, median: float, met: float) -> None:
    opened = tickets[tickets["opened_at"].dt.strftime("%Y-%m") == month]

    assert len(opened) == count
    assert round(opened["hours_to_resolve"].median(), 1) == median
    assert round(100 * opened["sla_met"].mean(), 1) == met  # over all that were opened, resolve stamp or not


def test_closed_without_a_resolve_stamp_is_said_and_not_open(found: Ingested, tickets: pd.DataFrame) -> None:
    (issue,) = [item for item in found.issues if item.code == "closed_without_resolve"]

    assert (issue.severity, issue.count) == ("warning", 1_556)
    assert tickets["open_at_end"].sum() == 0


def test_the_extraction_ends_with_may_and_volume_does_not_fall(found: Ingested) -> None:
    row = found.windows.set_index("table").loc["tickets"]

    assert (row["first_day"], row["last_day"]) == (pd.Timestamp("2016-02-29"), pd.Timestamp("2016-05-31"))
    assert (row["rows"], row["inside"], bool(row["cut"])) == (24_918, 24_644, True)


def test_the_state_nobody_knows_is_listed(found: Ingested) -> None:
    (issue,) = [item for item in found.issues if item.where == "tickets.state"]

    assert issue.count == 5
    assert "'-100'" in issue.what


def test_the_history_ends_where_the_ticket_stands(found: Ingested, tickets: pd.DataFrame) -> None:
    history = pd.read_parquet(found.tables["ticket_history"])

    last = history[history["field"] == "state"].groupby("ticket_id")["new"].last()
    assert last.reindex(tickets["id"]).tolist() == tickets["state"].tolist()
    assert not history.duplicated(["ticket_id", "at", "field"]).any()


def test_the_beginning_of_the_log_shows_young_tickets_only_and_says_so(found: Ingested, tickets: pd.DataFrame) -> None:
    # By opening month the mean is 240.8, 146.0 and 132.8 h, by month of resolving 101.4, 101.3 and 94.8 h (pandas, over
    # the last row of each incident): nothing opened before 29 February is in the log, whenever it was resolved.
    (issue,) = [item for item in found.issues if item.code == "young_start"]
    inside = tickets[tickets["opened_at"].between("2016-03-01", "2016-05-31")]
    by_opening = inside.groupby(inside["opened_at"].dt.month)["hours_to_resolve"].mean()
    by_end = tickets[tickets["resolved_at"].between("2016-03-01", "2016-06-01")]

    assert issue.severity == "warning" and "2016-02-29" in issue.what
    assert by_opening.round().tolist() == [241, 146, 133]
    assert by_end.groupby(by_end["resolved_at"].dt.month)["hours_to_resolve"].mean().round().tolist() == [101, 101, 95]
