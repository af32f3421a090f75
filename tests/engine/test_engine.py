"""The one place that talks to an engine keeps what it is given, and says what it cannot take."""

import duckdb
import pandas as pd
import pytest

from csi_lib.engine import open_engine
from csi_lib.errors import SourceError, UsageError


@pytest.fixture
def parquet(tmp_path):
    frame = pd.DataFrame(
        {
            "number": [1.5, None, 3.0],
            "text": pd.Series(["x", None, "NaN"], dtype="str"),
            "at": pd.Series(["2026-03-29T01:30:00", None, "2026-03-29T02:30:00.000001"], dtype="datetime64[us]"),
            "whole": pd.Series([2**60, None, 3], dtype="Int64"),
            "flag": pd.Series([True, None, False], dtype="boolean"),
        }
    )
    path = tmp_path / "t.parquet"
    frame.to_parquet(path)
    return path, frame


def test_what_goes_in_comes_out_with_its_missing_values(parquet):
    path, frame = parquet
    with open_engine() as engine:
        engine.add_file("t", path)
        back = engine.query("SELECT * FROM t")
    pd.testing.assert_frame_equal(back, frame)


def test_a_missing_number_is_null_and_never_nan(parquet):
    path, frame = parquet
    with open_engine() as engine:
        engine.add_file("t", path)
        engine.add_frame("f", frame)
        text = "SELECT COUNT(number) AS n, AVG(number) AS mean FROM "
        for name in ("t", "f"):
            assert engine.query(text + name).iloc[0].to_dict() == {"n": 2, "mean": 2.25}


def test_an_empty_answer_still_has_its_columns(parquet):
    with open_engine() as engine:
        engine.add_file("t", parquet[0])
        assert list(engine.query("SELECT number, text FROM t WHERE number > 9").columns) == ["number", "text"]


def test_a_path_with_glob_signs_and_quotes_is_one_file(parquet, tmp_path):
    folder = tmp_path / "o'brien [1] *?"
    folder.mkdir()
    path = folder / "t.parquet"
    path.write_bytes(parquet[0].read_bytes())
    with open_engine() as engine:
        engine.add_file("t", path)
        assert engine.query("SELECT COUNT(*) AS n FROM t")["n"].iloc[0] == 3


def test_nothing_is_fetched_from_the_network_or_loaded_from_an_earlier_fetch():
    with open_engine() as engine:
        for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
            assert not engine.query(f"SELECT current_setting('{setting}') AS value")["value"].iloc[0]


def test_stamps_are_utc_whatever_the_machine_says():
    with open_engine() as engine:
        assert engine.query("SELECT current_setting('TimeZone') AS zone")["zone"].iloc[0] == "UTC"


def test_a_file_that_is_no_parquet_is_named(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_text("no")
    with open_engine() as engine, pytest.raises(SourceError, match="cannot be read as Parquet") as caught:
        engine.add_file("t", path)
    assert caught.value.where == str(path)


def test_a_question_that_the_data_cannot_answer_is_one_line(parquet):
    with open_engine() as engine, pytest.raises(SourceError, match="the engine cannot answer"):
        engine.add_file("t", parquet[0])
        engine.query("SELECT nothing FROM t")


def test_an_engine_is_closed_when_its_work_is_done():
    with open_engine() as engine:
        pass
    with pytest.raises((SourceError, duckdb.Error)):
        engine.query("SELECT 1 AS one")


@pytest.mark.parametrize("name", ["sqlite", "duck", "mysql://user:secret@host/db", ""])
def test_an_unknown_engine_is_refused_with_what_is_taken_and_without_its_password(name):
    with pytest.raises(UsageError, match="Use 'duckdb'") as caught, open_engine(name):
        pass
    assert "secret" not in str(caught.value)
