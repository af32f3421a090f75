"""The roadmap wave by wave, every item as a row that the improvement register takes in."""

from __future__ import annotations

from csi_lib.register.initiatives.gaps import GapRow, list_gaps
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.maturity_evidence.weaknesses import say_weaknesses
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
        Column("letter", "People say", kind="mark"),
        Column("days", "Person-days"),
        Column("benefit", "Where it should show"),
    )
    lines = tuple(
        {
            "process": row.lift.title,
            "outcome": row.lift.outcome,
            "letter": row.lift.letter,
            "days": f"{float(row.lift.low):g} to {float(row.lift.high):g}",
            "benefit": row.benefit,
        }
        for row in rows
    )
    low, high = (sum(float(getattr(row.lift, key)) for row in rows) for key in ("low", "high"))
    over = " – more than a wave holds" if high > capacity else ""
    title = f"Wave {number}: {low:g} to {high:g} person-days{over}"
    weak = ((f"{row.lift.title} PA {row.lift.attribute}", row.lift.weakness) for row in rows)
    return Table(title, columns, lines, note=" ".join(say_weaknesses(weak)), folded=number > 2)
