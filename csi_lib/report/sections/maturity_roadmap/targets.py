"""Where each process stands, where it should be, and what blocks each level on the way."""

from __future__ import annotations

from csi_lib.maturity.roadmap import ASK, LIFT, Way
from csi_lib.report.blocks import Blocks, Column, Table
from csi_lib.report.sections.maturity.said import make_plain_number
from csi_lib.study import Study

CHANCE = (
    "The chance is by the answers alone: the same people answer again, with F on every outcome that has risen. Few "
    "people leave much open. A chance that stays low calls for more than the smallest set, or for more interviews."
)


def targets(study: Study) -> Blocks:
    """Show every process with its level, its target, what lifts it and how likely it then is there."""
    found = study.assessment.roadmap
    if found is None:
        return Blocks()
    columns = (
        Column("process", "Process"),
        Column("level", "Level by the answers", kind="number"),
        Column("shown", "Level on evidence", kind="number"),
        Column("target", "Target level", kind="number"),
        Column("items", "Items", kind="number"),
        Column("low", "Person-days from", kind="number"),
        Column("high", "Person-days to", kind="number"),
        Column("now", "Chance of the target now", unit="%", kind="number"),
        Column("then", "Chance once done", unit="%", kind="number"),
    )
    lines = tuple(
        {
            "process": way.title,
            "level": way.level,
            "shown": way.on_evidence,
            "target": way.target,
            "items": len(way.lifts) if way.state == LIFT else None,
            "low": float(way.low) if way.state == LIFT else None,
            "high": float(way.high) if way.state == LIFT else None,
            "now": _percent(way.now),
            "then": _percent(way.then),
        }
        for way in found.ways
    )
    note = " ".join([*_say_targets(found.ways), CHANCE])
    return Blocks([Table("Levels, targets and what it takes", columns, lines, note=note)])


def _percent(chance: float | None) -> float | None:
    return None if chance is None else round(100 * chance, 1)


def _say_targets(ways: tuple[Way, ...]) -> list[str]:
    bare = [way.title for way in ways if way.set_by == "next level"]
    unplanned = [f"{way.title}: {way.reason}" for way in ways if way.state == ASK]
    said = [f"No target is set for {', '.join(bare)}: the next level is taken."] if bare else []
    return [*said, *(f"{text}." for text in unplanned)]


def target_blocks(study: Study) -> Blocks:
    """Show level by level which attribute keeps a process from it, and by how much."""
    found = study.assessment.roadmap
    if found is None:
        return Blocks()
    columns = (
        Column("process", "Process"),
        Column("level", "Keeps it from level", kind="number"),
        Column("attribute", "PA", kind="mark"),
        Column("title", "Attribute"),
        Column("letter", "People say", kind="mark"),
        Column("percent", "Achieved", unit="%", kind="number"),
        Column("shown", "Evidence bears", kind="mark"),
        Column("needs", "Needs", kind="mark"),
        Column("gap", "Missing", unit="percentage points", kind="number"),
    )
    lines = tuple(
        {
            "process": way.title,
            "level": item.level,
            "attribute": item.attribute,
            "title": item.title,
            "letter": item.letter,
            "percent": make_plain_number(item.percent),
            "shown": item.on_evidence,
            "needs": item.needs,
            "gap": make_plain_number(item.gap),
        }
        for way in found.ways
        for item in way.blocks
    )
    note = "Missing is counted from the lower of the two ratings; 0 where only a record is missing."
    return Blocks([Table("What blocks each level", columns, lines, note=note, folded=True)] if lines else [])
