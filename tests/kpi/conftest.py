"""Small tables through real Parquet, and the shipped definitions."""

import datetime as dt
import itertools
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.kpi import Kpi, load_catalogue, measure
from csi_lib.kpi.example import fill_seconds
from csi_lib.tables import TABLES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue(ROOT / "params" / "kpi")


@pytest.fixture(scope="session")
def data_folder():
    """Folder of the public data sets that are no part of the kit."""
    import os

    return Path(os.environ.get("CSI_DATA") or ROOT.parent / "shared" / "data")


@pytest.fixture(scope="session")
def write_tables(tmp_path_factory):
    """Write rows as canonical tables: name=list of dicts (or a frame)."""
    folder, number = tmp_path_factory.mktemp("tables"), itertools.count()

    def write(**tables):
        paths = {}
        for name, rows in tables.items():
            frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(rows)
            paths[name] = folder / f"{next(number)}.{name}.parquet"
            TABLES[name].conform(fill_seconds(name, frame)).to_parquet(paths[name])
        return paths

    return write


@pytest.fixture(scope="session")
def run(write_tables, catalogue):
    """Measure KPIs (ids or definitions) over rows."""

    def measured(ids, tables, *, first="2026-01-01", last="2026-03-31", as_of=None, zone="UTC", **more):
        kpis = [item if isinstance(item, Kpi) else catalogue[item] for item in ids]
        days = [dt.date.fromisoformat(day) for day in (first, last, as_of or last)]
        paths = write_tables(**tables)
        return measure(paths, kpis, zone=zone, first=days[0], last=days[1], as_of=days[2], **more)

    return measured


@pytest.fixture(scope="session")
def pick():
    """Pick the one row with these values; a slice column that is not named must be empty."""

    def picked(rows, **wanted):
        found = rows
        for name in ("service", "priority", "team", "category"):
            value = wanted.pop(name, None)
            found = found[found[name].isna() if value is None else found[name] == value]
        if "month" in wanted:
            found = found[found["period_start"] == pd.Timestamp(wanted.pop("month") + "-01")]
        for name, value in ({"stat": "value", "view": "throughput"} | wanted).items():
            found = found[found[name] == value]
        assert len(found) == 1, f"{len(found)} rows"
        return found.iloc[0]

    return picked


@pytest.fixture
def make_kpi():
    """Make a definition from few words; the rest is a plain count of incidents."""

    def made(**words):
        base = {
            "id": "made_up",
            "version": 1,
            "title": "t",
            "question": "q",
            "class": "process",
            "group": "incident",
            "owner": "o",
            "table": "tickets",
            "stamp": "opened_at",
            "formula": "count",
            "kind": "count",
            "unit": "incidents",
            "better": "lower",
            "guard": ["reopen_rate"],
            "min_n": 0,
            "slices": ["service", "priority"],
            "needs": ["opened_at"],
            "sources": ["s"],
            "note": "n",
            "example": {
                "first": "2026-01-01",
                "last": "2026-01-31",
                "given": {"tickets": [{"id": "A", "kind": "incident", "opened_at": "2026-01-02"}]},
                "expect": [{"period": "2026-01", "value": 1}],
            },
        }
        return Kpi.model_validate(base | words)

    return made
