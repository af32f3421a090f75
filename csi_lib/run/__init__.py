"""Notebooks executed side by side, their outcomes, and the report published whole or not at all."""

from csi_lib.run.engagement import Run, run_engagement
from csi_lib.run.execute import Outcome, run_notebooks
from csi_lib.run.manifest import make_manifest
from csi_lib.run.plan import Job, plan_jobs
from csi_lib.run.publish import Published, publish

__all__ = [
    "Job",
    "Outcome",
    "Published",
    "Run",
    "make_manifest",
    "plan_jobs",
    "publish",
    "run_engagement",
    "run_notebooks",
]
