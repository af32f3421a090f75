"""A notebook says by types what it can be told; a wrong value is refused before any kernel starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from csi_lib.errors import JobError, UsageError
from csi_lib.run.parameters import check_parameters, read_parameters, read_words

MODERN = """
from datetime import date
from typing import Annotated, Literal
from pydantic import Field
params = "demo"
months: Annotated[int, Field(ge=1, le=60)] = 12
share: float = 0.5
view: Literal["throughput", "cohort"] = "throughput"
services: list[str] = []
since: date | None = None
named: dict[str, float] = {}
"""

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(source: str, name: str = "own") -> Path:
        path = tmp_path / f"{name}.ipynb"
        cell = new_code_cell(source.strip(), metadata={"tags": ["parameters"]})
        nbformat.write(new_notebook(cells=[cell]), path)
        return path

    return write


def test_modern_types_are_all_understood(write: Write) -> None:
    assert read_parameters(write(MODERN)).names == ("params", "months", "share", "view", "services", "since", "named")


def test_words_of_a_command_line_become_values_of_their_type(write: Write) -> None:
    path = write(MODERN)
    words = read_words(["months=24", "share=0.25", "since=2026-01-31", 'services=["a", "b"]', "view=cohort"])

    assert check_parameters([read_parameters(path)], words) == {
        path: {"months": 24, "share": 0.25, "since": "2026-01-31", "services": ["a", "b"], "view": "cohort"}
    }


def test_every_fault_is_named_at_once_with_the_nearest_name(write: Write) -> None:
    known = read_parameters(write(MODERN))

    with pytest.raises(UsageError) as caught:
        check_parameters([known], {"month": 3, "months": 99, "share": "half", "view": "sideways"})

    said = str(caught.value)
    assert "month: no notebook has this parameter; did you mean 'months'?" in said
    assert "months: input should be less than or equal to 60 (given: 99)" in said
    assert "share: input should be a valid number" in said
    assert "view: input should be 'throughput' or 'cohort' (given: 'sideways')" in said


def test_without_a_type_the_default_says_what_is_meant(write: Write) -> None:
    known = read_parameters(write("count = 3\nname = 'x'"))

    with pytest.raises(UsageError, match="count: input should be a valid integer"):
        check_parameters([known], {"count": "three"})


def test_each_notebook_takes_its_own_of_the_values(write: Write) -> None:
    one, two = write("params = 'demo'\nmonths = 1"), write("params = 'demo'\nshare = 0.5", "other")  # type: ignore[call-arg]

    found = check_parameters([read_parameters(one), read_parameters(two)], {"months": 2, "share": 0.1})

    assert found == {one: {"months": 2}, two: {"share": 0.1}}


def test_reading_the_cell_runs_nothing_of_it(write: Write, tmp_path: Path) -> None:
    path = write(f"x = open({str(tmp_path / 'made')!r}, 'w')")

    with pytest.raises(JobError, match="is no plain value"):
        read_parameters(path)
    assert not (tmp_path / "made").exists()


def test_a_line_that_computes_is_named(write: Write) -> None:
    with pytest.raises(JobError, match="line 2 of the parameters cell is no plain setting: for x in"):
        read_parameters(write("a = 1\nfor x in []: pass"))


def test_a_default_that_breaks_its_own_bounds_is_refused(write: Write) -> None:
    with pytest.raises(JobError, match="the default of 'months' does not fit its type"):
        read_parameters(write("months: Annotated[int, Field(ge=1)] = 0"))


def test_an_unknown_type_is_named_with_those_that_are_known(write: Write) -> None:
    with pytest.raises(JobError, match="the type 'DataFrame' is not understood. Use int, float"):
        read_parameters(write("x: pd.DataFrame = None".replace("pd.", "")))


def test_editors_get_a_schema_with_bounds_choices_and_defaults(write: Write) -> None:
    schema = read_parameters(write(MODERN)).to_schema()

    assert schema["properties"]["months"] == {
        "default": 12,
        "maximum": 60,
        "minimum": 1,
        "title": "Months",
        "type": "integer",
    }
    assert schema["properties"]["view"]["enum"] == ["throughput", "cohort"]
    assert schema["additionalProperties"] is False


def test_a_word_without_a_value_is_refused() -> None:
    with pytest.raises(UsageError, match="'months' is no parameter. Write NAME=VALUE"):
        read_words(["months"])


@given(st.dates())
def test_a_date_reaches_the_notebook_as_the_day_it_is(day: dt.date) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "d.ipynb"
        cell = new_code_cell("day: date = None".replace("date", "date | None"), metadata={"tags": ["parameters"]})
        nbformat.write(new_notebook(cells=[cell]), path)

        assert check_parameters([read_parameters(path)], {"day": day.isoformat()})[path] == {"day": day.isoformat()}


def test_every_notebook_that_is_shipped_can_be_read() -> None:
    for path in sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb")):
        own = {"sip": ("initiative",), "status_report": ("period", "process")}.get(path.stem, ())
        assert read_parameters(path).names == ("params", *own)
