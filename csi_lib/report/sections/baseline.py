"""Where we start from."""

from __future__ import annotations

from typing import Any

import pandas as pd

from csi_lib.baseline import Baseline
from csi_lib.kpi import Kpi
from csi_lib.report.blocks import Blocks, Column, Table, Text
from csi_lib.report.sections import rows
from csi_lib.report.sections.part import NO_BASELINE, choose_words
from csi_lib.study import Study


def baseline_answer(study: Study) -> Blocks:
    """Say which frozen baseline the report stands on, or how to freeze one."""
    frozen = study.baseline
    if frozen is not None:
        body = (
            f"This report compares with baseline '{frozen.id}': {frozen.first} to {frozen.last}, frozen on "
            f"{frozen.frozen_on} by {frozen.author} ({frozen.reason}). Its digest {frozen.digest} was checked."
        )
        return Blocks([Text(body, role="answer")])
    if study.part:
        return Blocks([Text(choose_words(study, "", NO_BASELINE), role="answer")])
    body = "No baseline is frozen for this engagement yet, so nothing is compared with a fixed starting point."
    command = (
        f"Freeze one: csi freeze {study.engagement.id} start --from {study.first} --to DATE --author NAME "
        '--reason "why this window". The next report compares with it.'
    )
    return Blocks([Text(body, role="answer"), Text(command, role="note")])


def baselines(study: Study) -> Blocks:
    """Show every frozen baseline with its window, author, reason, link and digest."""
    if study.part:
        return Blocks([Text("The report of the whole engagement lists its baselines.", role="note")])
    columns = (
        Column("id", "Baseline"),
        Column("first", "From", kind="stamp"),
        Column("last", "To", kind="stamp"),
        Column("author", "Frozen by"),
        Column("frozen_on", "On", kind="stamp"),
        Column("reason", "Reason"),
        Column("replaces", "Replaces"),
        Column("data", "Data fingerprint"),
        Column("digest", "Digest (checked)"),
    )
    lines = tuple({item.key: getattr(frozen, item.key) for item in columns} for frozen in study.baselines)
    return Blocks([Table("Frozen baselines", columns, lines)])


def baseline_comparison(study: Study) -> Blocks:
    """Show each KPI's frozen value and limits beside its last month; without a baseline, the whole window."""
    frozen = study.baseline
    if frozen is None:
        whole = "Nothing is frozen, so there is no then to lay beside now."
        part = "Of one {part} alone nothing is frozen, so there is no then to lay beside now."
        return Blocks([Text(choose_words(study, whole, part), role="note")])
    lines = tuple(line for kpi in study.kpis for line in _lines(study, kpi, frozen))
    columns = (
        Column("kpi", "KPI"),
        Column("stat", "Statistic"),
        Column("frozen", "Baseline", kind="number"),
        Column("frozen_n", "n (baseline)", kind="number"),
        Column("month", "Month"),
        Column("last", "Last month", kind="number"),
        Column("last_n", "n (month)", kind="number"),
        Column("unit", "Unit"),
        Column("note", "Remark"),
    )
    note = "Values side by side, no verdict: whether something changed is answered under trends and before/after."
    return Blocks([Table(f"Baseline '{frozen.id}' and the last month", columns, lines, note=note)])


def _lines(study: Study, kpi: Kpi, frozen: Baseline) -> list[dict[str, Any]]:
    months = rows.at(rows.main_view(study.measures, kpi))
    return [_line(kpi, stat, rows.last_month(months[months["stat"] == stat]), frozen) for stat in rows.stats_of(kpi)]


def _line(kpi: Kpi, stat: str, last: pd.DataFrame, frozen: Baseline) -> dict[str, Any]:
    value, n, note = _frozen_value(kpi, stat, frozen)
    row = last.iloc[0] if len(last) else None
    return {
        "kpi": f"{kpi.title} ({kpi.id}@{kpi.version})",
        "stat": rows.stat_label(kpi, stat),
        "frozen": value,
        "frozen_n": n,
        "month": "" if row is None else rows.name_period(row),
        "last": None if row is None else row["value"],
        "last_n": None if row is None else row["n"],
        "unit": kpi.unit if row is None else row["unit"],
        "note": note,
    }


def _frozen_value(kpi: Kpi, stat: str, frozen: Baseline) -> tuple[float | None, int | None, str]:
    """Return the frozen value that a month can be laid beside, its n, and a remark."""
    other = frozen.say_other(kpi)
    if other:
        return None, None, other
    whole = frozen.value_of(kpi.id, stat)
    if kpi.kind != "count":
        return (whole.value, whole.n, whole.reason) if whole else (None, None, "")
    # The sum over the whole window is no number to compare a month with; the centre of its months is.
    limits = frozen.limits_of(kpi.id)
    if limits is None:
        return None, None, "too few months in the baseline for a monthly level"
    return limits.center, whole.n if whole else None, f"baseline: centre of its {limits.periods} months"
