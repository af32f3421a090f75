"""The page says the measured error rates for a report of this size, and names what was missed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from csi_lib.report.blocks import Table, Text
from csi_lib.report.sections import calibration
from csi_lib.signals.calibration import find_rate, load_rates


def make_study(*, trends: list[tuple[int, int]], steps: list[tuple[int, int, int]]) -> Any:
    """Make what the page reads of a study: (pooled, periods) of the totals, (pooled, before, after) of the verdicts."""
    rows = [{"kpi": f"k{i}", "n": n, "trend_p": 0.4, "trend_pooled": pooled} for i, (pooled, n) in enumerate(trends)]
    frame = pd.DataFrame([*rows, {"kpi": "short", "n": 5, "trend_p": float("nan"), "trend_pooled": 0}])
    verdicts = tuple(SimpleNamespace(pooled=pooled, n_before=a, n_after=b) for pooled, a, b in steps)
    return SimpleNamespace(home=None, signals=frame, verdicts=verdicts, kpis=(SimpleNamespace(kind="proportion"),))


@pytest.fixture
def study() -> Any:
    return make_study(trends=[(9, 30), (9, 26)], steps=[(3, 15, 13)])


def test_the_answer_gives_the_rates_of_claims_that_this_report_can_make(study: Any) -> None:
    (answer,) = calibration.calibration_answer(study)
    step = find_rate("interrupted", 3, 28)

    assert isinstance(answer, Text)
    assert f"{step.lowest:.1f} to {step.highest:.1f} would be said to have worked or done harm" in answer.body
    assert "where all stand still, at most" in answer.body


def test_a_report_too_short_for_claims_says_so() -> None:
    (answer,) = calibration.calibration_answer(make_study(trends=[], steps=[(0, 3, 2)]))

    assert answer.body == "No claim can be made from series this short, so none can be wrong."


def test_every_claim_has_its_rates_beside_the_size_of_this_report(study: Any) -> None:
    (table,) = calibration.error_rates(study)

    assert isinstance(table, Table)
    assert [row["own"] for row in table.rows] == ["28 periods, 3 KPIs", *["26 to 30 periods, 9 KPIs"] * 2]
    assert [row["lengths"] for row in table.rows] == ["24 to 36"] * 3
    assert [row["kpis"] for row in table.rows] == ["1 to 4", "7 to 14", "7 to 14"]


def test_an_initiative_without_an_estimate_makes_no_row() -> None:
    (table,) = calibration.error_rates(make_study(trends=[(9, 30)], steps=[(0, 3, 2)]))

    assert all(row["claim"].startswith("A trend") for row in table.rows)


def test_intervals_are_shown_for_the_kinds_of_the_report_alone(study: Any) -> None:
    (table,) = calibration.interval_rates(study)

    assert {row["kind"] for row in table.rows} == {"proportion"}
    assert {row["case"] for row in table.rows} == {"5 %", "30 %", "95 %"}


def test_missed_promises_are_listed_one_by_one(study: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    rates = load_rates().assign(holds="yes")
    rates.loc[rates.index[:2], ["bound", "holds"]] = [[5.0, "no"], [5.0, "no"]]
    monkeypatch.setattr(calibration, "load_rates", lambda home: rates)

    (table,) = calibration.missed_rates(study)

    assert len(table.rows) == 2
    assert table.note.startswith("2 of ")


def test_where_nothing_was_missed_the_page_says_so(study: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibration, "load_rates", lambda home: load_rates().assign(holds="yes"))

    (note,) = calibration.missed_rates(study)

    assert note.body.startswith("None: all ")


def test_the_method_names_the_table_and_the_command(study: Any) -> None:
    (text,) = calibration.calibration_method(study)

    assert "params/calibration/rates.csv" in text.body
    assert "'make calibrate'" in text.body
