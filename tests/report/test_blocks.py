"""A block shows itself and comes back from its data as it was."""

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from csi_lib.errors import UsageError
from csi_lib.report import MIME, Blocks, Column, Number, Picture, Table, Text, from_bundle, from_json

TEXTS = st.text()  # control characters, emoji and every script included
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.dates() | st.datetimes()
TABLES = st.builds(
    lambda title, rows, note: Table(title, (Column("a", "A", "h", "number"), Column("b")), tuple(rows), note),
    TEXTS,
    st.lists(st.fixed_dictionaries({"a": VALUES, "b": VALUES}), max_size=4),
    TEXTS,
)
BLOCKS = (
    st.builds(Text, TEXTS, st.sampled_from(["paragraph", "answer", "warning", "note"]))
    | st.builds(Number, TEXTS, VALUES, TEXTS, TEXTS, st.dictionaries(TEXTS, VALUES, max_size=3))
    | TABLES
    | st.builds(
        Picture, TEXTS, TEXTS.filter(str.strip), TEXTS, st.lists(st.dictionaries(TEXTS, VALUES), max_size=2).map(tuple)
    )
)


@given(BLOCKS)
def test_a_block_comes_back_from_json_equal(block):
    assert from_json(json.loads(json.dumps(block.to_json(), allow_nan=False))) == block


@given(BLOCKS)
def test_a_block_comes_back_from_a_notebook_output_equal(block):
    data, _ = block._repr_mimebundle_()

    assert from_bundle(json.loads(json.dumps(data, allow_nan=False))) == block


def test_text_of_a_client_is_never_escaped_in_the_data():
    body = "<b>&\x07'\"\u202e🙂 =1+1"

    assert Text(body).to_json()["body"] == body


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf"), np.nan, pd.NaT, pd.NA, np.datetime64("NaT")])
def test_what_is_missing_becomes_null(missing):
    assert Number("x", missing).to_json()["value"] is None


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (np.float64(0.1) + np.float64(0.2), 0.30000000000000004),
        (np.int64(7), 7),
        (np.bool_(True), True),
        (pd.Timestamp("2026-06-30"), "2026-06-30"),
        (pd.Timestamp("2026-06-30 14:05"), "2026-06-30T14:05:00"),
        (dt.date(2026, 6, 30), "2026-06-30"),
        (np.str_("a"), "a"),
        ("\ud800", "\ufffd"),
    ],
)
def test_a_value_becomes_plain_and_keeps_every_digit(value, plain):
    data = Number("x", value).to_json()

    assert data["value"] == plain
    assert type(data["value"]) is type(plain)


def test_a_picture_carries_its_drawing_once_and_its_words_as_metadata():
    data, about = Picture("T", "first 1, last 2", "<svg/>")._repr_mimebundle_()

    assert data["image/svg+xml"] == "<svg/>"
    assert "svg" not in data[MIME]
    assert about == {"image/svg+xml": {"alt": "first 1, last 2"}}


def test_a_picture_without_words_is_refused():
    with pytest.raises(UsageError, match="says what it shows"):
        Picture("T", " ", "<svg/>")


def test_a_row_with_an_unknown_key_is_refused_with_the_nearest_one():
    with pytest.raises(UsageError, match="did you mean 'value'"):
        Table("T", (Column("value"),), ({"valeu": 1},))


def test_an_unknown_role_is_refused_with_the_nearest_one():
    with pytest.raises(UsageError, match="did you mean 'answer'"):
        Text("x", role="anwser")


def test_a_table_of_a_frame_shows_the_named_columns_only():
    frame = pd.DataFrame({"a": [1.5, np.nan], "secret": [1, 2]})

    assert Table.from_frame("T", frame, [Column("a")]).rows == ({"a": 1.5}, {"a": None})


def test_blocks_show_themselves_one_by_one(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **options: shown.append(data["text/plain"]))

    Blocks([Text("one"), Number("two", 2)])._ipython_display_()

    assert shown == ["one", "two: 2"]


def test_blocks_without_a_notebook_say_what_they_are():
    assert repr(Blocks([Text("one"), Number("two", 2)])) == "Blocks(Text, Number)"


def test_blocks_stay_blocks_when_joined():
    assert isinstance(Blocks([Text("a")]) + Blocks([Text("b")]), Blocks)
