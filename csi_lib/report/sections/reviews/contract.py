"""What suppliers promised, and whether it was kept in the period of the review."""

from __future__ import annotations

from typing import Any

from csi_lib.register.reviews import Supplier
from csi_lib.register.reviews.contract import Result, count_missed
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.rows import name_kpi
from csi_lib.report.wording import say_against
from csi_lib.study import Study
from csi_lib.study.contracts import Kept, judge_contracts

LATELY = 12  # decided periods that the count of misses looks back on
NONE = "The register holds no supplier with measures of a contract."
NONE_HERE = "No supplier's contract promises anything for this {part} alone."
METHOD = (
    "A promise is kept or missed by the value of its own period, however few cases are behind it; that says nothing on "
    "whether anything changed. Meeting the value exactly is enough."
)
COLUMNS = (
    Column("kpi", "KPI"),
    Column("where", "Promised for"),
    Column("period", "Period"),
    Column("value", "Value"),
    Column("target", "Promised"),
    Column("state", "Promise is"),
    Column("n", "Cases", kind="number"),
    Column("lately", "Missed of the last periods"),
    Column("clause", "Clause"),
    Column("consequence", "What the contract says of a miss"),
    Column("remark", "Remark"),
)


def contract_measures(study: Study) -> Blocks:
    """Show per supplier every measure of the contract: its last period, met or missed, with the clause."""
    found = judge_contracts(study)
    if not found:
        return Blocks([Text(choose_none(study), role="note")])
    blocks: list[Block] = []
    for supplier in study.records.of(Supplier):
        mine = [item for item in found if item.asked.supplier.id == supplier.id]
        if mine:
            lines = tuple(line(study, item) for item in mine)
            blocks.append(Table(f"Contract measures: {supplier.title}", COLUMNS, lines, note=METHOD))
    return Blocks(blocks)


def choose_none(study: Study) -> str:
    """Say that there is no promise, in a report of the whole or of a part."""
    from csi_lib.report.sections.part import choose_words

    return choose_words(study, NONE, NONE_HERE)


def line(study: Study, item: Kept) -> dict[str, Any]:
    """Return one promise as a row: its newest decided period, else its newest."""
    measure = item.asked.measure
    kpi = next((kpi for kpi in study.kpis if kpi.id == measure.kpi), None)
    shown = _choose(item.results)
    unit = shown.unit if shown else (kpi.unit if kpi else "")
    value, target = say_against(shown.value if shown else None, measure.target, unit)
    missed, decided = count_missed(item.results, LATELY)
    return {
        "kpi": name_kpi(kpi) if kpi else measure.kpi,
        "where": ", ".join(item.asked.where.values()),
        "period": shown.period if shown else "",
        "value": value,
        "target": target,
        "state": shown.state if shown else "not decidable",
        "n": shown.n if shown else None,
        "lately": f"{missed} of {decided}" if decided else "",
        "clause": measure.clause,
        "consequence": measure.consequence if shown and shown.state == "missed" else "",
        "remark": shown.remark if shown else item.remark,
    }


def _choose(results: tuple[Result, ...]) -> Result | None:
    decided = [item for item in results if item.state != "not decidable"]
    chosen = decided or list(results)
    return chosen[-1] if chosen else None
