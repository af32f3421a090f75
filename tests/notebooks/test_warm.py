"""Every notebook of the kit shows in a forked kernel what it shows in one started afresh, to the byte."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from csi_lib.run import plan_jobs, run_notebooks
from csi_lib.study import STUDY_VARIABLE

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
def test_forked_kernels_execute_every_notebook_to_the_same_bytes(
    demo_report: Path, kept_study: Path, tmp_path: Path
) -> None:
    engagement = str(demo_report / "params" / "engagements" / "demo.yml")
    made = {}
    for cold in (False, True):
        jobs = plan_jobs(NOTEBOOKS, engagement, tmp_path / str(cold))
        outcomes = run_notebooks(jobs, workers=2, env={STUDY_VARIABLE: str(kept_study)}, cold=cold)
        made[cold] = {outcome.name: (outcome.error, outcome.notebook.read_bytes()) for outcome in outcomes}

    assert [name for name in made[True] if made[True][name] != made[False][name]] == []
    assert {error for error, _ in made[True].values()} == {""}
