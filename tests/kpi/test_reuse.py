"""Measures computed before are found again, and never where anything they depend on has changed."""

import datetime as dt
import os

import pandas as pd
import pytest

from csi_lib.engine import open_engine
from csi_lib.errors import UsageError
from csi_lib.ingest import Ingested
from csi_lib.kpi import engagement as room
from csi_lib.kpi import reuse
from csi_lib.kpi.engagement import measure_window
from csi_lib.settings import Engagement
from csi_lib.tables import TABLES

DAYS = (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
ROWS = [
    {"id": str(k), "kind": "incident", "in_scope": True, "opened_at": f"2026-0{1 + k % 3}-05", "service": "Mail"}
    for k in range(9)
]


@pytest.fixture
def found(tmp_path):
    folder = tmp_path / "cache" / "f1" / "tables"
    folder.mkdir(parents=True)
    for name, table in TABLES.items():
        rows = pd.DataFrame(ROWS) if name == "tickets" else table.empty()
        table.conform(rows).to_parquet(folder / f"{name}.parquet")
    none = pd.DataFrame({name: [] for name in ("table", "first_day", "last_day", "cut")})
    paths = {name: folder / f"{name}.parquet" for name in TABLES}
    return Ingested(paths, none, none, (), none, none, pd.Timestamp("2026-03-31"), "f1")


@pytest.fixture
def settings():
    return Engagement(
        version=1,
        id="acme",
        client="Acme",
        zone="UTC",
        author="A",
        sources={"t": {"adapter": "plain", "files": ["t.csv"]}},
        kpis=["incident"],
    )


@pytest.fixture
def ask(found, settings, catalogue, monkeypatch):
    """Measure, and say whether it was computed or found again."""
    computed = []
    real = room.measure
    monkeypatch.setattr(room, "measure", lambda *words, **more: computed.append(1) or real(*words, **more))

    def asked(*, engagement=settings, data=found, kpis=("incident_volume",), days=DAYS, **more):
        computed.clear()
        chosen = tuple(item if not isinstance(item, str) else catalogue[item] for item in kpis)
        frame = measure_window(engagement, data, chosen, *days, by=more.pop("by", []), **more)
        return frame, bool(computed)

    return asked


def test_the_second_time_the_same_frame_is_found_again(ask):
    first, computed = ask(by=["service"])
    again, computed_again = ask(by=["service"])
    assert (computed, computed_again) == (True, False)
    pd.testing.assert_frame_equal(first, again)


@pytest.mark.parametrize(
    "change",
    [
        {"kpis": ("incident_volume", "mttr_resolve")},
        {"days": (dt.date(2026, 1, 1), dt.date(2026, 2, 28))},
        {"as_of": dt.date(2026, 4, 2)},
        {"grain": "week"},
        {"by": ["service"]},
        {"by": ["service", "priority"], "crossed": True},
    ],
    ids=str,
)
def test_another_question_is_computed(ask, change):
    ask()
    assert ask(**change)[1]


def test_another_setting_of_the_engagement_is_computed(ask, settings):
    ask()
    assert ask(engagement=settings.model_copy(update={"zone": "Asia/Tokyo"}))[1]


def test_another_definition_under_the_same_name_is_computed(ask, catalogue):
    ask()
    assert ask(kpis=(catalogue["incident_volume"].model_copy(update={"min_n": 3}),))[1]


def test_other_data_are_computed_also_under_the_same_fingerprint(ask, found):
    before, _ = ask()
    table = TABLES["tickets"].conform(pd.DataFrame(ROWS[:4]))
    table.to_parquet(found.tables["tickets"])
    after, computed = ask()
    assert computed and before["n"].sum() != after["n"].sum()


def test_another_code_of_the_kit_is_computed(ask, monkeypatch):
    ask()
    monkeypatch.setattr(reuse, "_hash_code", lambda: "other code")
    assert ask()[1]


def test_a_damaged_file_is_computed_anew(ask, found):
    ask()
    folder = found.tables["tickets"].parents[1] / "measures"
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:100])
    assert ask()[1]
    assert not ask()[1]


def test_measures_go_with_the_prepared_tables_they_were_made_of(ask, found):
    ask()
    folder = found.tables["tickets"].parents[1]
    assert sorted(path.name for path in folder.iterdir()) == ["measures", "tables"]
    assert [path.suffix for path in (folder / "measures").iterdir()] == [".parquet"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_that_cannot_be_written_is_no_fault(ask, found):
    folder = found.tables["tickets"].parents[1]
    folder.chmod(0o500)
    try:
        assert ask()[1] and ask()[1]
    finally:
        folder.chmod(0o700)


def test_the_kind_of_engine_counts_and_its_password_does_not(catalogue, found):
    kpis = [catalogue["incident_volume"]]
    keys = {
        name: reuse.make_key(found.tables, kpis, name, {})
        for name in ("duckdb", "postgresql://me:a@h/d", "postgresql://me:b@h/d", "spark://h:7077")
    }
    assert keys["postgresql://me:a@h/d"] == keys["postgresql://me:b@h/d"]
    assert len(set(keys.values())) == 3


def test_memory_is_a_setting_of_the_environment(monkeypatch):
    monkeypatch.setenv("CSI_MEMORY", "123MB")
    with open_engine() as engine:
        limit = engine.query("SELECT current_setting('memory_limit') AS value")["value"].iloc[0]
    assert limit.startswith("117.") and limit.endswith("MiB")  # 123 million bytes


@pytest.mark.parametrize("text", ["much", "-1GB", "10"])
def test_a_memory_that_is_no_size_is_refused(monkeypatch, text):
    monkeypatch.setenv("CSI_MEMORY", text)
    with pytest.raises(UsageError, match="CSI_MEMORY"), open_engine():
        pass
