"""The roadmap wave by wave, every item as a row that the improvement register takes in."""

from __future__ import annotations

from csi_lib.register.gaps import GapRow, list_gaps
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.maturity.said import make_plain_number
from csi_lib.report.wording import say_value
from csi_lib.study import Study


def waves(study: Study) -> Blocks:
    """Show what comes in which wave, what it takes and on which KPI it should show."""
    found = study.assessment.roadmap
    if found is None or not found.lifts:
        return Blocks([Text("Nothing has to rise.", role="paragraph")] if study.assessment else [])
    rows = list_gaps(found, study.ledger, study.kpis)
    blocks: list[Block] = [
        _lay_wave(number, [row for row in rows if row.lift.wave == number], float(found.capacity))
        for number, _ in found.waves
    ]
    name = study.engagement.id
    take = (
        f"Every line is a row for the improvement register, with the source ‘maturity gap’: ‘csi assess roadmap {name} "
        "--out roadmap.csv’ writes them all, ‘--out FOLDER’ a draft of each for the register."
    )
    return Blocks([*blocks, Text(take, role="note")])


def _lay_wave(number: int, rows: list[GapRow], capacity: float) -> Table:
    columns = (
        Column("process", "Process"),
        Column("outcome", "What has to be so"),
        Column("attribute", "Attribute"),
        Column("letter", "People say", kind="mark"),
        Column("percent", "Achieved", unit="%", kind="number"),
        Column("low", "Person-days from", kind="number"),
        Column("high", "Person-days to", kind="number"),
        Column("benefit", "Where it should show"),
        Column("weakness", "Assessors noted"),
    )
    lines = [
        {
            "process": row.lift.title,
            "outcome": row.lift.outcome,
            "attribute": f"{row.lift.attribute} to {row.lift.needs}",
            "letter": row.lift.letter,
            "percent": make_plain_number(row.lift.percent),
            "low": float(row.lift.low),
            "high": float(row.lift.high),
            "benefit": row.benefit if row.lift.kpis else "",
            "weakness": row.lift.weakness,
        }
        for row in rows
    ]
    empty = {key for key in ("benefit", "weakness") if not any(line[key] for line in lines)}
    kept = tuple(column for column in columns if column.key not in empty)
    low, high = (sum(float(getattr(row.lift, key)) for row in rows) for key in ("low", "high"))
    over = " – more than a wave holds" if high > capacity else ""
    title = f"Wave {number}: {say_value(low)} to {say_value(high)} person-days{over}"
    return Table(
        title, kept, tuple({column.key: line[column.key] for column in kept} for line in lines), folded=number > 2
    )
