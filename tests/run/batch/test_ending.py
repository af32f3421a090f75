"""A batch that is asked to end while a pool of processes is being closed ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from csi_lib.run.batch import local


class Report:
    name, key = "a", "k"


class Task:
    report = Report()


class Result:
    key = "k"


def interrupted_at_its_end(tasks: Any, workers: int) -> Iterator[Result]:
    try:
        yield Result()
    finally:
        raise KeyboardInterrupt


def test_an_interrupt_that_meets_the_end_of_a_report_made_alone_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_run", interrupted_at_its_end)

    with pytest.raises(KeyboardInterrupt):
        local._run_alone(Task())  # type: ignore[arg-type]


def test_an_interrupt_that_meets_the_end_of_a_pool_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_run", interrupted_at_its_end)
    results = local.run_local([Task()], 2)  # type: ignore[list-item]
    next(results)

    with pytest.raises(KeyboardInterrupt):
        results.close()
