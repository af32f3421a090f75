"""The incidents of three public clouds are read row by row, and their durations are those of the files.

What is expected was counted in the files themselves, with pandas and pyarrow and without this code.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from csi_lib.ingest import Ingested, ingest
from csi_lib.settings import load_engagement

YEARS = (2018, 2019, 2020)


@pytest.fixture(scope="module")
def folder(data_folder: Path) -> Path:
    found = data_folder / "cloud_outages"
    if not found.is_dir():
        pytest.skip("the cloud outages are not on this machine")
    return found


@pytest.fixture(scope="module")
def found(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    settings = Path(__file__).parents[2] / "params" / "engagements" / "outages.yml"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CSI_DATA", str(folder.parent))
        engagement, path = load_engagement(settings)
        return ingest(engagement, path, cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def tickets(found: Ingested) -> pd.DataFrame:
    return pd.read_parquet(found.tables["tickets"])


@pytest.fixture(scope="module")
def minutes(folder: Path) -> pd.DataFrame:
    """Minutes from begin to end of every row, by vendor, straight from the files."""
    parts = []
    for year in YEARS:
        table = pq.read_table(folder / f"{year}_fixed_infra_cloud.parquet")
        spans = zip(table["event_start_time"].to_pylist(), table["event_end_time"].to_pylist(), strict=True)
        minutes = [(end - begin).total_seconds() / 60 for begin, end in spans]
        parts.append(pd.DataFrame({"vendor": table["vendor"].to_pylist(), "minutes": minutes}))
    return pd.concat(parts, ignore_index=True)


def test_every_row_of_every_year_is_accounted_for(found: Ingested) -> None:
    counts = found.ledger.set_index("file")[["rows", "kept", "folded", "duplicate", "rejected"]]

    assert {name[:4]: row.tolist() for name, row in counts.iterrows()} == {
        "2018": [389, 389, 0, 0, 0],
        "2019": [361, 361, 0, 0, 0],
        "2020": [283, 283, 0, 0, 0],
    }


@pytest.mark.parametrize(
    ("vendor", "counts"), [("AWS", [140, 122, 118]), ("Azure", [119, 78, 14]), ("GCP", [130, 161, 151])]
)
def test_rows_by_vendor_and_year(tickets: pd.DataFrame, vendor: str, counts: list[int]) -> None:
    own = tickets.loc[tickets["team"] == vendor, "opened_at"].dt.year

    assert own.value_counts().reindex(YEARS).tolist() == counts


@pytest.mark.parametrize("vendor", ["AWS", "Azure", "GCP"])
def test_the_time_to_restore_of_every_vendor_is_that_of_its_rows(
    tickets: pd.DataFrame, minutes: pd.DataFrame, vendor: str
) -> None:
    expected = minutes.loc[(minutes["vendor"] == vendor) & (minutes["minutes"] >= 0), "minutes"].sort_values()
    hours = tickets.loc[tickets["team"] == vendor, "hours_to_resolve"].dropna().sort_values()

    assert hours.to_numpy() * 60 == pytest.approx(expected.to_numpy(), abs=1e-9)


def test_mean_median_and_p90_of_all_of_them(tickets: pd.DataFrame) -> None:
    hours = tickets["hours_to_resolve"].dropna()

    assert (len(hours), (hours == 0).sum()) == (1_031, 2)
    assert [round(value, 3) for value in (hours.mean(), hours.median(), hours.quantile(0.9), hours.max())] == [
        4.986,
        2.233,
        10.667,
        247.495,
    ]


def test_an_end_before_its_begin_is_said_and_gives_no_duration(found: Ingested) -> None:
    (issue,) = [item for item in found.issues if item.code == "resolved_before_opened"]

    assert issue.count == 2
    assert "AWS / 2019-08-23" in issue.what


def test_begins_stand_as_they_stand_in_the_files(tickets: pd.DataFrame, folder: Path) -> None:
    stamps = [
        stamp
        for year in YEARS
        for stamp in pq.read_table(folder / f"{year}_fixed_infra_cloud.parquet")["event_start_time"].to_pylist()
    ]

    assert sorted(tickets["opened_at"]) == sorted(pd.Timestamp(item) for item in stamps)


def test_services_lose_only_the_blanks_around_their_names(tickets: pd.DataFrame, folder: Path) -> None:
    names = {
        name.strip()
        for year in YEARS
        for name in pq.read_table(folder / f"{year}_fixed_infra_cloud.parquet")["service_name"].to_pylist()
    }

    assert set(tickets["service"]) == names
