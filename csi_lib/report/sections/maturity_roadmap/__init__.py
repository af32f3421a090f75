"""What has to rise first? Targets, waves, effort, near misses and the ten steps."""

from csi_lib.report.sections.maturity_roadmap.answer import roadmap_answer
from csi_lib.report.sections.maturity_roadmap.edges import near_misses
from csi_lib.report.sections.maturity_roadmap.effort import effort_front
from csi_lib.report.sections.maturity_roadmap.steps import ordered_steps
from csi_lib.report.sections.maturity_roadmap.targets import target_blocks, targets
from csi_lib.report.sections.maturity_roadmap.waves import waves

__all__ = [
    "effort_front",
    "near_misses",
    "ordered_steps",
    "roadmap_answer",
    "target_blocks",
    "targets",
    "waves",
]
