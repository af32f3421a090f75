"""Availability and time between failures of three clouds, overlaps merged, against intervals merged in plain Python."""

import datetime as dt
from collections import defaultdict

import pandas as pd
import pytest

from csi_lib.ingest import ingest
from csi_lib.kpi import choose, load_catalogue, measure
from csi_lib.settings import load_engagement

FILES = "cloud_outages/*_fixed_infra_cloud.parquet"
FIRST, LAST = dt.date(2018, 1, 1), dt.date(2020, 12, 31)
BEGIN, END = pd.Timestamp(FIRST), pd.Timestamp(LAST) + pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def outages(data_folder, tmp_path_factory):
    """The rows as the kit reads them: one per vendor, service and place."""
    if not sorted(data_folder.glob(FILES)):
        pytest.skip(f"the cloud outages are not here; put {FILES} into the folder that CSI_DATA names")
    home = tmp_path_factory.mktemp("clouds")
    folder = home / "params" / "engagements"
    folder.mkdir(parents=True)
    source = f"{{adapter: cloud_outages, kind: unplanned, files: ['{(data_folder / FILES).as_posix()}']}}"
    about = "version: 1\nid: clouds\nclient: C\nzone: UTC\nauthor: A\nkpis: [availability]"
    text = f"{about}\nsources:\n  outages: {source}\n"
    (folder / "clouds.yml").write_text(text, encoding="utf-8")
    engagement, path = load_engagement(folder / "clouds.yml")
    found = ingest(engagement, path, cache=home / "cache")
    assert (int(found.ledger["rows"].sum()), int(found.ledger["rejected"].sum())) == (1_033, 0)
    return pd.read_parquet(found.tables["outages"])


@pytest.fixture(scope="module", params=["service", "vendor"])
def case(request, outages, tmp_path_factory):
    """Measures by service, or by vendor, and the intervals that pandas never merged."""
    frame = outages.copy()
    if request.param == "vendor":
        frame["service"] = frame["service"].str.split(" / ").str[0]
    path = tmp_path_factory.mktemp("outages") / "outages.parquet"
    frame.to_parquet(path)
    kpis = choose(load_catalogue(), ["availability", "mtbf"])
    days = {"first": FIRST, "last": LAST, "as_of": LAST}
    measured = measure({"outages": path}, kpis, zone="UTC", grain="all", by=[("service",)], **days)
    intervals = defaultdict(list)
    for row in frame.itertuples():
        end = END if pd.isna(row.ended_at) else row.ended_at
        intervals[row.service].append((max(row.started_at, BEGIN), min(end, END), row.started_at))
    return measured[measured["stat"] == "value"], intervals


def merge(intervals):
    """Minutes down, with overlaps counted once."""
    total, reach = 0.0, None
    for begin, end, _ in sorted(intervals):
        if end <= begin:
            continue
        if reach is None or begin > reach:
            total, reach = total + (end - begin).total_seconds(), end
        elif end > reach:
            total, reach = total + (end - reach).total_seconds(), end
    return total / 60


def count_failures(intervals):
    """Failures that began in the window: an overlapping or touching one is the same failure."""
    count, reach = 0, None
    for begin, end, started in sorted(intervals):
        if end <= begin:
            continue  # no time between begin and end, or before the window
        if reach is None or begin > reach:
            count += BEGIN <= started < END
        reach = end if reach is None else max(reach, end)
    return count


def pick(measured, kpi, service):
    rows = measured[(measured["kpi"] == kpi) & (measured["service"] == service)]
    return rows.iloc[0]


def test_minutes_down_and_availability_of_every_service(case):
    measured, intervals = case
    agreed = (END - BEGIN).total_seconds() / 60
    assert len(intervals) >= 3
    for service, own in intervals.items():
        row = pick(measured, "availability", service)
        assert row.denominator == pytest.approx(agreed)
        assert row.denominator - row.numerator == pytest.approx(merge(own), abs=1e-6), service
        assert row.value == pytest.approx(100 * (1 - merge(own) / agreed), rel=1e-9)


def test_time_between_failures_of_every_service(case):
    measured, intervals = case
    hours = (END - BEGIN).total_seconds() / 3_600
    for service, own in intervals.items():
        row = pick(measured, "mtbf", service)
        failures = count_failures(own)
        assert row.denominator == failures, service
        assert row.value == pytest.approx((hours - merge(own) / 60) / failures, rel=1e-9), service
