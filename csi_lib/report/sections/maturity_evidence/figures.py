"""The ledger: answers beside the engagement's own figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from csi_lib.maturity.ledger import LATEST, LETTERS, Entry, Shown
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.maturity.pairs import pair_chart
from csi_lib.report.wording import count_words, say_value
from csi_lib.study import Study

FAR_MONTHS = 3  # ours: answers and figures further apart than a quarter may speak of different states
FILLED = ("tickets", "reason")  # columns that stand only where a line says something there


def ledger_findings(study: Study) -> Blocks:
    """Show every answer that the engagement's own figures contradict, with the rows that show it."""
    entries = study.ledger
    if not study.assessment.found or study.part:
        return Blocks()
    against = sorted((item for item in entries if item.contradicts), key=lambda item: -_distance(item))
    blocks: list[Block] = []
    if against:
        blocks += [_draw_ledger(against), _lay_ledger("Answers that the figures contradict", against)]
    else:
        blocks.append(Text("No answer that could be held against a KPI is contradicted by it.", role="paragraph"))
    return Blocks([*blocks, *(Text(line, role="note") for line in _say_gap(study))])


def _say_gap(study: Study) -> Iterator[str]:
    """Say how far apart answers and figures lie in time, where that is long enough for both to be right."""
    days = [sheet.date for sheet in study.assessment.asked.sheets if sheet.date is not None]
    held = [item for item in study.ledger if item.fits]
    if not days or not held:
        return
    first, last = (pick(days).year * 12 + pick(days).month for pick in (min, max))
    ago = [first - _count_months(item.shown[-1].period) for item in held]  # the answers came after the figures
    ahead = [_count_months(item.shown[0].period) - last for item in held]
    for gaps, word in ((ago, "after the last"), (ahead, "before the first")):
        far = [gap for gap in gaps if gap > FAR_MONTHS]
        if far:
            yield (
                f"The answers (from {min(days)} to {max(days)}) were given up to {max(far)} months {word} month of "
                f"figures that they are held against, for {len(far)} of {count_words(len(held), 'row')}: "
                "what changed in between is in one of them alone."
            )


def _count_months(period: str) -> int:
    year, month = period.split("-")[:2]
    return int(year) * 12 + int(month)


def ledger_rest(study: Study) -> Blocks:
    """Show the answers that the figures bear out, what cannot be said, and KPIs beside answers without a band."""
    entries = study.ledger
    agreeing = [item for item in entries if item.state == "agrees"]
    unsaid = [item for item in entries if item.state == "cannot be said"]
    beside = [item for item in entries if item.state == "no band"]
    blocks: list[Block] = []
    if agreeing:
        blocks.append(_lay_ledger("Answers that the figures bear out", agreeing, folded=True))
    if unsaid:
        columns = (
            Column("process", "Process"),
            Column("outcome", "What is so when it works"),
            Column("kpi", "KPI"),
            Column("reason", "Why it cannot be said"),
        )
        lines = tuple(
            {"process": item.title, "outcome": item.outcome, "kpi": item.kpi_title, "reason": item.reason}
            for item in unsaid
        )
        blocks.append(Table("What cannot be said", columns, lines, folded=True))
    if beside:
        blocks.append(_lay_beside(beside))
    return Blocks(blocks)


def _distance(item: Entry) -> int:
    """How many letters an answer lies beyond the nearest of the months; below zero where people say less."""
    places = [LETTERS.index(one.letter) for one in item.shown]
    own = LETTERS.index(item.letter)
    return own - max(places) if own > max(places) else own - min(places)


def _draw_ledger(entries: list[Entry]) -> Block:
    titles = [item.kpi_title for item in entries]
    names = [
        item.kpi_title if titles.count(item.kpi_title) == 1 else f"{item.kpi_title} ({item.title})" for item in entries
    ]
    pairs = pd.DataFrame(
        [
            (name, float(LETTERS.index(item.letter)), *_span(item.shown))
            for name, item in zip(names, entries, strict=True)
        ],
        columns=["name", "said", "low", "high"],
    )
    title = "What people say and what the figures fit"
    label = "N not, P partly, L largely, F fully achieved"
    return pair_chart(pairs, title, LETTERS, "what people say", "what the latest months fit", label)


def _span(shown: Iterable[Shown]) -> tuple[float, float]:
    places = [float(LETTERS.index(item.letter)) for item in shown]
    return min(places), max(places)


def _lay_ledger(title: str, entries: Iterable[Entry], *, folded: bool = False) -> Table:
    columns = (
        Column("process", "Process"),
        Column("outcome", "What is so when it works"),
        Column("letter", "People say", kind="mark"),
        Column("kpi", "KPI"),
        Column("tickets", "Tickets counted"),
        Column("fits", "Figures fit", kind="mark"),
        Column("band", "F begins at"),
        Column("newest", "Newest usable month"),
        Column("span", "Range of the latest months"),
        Column("reason", "Remark"),
    )
    items = tuple(entries)
    lines = [
        {
            "process": item.title,
            "outcome": item.outcome,
            "letter": item.letter,
            "kpi": item.kpi_title,
            "tickets": item.tickets,
            "fits": item.fits,
            "band": _say_band(item),
            "newest": _say_month(item.shown[-1], item.unit) if item.shown else "",
            "span": _say_span(item),
            "reason": item.reason,
        }
        for item in items
    ]
    kept = tuple(column for column in columns if column.key not in FILLED or any(line[column.key] for line in lines))
    rows = tuple({column.key: line[column.key] for column in kept} for line in lines)
    files = dict.fromkeys(f"{item.definition} (version {item.version})" for item in items)
    note = (
        f"Held against the latest {LATEST} usable months; measures.csv has their rows. "
        "A process about incidents alone, or requests alone, is held against these alone: such rows are counted for "
        f"this page. Defined in: {', '.join(files)}."
    )
    return Table(title, kept, rows, note=note, folded=folded)


def _say_month(item: Shown, unit: str) -> str:
    return f"{item.period} {say_value(item.value, unit)} ({count_words(item.n, 'case')})"


def _say_span(item: Entry) -> str:
    values = [one.value for one in item.shown]
    return f"{say_value(min(values), item.unit)} to {say_value(max(values), item.unit)}" if len(values) > 1 else ""


def _say_band(item: Entry) -> str:
    if not item.bands:
        return ""
    word = "at most" if item.better == "lower" else "at least"
    return f"{word} {say_value(float(item.bands[0][1]), item.unit)}"


def _lay_beside(entries: Iterable[Entry]) -> Table:
    columns = (
        Column("process", "Process"),
        Column("outcome", "What is so when it works"),
        Column("letter", "People say", kind="mark"),
        Column("kpi", "KPI"),
        Column("tickets", "Tickets counted"),
        Column("period", "Month"),
        Column("value", "Value"),
        Column("n", "Cases", kind="number"),
        Column("better", "Better"),
    )
    lines = tuple(
        {
            "process": item.title,
            "outcome": item.outcome,
            "letter": item.letter,
            "kpi": item.kpi_title,
            "tickets": item.tickets,
            "period": item.shown[-1].period if item.shown else None,
            "value": say_value(item.shown[-1].value, item.unit) if item.shown else None,
            "n": item.shown[-1].n if item.shown else None,
            "better": item.better,
        }
        for item in entries
    )
    note = "These questions lay down no number that an answer implies: nothing is compared."
    return Table("KPIs beside answers", columns, lines, note=note, folded=True)
