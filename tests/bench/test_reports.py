"""The bench of the reports compares the same work: what it promises is stated, and each chain makes every report."""

from __future__ import annotations

from tests.bench.reports import ALONE, BOUND, KIT, KIT_BOOKS, RIVAL, Cost, list_promises


def make_costs(kit: float) -> dict[str, Cost]:
    return {
        KIT: Cost(kit / 2, kit),
        KIT_BOOKS: Cost(5.0, 10.0),
        RIVAL: Cost(120.0, 120.0),
        ALONE: Cost(70.0, 70.0),
        BOUND: Cost(14.0, 14.0),
    }


def test_ratios_are_of_cpu_and_of_wall_time_as_promised() -> None:
    said = [item.say() for item in list_promises(make_costs(20.0))]

    assert said[0].split()[-4:] == ["6.00", "at", "least", "6"]
    assert said[1].split()[-4:] == ["12.00", "at", "least", "8"]
    assert said[2].split()[-4:] == ["7.00", "at", "least", "3"]
    assert said[3].split()[-4:] == ["1.43", "at", "most", "1.5"]


def test_a_promise_that_is_not_kept_is_named() -> None:
    assert [item.kept for item in list_promises(make_costs(40.0))] == [False, False, True, False]
    assert list_promises(make_costs(40.0))[0].say().endswith("MISSED")
