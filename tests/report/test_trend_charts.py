"""Every chart says beside it which one it is and how often it is wrong; a target stands only where it belongs."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from csi_lib.report.sections.trends import charts
from csi_lib.settings import Charts


def study_of(kind: str, *, rules: str = "three_sigma", values=None):
    """Return what the section needs of a study: one KPI of thirty months with a target of 40."""
    noise = np.random.default_rng(1).normal(0, 0.05, 30)
    stat = "geomean" if kind == "duration" else "value"
    starts = pd.date_range("2024-01-01", periods=30, freq="MS")
    measures = pd.DataFrame(
        {
            "kpi": "k", "version": 1, "stat": stat, "view": "throughput", "period_start": starts,
            "period_end": starts + pd.offsets.MonthBegin(), "service": None, "clock": "calendar",
            "value": 30 * np.exp(noise) if values is None else values, "unit": "h", "numerator": np.nan,
            "denominator": np.nan, "n": 50, "enough": True, "reason": "",
        }
    )  # fmt: skip
    kpi = SimpleNamespace(id="k", version=1, title="K", kind=kind, better="lower", unit="h", formula="level")
    objective = SimpleNamespace(kpi="k", target=40.0)
    engagement = SimpleNamespace(charts=Charts(rules=rules), rebase=[], objectives=[objective], zone="UTC")
    return SimpleNamespace(
        measures=measures, kpis=(kpi,), engagement=engagement, baseline=None, initiatives=(), ingested=None
    )


def test_the_target_of_a_mean_is_not_held_against_the_geometric_mean():
    (drawn, _), (plain, _) = charts(study_of("duration")), charts(study_of("score"))

    assert "Target" not in drawn.alt
    assert "Target 40.0 h: always hit." in plain.alt


@pytest.mark.parametrize(("rules", "title"), [("three_sigma", "three sigma"), ("nelson", "Nelson")])
def test_beside_a_chart_stands_what_it_is_and_how_often_it_is_wrong(rules, title):
    _, beside = charts(study_of("score", rules=rules))

    assert beside.body.startswith("XmR chart.")
    assert f"Rules {title}: " in beside.body
    assert "of 100 stable charts of this kind, length and autocorrelation show a signal somewhere" in beside.body


def test_a_series_without_limits_has_nothing_beside_it():
    assert len(charts(study_of("score", values=7.0))) == 1


def test_a_run_chart_says_that_it_has_a_median_and_no_limits():
    study = study_of("score")
    study.engagement.charts = Charts(chart="run")
    drawn, beside = charts(study)

    assert beside.body.startswith("Run chart. ")
    assert "Rules Anhøj: " in beside.body
    assert "no limits" in drawn.alt
    assert "outside the limits" not in drawn.alt
    assert "always hit" not in drawn.alt
