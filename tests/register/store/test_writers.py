"""Several write at once, and one is killed: nothing lost, nothing half-written, the history holds.

The same with 2 x 2,000 writes and 200 kills: ``python -m tests.bench.register_writers``.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from csi_lib.register.store import Place
from tests.register.store.writers import kill_writers, write_together

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")


def test_two_processes_that_write_at_once_lose_nothing(place: Place, tmp_path: Path) -> None:
    tally = write_together(place, writers=2, writes=25, folder=tmp_path)

    assert tally.faults == []
    assert (tally.writes, tally.entries) == (50, 101)


def test_a_writer_killed_at_random_leaves_nothing_half_written(place: Place, tmp_path: Path) -> None:
    tally = kill_writers(place, kills=5, folder=tmp_path)

    assert tally.faults == []
    assert tally.kills == 5
    assert tally.writes >= 5
