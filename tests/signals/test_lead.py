"""How long a target still holds: the first coming month beyond it, counted by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from csi_lib.signals.forecast import forecast
from csi_lib.signals.lead import find_lead, foretell_stated
from csi_lib.study import load_study


def foretell(values: list[float], spread: float) -> pd.DataFrame:
    months = pd.date_range("2026-07-01", periods=len(values), freq="MS")
    lo, hi = [value - spread for value in values], [value + spread for value in values]
    return pd.DataFrame({"period_start": months, "value": values, "lo": lo, "hi": hi})


def test_the_first_month_expected_beyond_the_target_is_counted_from_the_newest() -> None:
    # 36 h is the target; 34, 35, 36, 37: the fourth month is the first above it
    found = find_lead(foretell([34, 35, 36, 37], 10), 36, "lower")

    assert (found.expected, found.sure, str(found.month)[:7]) == (4, None, "2026-10")


def test_a_target_is_surely_missed_only_when_the_whole_interval_is_beyond_it() -> None:
    # 30 to 36 reaches the target, 37 to 43 no longer does
    found = find_lead(foretell([33, 40], 3), 36, "lower")

    assert (found.expected, found.sure) == (2, 2)
    assert find_lead(foretell([33, 38], 3), 36, "lower").sure is None


def test_where_more_is_better_the_target_is_missed_from_above() -> None:
    found = find_lead(foretell([95, 93, 91], 0.5), 92, "higher")

    assert (found.expected, found.sure) == (3, 3)


@pytest.mark.parametrize(("better", "target"), [("lower", 50), ("higher", 20)])
def test_a_target_that_holds_has_no_month(better: str, target: float) -> None:
    found = find_lead(foretell([34, 35], 5), target, better)

    assert (found.expected, found.sure, found.month, found.horizon) == (None, None, None, 2)


def test_a_duration_is_foretold_as_the_mean_its_target_is_about(kept_study: Path) -> None:
    study = load_study(kept_study)
    told = foretell_stated(study.measures, study.kpis).query("kpi == 'mttr_resolve' and reason == ''")
    charted = forecast(study.measures, study.kpis).query("kpi == 'mttr_resolve' and reason == ''")
    measured = study.measures.query("kpi == 'mttr_resolve' and view == 'throughput' and reason == ''")
    total = measured[measured[["service", "priority", "team"]].isna().all(axis=1)]

    assert len(told) == 6
    stated = total.loc[total["stat"] == "value", "value"]
    assert stated.min() <= told["value"].mean() <= stated.max()
    assert told["value"].mean() > 1.2 * charted["value"].mean()
