"""An objective is reached by the figures of its slice, whatever its record says."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from csi_lib.kpi import load_catalogue
from csi_lib.register import Objective
from csi_lib.register.reaching import decide_reach
from tests.register.initiative.samples import OBJECTIVE

KPI = load_catalogue()["mttr_resolve"]
TODAY = dt.date(2026, 6, 30)


def make_measures(level, months=18, service="Mail", unit="h"):
    rng = np.random.default_rng(7)
    days = pd.date_range(end="2026-06-01", periods=months, freq="MS")
    return pd.DataFrame(
        {
            "kpi": KPI.id, "version": KPI.version, "variant": "", "stat": "value", "view": "throughput",
            "period_start": days, "period_end": days + pd.offsets.MonthBegin(1), "service": service,
            "priority": None, "team": None, "value": level * np.exp(rng.normal(0, 0.03, months)), "unit": unit,
            "numerator": None, "denominator": None, "n": 200, "enough": True, "reason": "", "clock": "calendar",
        }
    )  # fmt: skip


def decide(level, months=18, unit="h", **changes):
    given = OBJECTIVE | {"where": {"service": "Mail"}} | changes
    return decide_reach(Objective.model_validate(given), make_measures(level, months, unit=unit), KPI, (), TODAY)


@pytest.mark.parametrize(
    ("level", "state"), [(25.0, "achieved"), (40.0, "not achieved"), (32.0, "not decidable")]
)  # the target is 32 h, and three per cent of noise leave the first two far away from it
def test_an_objective_is_reached_where_the_whole_interval_meets_its_target(level, state):
    found = decide(level)
    assert found.state == state
    assert found.lo < found.level < found.hi


def test_before_its_day_a_missed_target_decides_nothing():
    target = OBJECTIVE["target"] | {"by": "2026-12-31"}
    assert decide(40.0, target=target).state == "not decidable"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"where": {"service": "Print"}}, "the measures do not hold its slice"),
        ({"unit": "d"}, "the target is in h and the KPI in d"),
        ({"months": 5}, "5 usable months of the last year, 9 needed"),
    ],
)
def test_why_it_cannot_be_decided_is_said(changes, said):
    assert decide(25.0, **changes).reason == said


def test_a_record_that_says_achieved_against_the_figures_is_doubted():
    assert decide(40.0, status="achieved").doubt == "the record says 'achieved'"
    assert decide(25.0, status="achieved").doubt == ""
    assert decide(25.0, status="missed").doubt == "the record says 'missed'"
