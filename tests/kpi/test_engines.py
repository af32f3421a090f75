"""One text, three engines: the worked examples and drawn tickets give the same numbers on each of them.

It starts a throw-away PostgreSQL, reached by a socket only, and one Spark session on this machine.
"""

import datetime as dt
import importlib.util
import os
import random
import shutil
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from csi_lib.engine import Kept, keep_tables, open_engine
from csi_lib.errors import SourceError, UsageError
from csi_lib.kpi import measure
from csi_lib.kpi.example import fill_seconds, work_example
from csi_lib.kpi.predicate import read_predicate
from csi_lib.tables import TABLES
from tests.engine.server import NoServer, serve_postgresql

SPARK = "local[2]"
# A thousand tiny queries: nothing is compiled for them, and one process is enough. The texts are the same.
QUICK = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
}
WINDOW = {
    "zone": "Europe/Berlin",
    "first": dt.date(2025, 10, 1),
    "last": dt.date(2026, 4, 30),
    "as_of": dt.date(2026, 4, 30),
    "by": [("service",), ("team",), ("service", "team")],
}


@pytest.fixture(scope="module")
def postgresql():
    try:
        with serve_postgresql() as url:
            yield url
    except NoServer as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def spark():
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("no spark: pip install csi-kit[spark]")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no spark: Java is not installed")
    builder = (
        importlib.import_module("pyspark.sql").SparkSession.builder.master(SPARK).config("spark.ui.enabled", "false")
    )
    for key, value in QUICK.items():
        builder = builder.config(key, value)
    builder.getOrCreate()
    yield SPARK
    session = importlib.import_module("pyspark.sql").SparkSession.getActiveSession()
    if session is not None:
        session.stop()


@pytest.fixture(scope="module", params=["postgresql", "spark"])
def there(request):
    """Name of an engine that is not DuckDB."""
    return request.getfixturevalue(request.param)


# --- the same numbers --------------------------------------------------------------------------------------------


def test_every_worked_example_and_variant_holds(catalogue, there, tmp_path):
    assert [line for kpi in catalogue.values() for line in work_example(kpi, tmp_path, engine=there)] == []


def draw_rows(table, rows, draw):
    """Draw rows of any table: few values and whole hours, so that there are ties; a tenth of the cells empty."""
    texts = {
        "service": ["Mail", "", 'the "web", x', "Zürich's"],
        "team": ["Süd", "Nord\nOst", "日本"],
        "ticket_id": [f"tickets {number}" for number in range(400)],
        "problem_id": ["problems 1", "problems 2"],
        "currency": ["EUR"],
    }
    begin = pd.Timestamp("2025-10-01")  # Berlin leaves summer time on 26 October and enters it on 29 March

    def draw_cell(item, number):
        if item.name == "id":
            return f"{table.name} {number}"
        if not item.needed and draw.random() < 0.1:
            return None
        if item.kind == "stamp":  # December stays without a row
            hours = draw.choice([draw.randrange(60 * 24), draw.randrange(93 * 24, 209 * 24)])
            return begin + pd.Timedelta(hours=hours, seconds=draw.choice([0, 0, 1799]))
        if item.kind == "flag":
            return draw.random() < 0.7
        if item.kind == "integer":
            return draw.choice([0, 0, 1, 2])
        if item.kind == "number":
            return min(draw.choice([0.0, 0.25, 1 / 3, 1.0, 4.0, 4.0, 7.1]), item.high or 9)
        return draw.choice(item.values or texts.get(item.name, ["x", "y", "z'"]))

    drawn = {item.name: [draw_cell(item, number) for number in range(rows)] for item in table.columns}
    seconds = [name for name in drawn if name.endswith("_second")]
    frame = pd.DataFrame({name: values for name, values in drawn.items() if name not in seconds})
    return fill_seconds(table.name, table.conform(frame).drop(columns=seconds))


@pytest.fixture(scope="module")
def drawn(write_tables):
    draw = random.Random(7)
    sizes = {"tickets": 900, "changes": 300, "outages": 60, "surveys": 300}
    return write_tables(**{name: draw_rows(table, sizes.get(name, 120), draw) for name, table in TABLES.items()})


@pytest.fixture(scope="module")
def here(catalogue, drawn):
    return measure(drawn, catalogue.values(), **WINDOW)


def assert_same(left, right):
    pd.testing.assert_frame_equal(left, right, rtol=1e-9, atol=1e-8)
    counts = ["n", "enough", "reason"]
    pd.testing.assert_frame_equal(left[counts], right[counts], check_exact=True)


def test_drawn_tickets_give_the_measures_that_duckdb_gives(catalogue, drawn, here, there):
    assert here.loc[here["value"].notna(), "kpi"].nunique() > 0.8 * len(catalogue)
    assert_same(here, measure(drawn, catalogue.values(), **WINDOW, engine=there))


def test_no_rows_give_the_same_nothing(catalogue, there):
    assert_same(measure({}, catalogue.values(), **WINDOW), measure({}, catalogue.values(), **WINDOW, engine=there))


CONDITIONS = [
    "coalesce(reopen_count, 0) > 0",
    "lower(service) = 'mail'",
    "upper(team) like 'S%'",
    "abs(hours_to_resolve - 4) * 2 + 1 <= 3.5",
    "service in ('Mail', 'Zürich''s') and not made_sla",
    "hours_to_resolve between 0.25 and 1 or priority is null",
    "made_sla is true",
    "made_sla is not false",
    "opened_at < '2026-01-01'",
    "resolved_at >= opened_at and -reopen_count <> -1",
    "service = '' or team <> 'Süd'",
]


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_that_a_definition_may_use_picks_the_same_rows(drawn, there, text):
    condition = read_predicate(text, TABLES["tickets"], "here")
    found = []
    for name in ("duckdb", there):
        with open_engine(name) as engine:
            engine.add_file("tickets", drawn["tickets"])
            found.append(engine.query(f"SELECT id FROM tickets WHERE {condition} ORDER BY id")["id"].tolist())
    assert found[0] == found[1] and found[0]


# --- tables that lie with the engine -----------------------------------------------------------------------------


def measure_kept(catalogue, kept, engine):
    """Measure where the only tables are those that lie with the engine."""
    return measure({}, one_by_table(catalogue), **WINDOW, engine=engine, kept=kept)


def one_by_table(catalogue):
    """One definition for each table: enough to tell whether the tables are found."""
    return {kpi.table: kpi for kpi in catalogue.values()}.values()


def test_loaded_tables_are_measured_where_they_lie(catalogue, drawn, there, tmp_path):
    engine, to = (there, there) if there.startswith("postgres") else (f"{there}?tables={tmp_path}", str(tmp_path))
    keep_tables(to, Kept("acme-1", "f1"), drawn)
    here = measure(drawn, one_by_table(catalogue), **WINDOW)
    assert here["value"].notna().any()
    assert_same(here, measure_kept(catalogue, Kept("acme-1", "f1"), engine))


def test_tables_of_other_data_are_left_alone(catalogue, drawn, there, tmp_path):
    engine, to = (there, there) if there.startswith("postgres") else (f"{there}?tables={tmp_path}", str(tmp_path))
    keep_tables(to, Kept("other", "old"), drawn)
    for kept in (Kept("other", "new"), Kept("nobody", "old")):
        with open_engine(engine) as opened:
            assert not opened.use_kept(kept)


def test_loading_again_takes_the_place_of_earlier_tables(write_tables, there, tmp_path):
    engine, to = (there, there) if there.startswith("postgres") else (f"{there}?tables={tmp_path}", str(tmp_path))
    for number in (1, 2):
        rows = [{"id": str(k), "kind": "incident", "opened_at": "2026-01-05"} for k in range(number)]
        keep_tables(to, Kept("again", f"f{number}"), write_tables(tickets=rows))
    with open_engine(engine) as opened:
        assert not opened.use_kept(Kept("again", "f1"))
        assert opened.use_kept(Kept("again", "f2"))
        assert opened.query("SELECT COUNT(*) AS n FROM tickets")["n"].iloc[0] == 2


def test_a_load_into_postgres_that_fails_leaves_the_earlier_tables(write_tables, postgresql, tmp_path):
    rows = [{"id": "A", "kind": "incident", "opened_at": "2026-01-05"}]
    keep_tables(postgresql, Kept("half", "f1"), write_tables(tickets=rows))
    broken = tmp_path / "b.parquet"
    broken.write_text("no")
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        keep_tables(postgresql, Kept("half", "f2"), {**write_tables(tickets=rows), "changes": broken})
    with open_engine(postgresql) as opened:
        assert opened.use_kept(Kept("half", "f1"))
        assert opened.query("SELECT COUNT(*) AS n FROM tickets")["n"].iloc[0] == 1


def test_a_schema_of_somebody_else_is_not_touched(write_tables, postgresql):
    import psycopg

    with psycopg.connect(postgresql) as connection:
        connection.execute("CREATE SCHEMA csi_theirs CREATE TABLE books (id INT)")
    with pytest.raises(UsageError, match="csi_theirs was not made by csi prepare"):
        keep_tables(postgresql, Kept("theirs", "f1"), write_tables(tickets=[]))


@pytest.mark.parametrize(
    "to", ["duckdb", "spark", "spark://host:7077", "mysql://me:hush-hush@host/db", "/no/such/folder"]
)
def test_a_place_that_keeps_nothing_is_refused(write_tables, to):
    with pytest.raises(UsageError, match="--to") as caught:
        keep_tables(to, Kept("acme", "f1"), {})
    assert "hush-hush" not in str(caught.value)


# --- what can go wrong -------------------------------------------------------------------------------------------


def test_nothing_stays_on_the_postgres_server(catalogue, write_tables, postgresql):
    tables = write_tables(tickets=[{"id": "A", "kind": "incident", "in_scope": True, "opened_at": "2026-01-05"}])
    days = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 1, 31), "as_of": dt.date(2026, 1, 31)}
    measure(tables, [catalogue["incident_volume"]], zone="UTC", **days, engine=postgresql)
    text = "SELECT COUNT(*) AS n FROM pg_class WHERE relpersistence = 't' OR relname IN ('csi_days', 'csi_edges')"
    with open_engine(postgresql) as engine:
        assert engine.query(text)["n"].iloc[0] == 0


def test_the_tables_of_one_piece_of_work_are_gone_in_the_next(write_tables, spark):
    with open_engine(spark) as engine:
        engine.add_file("tickets", write_tables(tickets=[{"id": "A"}])["tickets"])
    with open_engine(spark) as engine, pytest.raises(SourceError, match="the engine cannot answer"):
        engine.query("SELECT id FROM tickets")


def test_a_path_with_glob_signs_is_one_file_on_spark(write_tables, spark, tmp_path):
    folder = tmp_path / "o'brien [1] {a} *? ü %20"
    folder.mkdir()
    path = shutil.copy(write_tables(tickets=[{"id": "A"}])["tickets"], folder / "t.parquet")
    with open_engine(spark) as engine:
        engine.add_file("tickets", Path(path))
        assert engine.query("SELECT id FROM tickets")["id"].tolist() == ["A"]


def test_a_question_that_cannot_be_answered_is_one_line(there):
    with open_engine(there) as engine, pytest.raises(SourceError, match="the engine cannot answer") as caught:
        engine.query("SELECT nothing FROM nowhere")
    assert "Traceback" not in str(caught.value)


def test_a_postgres_server_that_is_not_there_is_told_without_the_password():
    pytest.importorskip("psycopg", reason="no postgres driver: pip install csi-kit[postgres]")
    gone = "postgresql://me:hush%2Dhush@/db?host=/nowhere/at/all"
    with pytest.raises(UsageError, match="cannot connect to PostgreSQL") as caught, open_engine(gone):
        pass
    assert "hush" not in str(caught.value) and "Traceback" not in str(caught.value)


def test_a_missing_postgres_driver_names_the_extra_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"pip install csi-kit\[postgres\]"), open_engine("postgresql://me@host/db"):
        pass


def test_a_missing_spark_package_names_the_extra_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UsageError, match=r"pip install csi-kit\[spark\]"), open_engine("spark"):
        pass


def test_a_missing_java_is_named(monkeypatch, spark, tmp_path):
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(UsageError, match="Java 17"), open_engine(SPARK):
        pass


# --- a few periods at a time -------------------------------------------------------------------------------------


def test_periods_measured_a_few_at_a_time_give_the_same_numbers(catalogue, drawn, here, monkeypatch):
    for most in (0, 2_000):
        monkeypatch.setattr("csi_lib.kpi.portions.VALUES_AT_ONCE", most)
        pd.testing.assert_frame_equal(here, measure(drawn, catalogue.values(), **WINDOW))


def test_a_big_table_is_cut_into_periods_and_a_small_one_is_not(catalogue, drawn, monkeypatch):
    asked = []
    real = duckdb.DuckDBPyConnection.sql
    monkeypatch.setattr("csi_lib.engine.duckdb.DuckDb.query", lambda self, text: asked.append(text) or run(self, text))

    def run(engine, text):
        from csi_lib.engine.rows import tidy_arrow

        return tidy_arrow(real(engine._connection, text).to_arrow_table())

    kpis = [catalogue["mttr_resolve"]]
    measure(drawn, kpis, **WINDOW)
    assert not any("WHERE resolved_at >= TIMESTAMP" in text for text in asked)
    monkeypatch.setattr("csi_lib.kpi.portions.VALUES_AT_ONCE", 0)
    measure(drawn, kpis, **WINDOW)
    assert sum("WHERE resolved_at >= TIMESTAMP" in text for text in asked) == 7  # seven months
