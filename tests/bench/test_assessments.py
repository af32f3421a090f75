"""The assessment bench compares numbers before it times anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from csi_lib.maturity import load_framework, load_questions
from tests.bench import assessments as bench


@pytest.fixture(scope="module")
def small() -> tuple:
    processes = [item for item in load_questions() if item.rated][:2]
    return bench.make_sheets(processes, 40), processes, load_framework()


def test_kit_and_plain_loop_say_the_same(small) -> None:
    bench.check_same(*small)


def test_another_percent_stops_the_bench(small, monkeypatch: pytest.MonkeyPatch) -> None:
    right = bench.rate_counted

    def wrong(*given):
        first, *others = right(*given)
        attribute = replace(first.attributes[0], percent=first.attributes[0].percent + 1)
        return (replace(first, attributes=(attribute, *first.attributes[1:])), *others)

    monkeypatch.setattr(bench, "rate_counted", wrong)
    with pytest.raises(AssertionError, match="other percents"):
        bench.check_same(*small)
