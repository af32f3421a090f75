"""Two lists of seven steps go by one name: what each step asks, side by side, and where this kit answers it."""

from __future__ import annotations

from csi_lib.report.blocks import Blocks, Column, Table
from csi_lib.study import Study

# In own words; the sources do not reconcile the two lists, this order is the kit's. Source: features.md ST01 to ST15.
STEPS = (
    (
        "1 Find what could be better",
        "5 Analyse the data",
        "Pages 'Is anything moving?' and 'What should we look into?'; the initiative's file names the source of the "
        "idea",
    ),
    (
        "2 Set objectives",
        "1 What should be measured?",
        "Objectives in the engagement's file, shown here as a tree; csi freeze keeps the state they start from",
    ),
    (
        "2 Set objectives",
        "2 What can be measured?",
        "This page; csi check for an export at hand, csi kpis before one is there",
    ),
    (
        "3 Weigh solutions",
        "none",
        "The initiative's file; csi plan-measurement says what effect could be shown at all",
    ),
    (
        "4 Put the solution in place",
        "7 Correct",
        "The date of the change in the initiative's file; page 'What do we improve, and what does each initiative "
        "need next?'",
    ),
    (
        "5 Watch and measure",
        "3 Gather the data",
        "csi prepare and csi run; page 'Can these data be trusted?'",
    ),
    (
        "5 Watch and measure",
        "4 Process the data",
        "csi measure; page 'How is the service doing, number by number?'",
    ),
    (
        "6 Evaluate",
        "6 Present and use",
        "Pages 'Did the changes do what they promised?' and 'What changed, how sure are we, what next?'",
    ),
    (
        "7 Embed or restart",
        "7 Correct, and begin again",
        "csi cycle close: an entry in the Service Improvement Programme, the next frozen baseline, the next cycle; the "
        "old baseline stays as it was",
    ),
)


def crosswalk(study: Study) -> Blocks:
    """Show the seven steps of an improvement beside the seven of a measurement, and what answers each."""
    columns = (
        Column("improvement", "Step of an improvement"),
        Column("measurement", "Step of a measurement"),
        Column("answer", "Answered by"),
    )
    rows = tuple(dict(zip(("improvement", "measurement", "answer"), step, strict=True)) for step in STEPS)
    note = (
        "The sources give both lists and do not match them; the order is this kit's, and one answer serves both. "
        "Of the last step of an improvement the heading is lost there; its name is this kit's."
    )
    return Blocks([Table("Two lists of seven steps, side by side", columns, rows, note=note)])
