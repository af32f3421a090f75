"""Every month of three clouds' incidents has the numbers that pandas finds in the files."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from csi_lib.kpi import measure

FILES = "cloud_outages/*_fixed_infra_cloud.parquet"
MINUTE = 1 / 60


@pytest.fixture(scope="module")
def events(data_folder):
    """Rows of all years with their hours; an end before its begin has none."""
    paths = sorted(data_folder.glob(FILES))
    if not paths:
        pytest.skip(f"the cloud outages are not here; put {FILES} into the folder that CSI_DATA names")
    found = pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)
    hours = (found["event_end_time"] - found["event_start_time"]).dt.total_seconds() / 3600
    return found.assign(hours=hours.where(hours >= 0))


@pytest.fixture(scope="module")
def months(events, write_tables, catalogue):
    """What the kit measures month by month, in all and by vendor."""
    frame = pd.DataFrame(
        {
            "id": events.index.astype(str),
            "kind": "incident",
            "in_scope": True,
            "opened_at": events["event_start_time"],
            "resolved_at": events["event_end_time"],
            "hours_to_resolve": events["hours"],
            "team": events["vendor"],
            "open_at_end": False,
        }
    )
    kpis = [catalogue[name] for name in ("incident_volume", "mttr_resolve")]
    last = dt.date(2020, 12, 31)
    window = {"zone": "UTC", "first": dt.date(2018, 1, 1), "last": last, "as_of": last}
    return measure(write_tables(tickets=frame), kpis, **window, by=[("team",)])


def check(months, events, kpi, stat, by, summarise):
    """Compare one statistic, in all and by vendor, with what pandas finds."""
    own = months[(months["kpi"] == kpi) & (months["stat"] == stat) & (months["view"] == "throughput")]
    for vendor, part in [(None, events), *events.groupby("vendor")]:
        rows = own[own["team"].isna() if vendor is None else own["team"] == vendor].set_index("period_start")["value"]
        expected = part.groupby(part[by].dt.to_period("M").dt.start_time)["hours"].apply(summarise)
        got = rows.reindex(expected.index)
        assert np.allclose(got.to_numpy(dtype=float), expected.to_numpy(dtype=float), rtol=1e-9, equal_nan=True), vendor
        assert rows.drop(expected.index).fillna(0).eq(0).all()  # no month that the files do not have


def test_the_number_of_incidents_of_every_month(months, events):
    check(months, events, "incident_volume", "value", "event_start_time", len)


@pytest.mark.parametrize(
    ("stat", "summarise"),
    [
        ("value", lambda hours: hours.mean()),
        ("median", lambda hours: hours.median()),
        ("p90", lambda hours: hours.quantile(0.9)),
        ("geomean", lambda hours: np.exp(np.log(hours.clip(lower=MINUTE)).mean())),
    ],
)
def test_the_time_to_restore_of_every_month(months, events, stat, summarise):
    check(months, events, "mttr_resolve", stat, "event_end_time", summarise)
