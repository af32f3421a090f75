"""Notebooks executed side by side, their outcomes, and the report published whole or not at all."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from csi_lib.light import load_jsonschema

if TYPE_CHECKING:
    from csi_lib.run.drive import Outcome, execute_job
    from csi_lib.run.engagement import Run, run_engagement
    from csi_lib.run.execute import open_kernels, run_notebooks
    from csi_lib.run.manifest import make_manifest
    from csi_lib.run.plan import Job, plan_jobs
    from csi_lib.run.publish import Published

load_jsonschema()  # before any module here imports nbformat

__all__ = [
    "Job",
    "Outcome",
    "Published",
    "Run",
    "execute_job",
    "make_manifest",
    "open_kernels",
    "plan_jobs",
    "run_engagement",
    "run_notebooks",
]
_HOMES = {
    "drive": ("Outcome", "execute_job"),
    "engagement": ("Run", "run_engagement"),
    "execute": ("open_kernels", "run_notebooks"),
    "manifest": ("make_manifest",),
    "plan": ("Job", "plan_jobs"),
    "publish": ("Published",),
}


def __getattr__(name: str) -> Any:
    # Looked up only when asked for: papermill loads `csi_lib.run.warm.engine` wherever the kit is installed, and who
    # imports papermill must not wait for pandas and matplotlib.
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"csi_lib.run.{home}"), name)
    raise AttributeError(f"module 'csi_lib.run' has no attribute '{name}'")
