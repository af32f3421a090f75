"""Where an initiative stands in each list of steps: derived from its record and what the study saw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from csi_lib.register import Entry, Initiative, Register
from csi_lib.register.cycle import SipEntry
from csi_lib.register.record import say_body
from csi_lib.register.views import STEPS, Seen, Stage, find_place, view_initiative

Make = Callable[..., Initiative]
DECIDED = {
    "objective": "faster",
    "options": [{"id": "a", "what": "A", "type": "process", "benefit": 4, "effort": 2, "risk": 1}],
    "decision": {"chosen": "a", "reason": "cheapest", "by": "service manager", "on": "2025-03-01"},
    "tests": [{"what": "it finds", "result": "passed", "on": "2025-03-20"}],
    "training": [{"who": "agents", "what": "how", "on": "2025-03-21"}],
}
SEEN = Seen(files=2, rows=300, months=24, verdict="improved", state="achieved", said="It improved.", commented=True)
EVALUATION = {
    "as_of": "2026-03-31", "verdict": "improved", "state": "achieved", "effect": 0.8, "lo": 0.7, "hi": 0.9,
    "effect_kind": "ratio", "feedback": {"customers": "good", "employees": "good"},
}  # fmt: skip
ENDED: dict[str, Any] = DECIDED | {
    "status": "standardised",
    "evaluations": [EVALUATION],
    "lessons": "Ask earlier",
    "closing": {"result": "standardised", "reason": "reached", "by": "service manager", "on": "2026-04-15"},
}
ENTRY = SipEntry.model_validate(
    {
        "version": 1,
        "id": "cycle-1-search",
        "title": "Search",
        "cycle": "cycle-1",
        "initiative": "search",
        "on": "2026-04-20",
        "result": "standardised",
        "verdict": "improved",
        "began": {"id": "b1", "digest": "a" * 64},
        "ended": {"id": "b2", "digest": "b" * 64},
    }
)


def places(stages: tuple[Stage, ...], view: str) -> list[str]:
    return [stage.place for stage in stages if stage.view == view]


@pytest.mark.parametrize(
    ("changes", "seen", "improvement", "measurement", "programme", "pdca", "dikw"),
    [
        ({"status": "idea", "target": ..., "date": ...}, Seen(), "A2", "B1", "3", "1", "1"),
        ({"status": "idea", "date": ...}, Seen(files=1, months=9), "A3", "B2", "3", "1", "2"),
        ({"status": "planned"}, Seen(files=1, months=9), "A4", "B4", "4", "1", "2"),
        ({"status": "running"}, Seen(files=1, months=9), "A4", "B4", "4", "2", "2"),
        ({"status": "live"}, Seen(1, 9, 9, "not enough evidence"), "A5", "B5", "5", "3", "3"),
        ({"status": "live"}, SEEN, "A6", "B6", "5", "4", "4"),
        (ENDED | {"status": "evaluated", "closing": ...}, SEEN, "A7", "B7", "5", "4", "4"),
        (ENDED, SEEN, "A7", "B7", "6", "4", "4"),
    ],
)
def test_each_state_has_its_place_in_every_list(
    changes: dict[str, Any],
    seen: Seen,
    improvement: str,
    measurement: str,
    programme: str,
    pdca: str,
    dikw: str,
    make_initiative: Make,
) -> None:
    stages = view_initiative(make_initiative(**changes), Register((Entry(ENTRY),)), seen)

    found = [find_place(stages, view).name for view in STEPS]

    assert found == [improvement, measurement, programme, pdca, dikw]


def test_looking_at_an_initiative_changes_nothing(make_initiative: Make) -> None:
    item = make_initiative(**ENDED)
    before = say_body(item)

    view_initiative(item, Register((Entry(item),)), SEEN)

    assert say_body(item) == before


def test_one_that_went_all_the_way_lacks_nothing(make_initiative: Make) -> None:
    stages = view_initiative(make_initiative(**ENDED), Register((Entry(ENTRY),)), SEEN)

    assert places(stages, "improvement") == ["there"] * 7
    assert places(stages, "measurement") == ["there"] * 7
    assert places(stages, "pdca") == ["there"] * 4


def test_what_was_skipped_is_named_and_not_hidden_behind_later_steps(make_initiative: Make) -> None:
    stages = view_initiative(make_initiative(status="live"), Register(), SEEN)

    weighed = next(stage for stage in stages if stage.name == "A3")
    begun = next(stage for stage in stages if stage.name == "A4")

    assert (weighed.place, weighed.shown) == ("missing", "no options recorded")
    assert (begun.place, begun.shown) == ("missing", "go-live 2025-04-01; no test recorded, no training recorded")


def test_acting_needs_the_entry_in_the_programme_and_not_only_a_status(make_initiative: Make) -> None:
    item = make_initiative(**ENDED)

    without = view_initiative(item, Register(), SEEN)
    entered = view_initiative(item, Register((Entry(ENTRY),)), SEEN)

    assert places(without, "pdca") == ["there", "there", "there", "missing"]
    assert places(entered, "pdca") == ["there"] * 4


def test_both_lists_of_seven_and_the_six_questions_are_whole() -> None:
    assert [len(STEPS[view]) for view in STEPS] == [7, 7, 6, 4, 4]
