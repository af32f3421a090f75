"""The course bench compares numbers before it times anything, and asks of the kit all that it says it asks."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("pymannkendall", reason="pymannkendall is not installed (the extra 'test')")
pytest.importorskip("causal_impact", reason="bsts-causalimpact is not installed (the extra 'test')")


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """Return courses.py, which is a script, as a module."""
    spec = importlib.util.spec_from_file_location("csi_bench_courses", Path(__file__).with_name("courses.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_equal_numbers_pass_and_a_number_that_differs_stops_the_bench(
    bench: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    y = bench.make_series(60, seed=1, ties=True)
    bench.compare_courses(y)
    right = bench.sen_slope
    monkeypatch.setattr(bench, "sen_slope", lambda *given, **how: replace(right(*given, **how), slope=1e-9))

    with pytest.raises(SystemExit, match="the numbers differ"):
        bench.compare_courses(y)


def test_the_kit_answers_every_question_of_every_kpi(bench: ModuleType) -> None:
    answers, charts = bench.run_kit(bench.make_report())

    assert [len(answer) for answer in answers] == [bench.KPIS] * 3
    assert all(0 <= fit.p <= 1 for answer in answers for fit in answer)
    assert len(charts) == bench.KPIS
