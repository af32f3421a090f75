"""What the record of an initiative lacks is named, and four stages of it are seen or not."""

import pytest
from pydantic import ValidationError

from csi_lib.register import find_gaps
from csi_lib.register.initiatives.completeness import check_completeness
from tests.register.initiative.samples import EVALUATION, TARGET, close


@pytest.mark.parametrize(
    ("changes", "gap"),
    [
        ({"objective": ""}, "serves no objective"),
        ({"declared": ...}, "the measurement was never declared"),
        ({"declared": "2026-01-01"}, "declared after the fact"),
        ({"status": "planned", "date": ...}, "no go-live date"),
        ({"target": TARGET | {"by": None}}, "no date for the target"),
        ({"guards": []}, "no guard KPI"),
        ({"options": ..., "decision": ...}, "no options weighed"),
        ({"decision": ...}, "no decision noted"),
        ({"tests": ...}, "no test evidence"),
        ({"training": ...}, "no training noted"),
        ({"risks": ...}, "no risks assessed"),
        ({"status": "closed", "evaluations": [EVALUATION]}, "no lessons noted"),
        ({"status": "closed", "lessons": "l"}, "closed without an evaluation"),
    ],
)
def test_each_gap_in_the_record_is_named(make, changes, gap):
    assert find_gaps(make("live")) == ()
    status = changes.get("status", "live")
    assert gap in find_gaps(make(status, **{key: value for key, value in changes.items() if key != "status"}))


def test_an_initiative_serves_an_objective_or_is_flagged_whatever_became_of_it(make):
    """Improvement that serves nothing is haphazard (CL10)."""
    for status in ("planned", "running", "live"):
        assert "serves no objective" in find_gaps(make(status, objective=""))
    stopped = make("stopped", objective="", closing=close("stopped"), lessons="l")
    assert find_gaps(stopped) == ("serves no objective",)


def test_an_objective_brings_its_baseline_and_without_one_the_baseline_is_missing(make):
    assert "no baseline" not in find_gaps(make("live", baseline=""))
    assert "no baseline" in find_gaps(make("live", baseline="", objective=""))


def test_an_idea_is_asked_for_nothing_yet(make):
    bare = dict.fromkeys(("objective", "target", "guards", "options", "decision", "tests", "training", "risks"), ...)
    assert find_gaps(make("idea", date=..., **bare)) == ()


def test_the_four_stages_are_seen_one_after_the_other(make):
    """Identify, analyse, eliminate, monitor (CL08)."""
    bare = dict.fromkeys(("options", "decision", "tests", "training"), ...)
    seen = [
        check_completeness(make("idea", **bare)),
        check_completeness(make("running")),
        check_completeness(make("live")),
        check_completeness(make("evaluated", evaluations=[EVALUATION])),
    ]
    assert [item.share for item in seen] == [0.25, 0.5, 0.75, 1.0]
    assert [item.monitored for item in seen] == [False, False, False, True]


def test_what_was_stopped_before_its_go_live_was_never_carried_out(make):
    early = close("stopped") | {"on": "2025-03-01"}
    assert not make("stopped", closing=early, lessons="l").began
    assert make("stopped", closing=close("stopped"), lessons="l").began  # stopped a year after it went live


@pytest.mark.parametrize("aims", [..., [], ["fame"]])
def test_every_initiative_aims_at_efficiency_quality_or_satisfaction(make, aims):
    assert make("idea", aims=["efficiency", "quality", "satisfaction"]).aims
    with pytest.raises(ValidationError, match="aims"):
        make("idea", aims=aims)
