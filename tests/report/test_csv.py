"""CSV runs nothing in a spreadsheet and loses nothing."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.report.csv import guard_text, unguard_text, write_cell, write_csv

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@given(st.text())
def test_taking_the_apostrophe_away_gives_any_text_back(text):
    assert unguard_text(guard_text(text)) == text


@given(st.text())
def test_no_text_begins_like_a_formula(text):
    assert not guard_text(text).startswith(FORMULA_SIGNS)


@given(st.lists(st.text(), min_size=1, max_size=5))
def test_a_row_reads_back_as_it_was(texts):
    line = ",".join(write_cell(text) for text in texts) + "\n"

    cells = next(csv.reader(io.StringIO(line, newline="")), [""])

    assert [unguard_text(cell) for cell in cells or [""]] == texts


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_a_formula_gets_an_apostrophe(sign):
    assert guard_text(f"{sign}cmd|' /C calc'!A0") == f"'{sign}cmd|' /C calc'!A0"


def test_a_negative_number_is_a_number():
    assert [write_cell(value) for value in (-1, -1.5, np.float64(-0.1))] == ["-1", "-1.5", "-0.1"]


def test_a_file_is_whole_and_the_same_bytes_each_time(tmp_path):
    frame = pd.DataFrame(
        {
            "=name": ["x" * 40_000, 'a,\n"b"'],
            "n": [0.1 + 0.2, np.nan],
            "k": pd.array([1, None], dtype="Int64"),
            "day": [pd.Timestamp("2026-06-01"), pd.Timestamp("2026-06-01 10:30")],
            "flag": [True, False],
        }
    )
    for name in ("one.csv", "two.csv"):
        write_csv(frame, tmp_path / name)

    expected = (
        "'=name,n,k,day,flag\n"
        f"{'x' * 40_000},0.30000000000000004,1,2026-06-01,true\n"
        '"a,\n""b""",,,2026-06-01T10:30:00,false\n'
    )
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes() == expected.encode()


def test_a_column_is_written_as_its_cells_are_one_by_one(tmp_path):
    when = pd.Timestamp("2026-03-29 01:30", tz="Europe/Berlin")
    frame = pd.DataFrame(
        {
            "mixed": pd.Series([1, 1.0, True, "1", None, "=1", -0.0, 0.0, np.nan, "=1"], dtype=object),
            "float": [0.1, -0.0, 0.0, np.inf, np.nan, 1e300, -1.5, 0.1, 2.0, 1 / 3],
            "single": np.array([0.1] * 10, dtype="float32"),
            "nullable": pd.array([0.5, None] * 5, dtype="Float64"),
            "whole": pd.array([3, None] * 5, dtype="Int64"),
            "flag": pd.array([True, None] * 5, dtype="boolean"),
            "text": pd.array(["a,b", None, "", " x", "@x"] * 2, dtype="string"),
            "kind": pd.Categorical(["high", "+low", None, "high", "+low"] * 2),
            "day": [pd.Timestamp("2026-06-01"), pd.NaT] * 5,
            "stamp": [when, pd.NaT] * 5,
        }
    )
    write_csv(frame, tmp_path / "frame.csv")

    cells = [[write_cell(value) for value in frame[name].tolist()] for name in frame.columns]
    expected = [",".join(frame.columns), *(",".join(row) for row in zip(*cells, strict=True))]
    assert (tmp_path / "frame.csv").read_text(encoding="utf-8").split("\n")[:-1] == expected
