"""Whatever is killed, the next run goes on: nothing half-written, nobody left behind, every report made once."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are found by /proc")


@pytest.mark.slow
def test_six_kills_leave_no_trace(tmp_path):
    place = Path(__file__).parents[2] / "bench" / "kills.py"
    spec = importlib.util.spec_from_file_location("csi_bench_kills", place)
    assert spec is not None and spec.loader is not None
    kills = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = kills  # dataclasses look their module up
    spec.loader.exec_module(kills)

    tally = kills.soak(tmp_path / "project", kills=6, reports=6, seed=3, kinds=kills.KINDS[:6], wait=2.0)

    assert tally.faults == []
    assert sorted(tally.kills) == sorted(kills.KINDS[:6])
