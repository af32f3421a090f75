"""What comes back on what was spent, how sure that is, and what drives it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from csi_lib.register.benefits.returns import Return
from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.sections.benefits.words import name_initiative, say_chance, say_nothing
from csi_lib.report.tornado import tornado_chart
from csi_lib.report.wording import say_value
from csi_lib.study import Study
from csi_lib.study.worth import NoReturn, value_returns

READINGS = {"to date": "realised to date", "evidenced": "by the evidence", "promised": "as promised"}
ALL = "All together"
MOST_BARS = 8


def benefit_returns(study: Study) -> Blocks:
    """Show the return of everything and of each initiative, by the evidence and as it was promised."""
    found = value_returns(study)
    if not found:
        return say_nothing(study)
    returns = (
        Column("title", "Initiative"),
        Column("reading", "Reading"),
        Column("roi", "Return", unit="%", kind="number"),
        Column("lo", "5th percentile", unit="%", kind="number"),
        Column("hi", "95th percentile", unit="%", kind="number"),
        Column("chance", "Chance of a return"),
        Column("payback", "Months until it is back"),
        Column("remark", "Remark"),
    )
    worth = (
        Column("title", "Initiative"),
        Column("reading", "Reading"),
        Column("cost", "Cost", kind="number"),
        Column("benefit", "Benefit", kind="number"),
        Column("npv", "Net present value, 5 to 95 %"),
        Column("currency", "Currency"),
    )
    rows = [_line(study, item) for item in found]
    title = "What comes back on what was spent"
    return Blocks(
        [
            Table(title, returns, _keep(rows, returns), note=_say_method(study)),
            Table("Costs and benefits, worth on the first day", worth, _keep(rows, worth)),
        ]
    )


def _keep(rows: list[dict[str, Any]], columns: tuple[Column, ...]) -> tuple[dict[str, Any], ...]:
    return tuple({column.key: row.get(column.key) for column in columns} for row in rows)


def _say_method(study: Study) -> str:
    item = next((one for one in value_returns(study) if isinstance(one, Return)), None)
    draws = f" {item.draws:,} draws, seed {item.seed}." if item else ""
    rate, years = say_value(100 * study.engagement.discount, "%"), study.engagement.horizon
    return (
        "Return: (benefit - cost)/cost, both worth what they are on the day of the first payment at "
        f"{rate} a year, over {years} years from go-live. Effects are drawn from their own intervals, costs and "
        "volumes between their bounds (PERT), each independently; an effect is drawn once for all that rests on it."
        f"{draws} By the evidence: counting only what is evidenced. As promised: if every promise came true."
    )


def _line(study: Study, item: Return | NoReturn) -> dict[str, Any]:
    title = name_initiative(study, item.about) if item.about else "all"
    plain: dict[str, Any] = {"title": title, "reading": READINGS[item.reading] + (", cash alone" if item.cash else "")}
    if isinstance(item, NoReturn):
        return plain | {"remark": item.reason[:1].upper() + item.reason[1:]}
    plain |= {"cost": item.cost, "benefit": item.benefit, "currency": item.currency}
    if not item.benefit:
        return plain | {
            "roi": -100.0,
            "remark": "Nothing is evidenced" if item.reading != "promised" else "Nothing was promised in a record",
        }
    low, high = say_value(round(item.npv.lo)), say_value(round(item.npv.hi))
    return plain | {
        "roi": 100 * item.base,
        "lo": 100 * item.roi.lo,
        "hi": 100 * item.roi.hi,
        "chance": say_chance(item.roi.above_zero),
        "npv": f"{low} to {high}",
        "payback": _say_payback(item),
    }


def _say_payback(item: Return) -> str:
    """Say the months until the money is back; the span only where most draws bring it back."""
    if item.payback.median == float("inf"):
        return "not in that time"
    low, high = (say_value(round(end)) if end < float("inf") else "never" for end in (item.payback.lo, item.payback.hi))
    return f"{say_value(round(item.payback.median))} ({low} to {high})"


def benefit_drivers(study: Study) -> Blocks:
    """Show what drives the return by the evidence: of all together, and of each initiative with some."""
    found = [item for item in value_returns(study) if isinstance(item, Return) and item.reading == "evidenced"]
    shown = [item for item in found if item.drivers and item.benefit and not item.cash]
    if not shown:
        return Blocks([Text("Nothing is evidenced yet, so nothing drives a return.", role="note")])
    first = shown[0]
    blocks: list[Block] = [tornado_chart(_bars(first), "What drives the return", "%", 100 * first.base)]
    blocks += [_show_drivers(study, item) for item in shown]
    return Blocks(blocks)


def _bars(item: Return) -> pd.DataFrame:
    rows = [
        {"name": driver.label, "low": 100 * driver.bar.low, "high": 100 * driver.bar.high}
        for driver in item.drivers[:MOST_BARS]
    ]
    return pd.DataFrame(rows, columns=["name", "low", "high"])


def _show_drivers(study: Study, item: Return) -> Table:
    columns = (
        Column("label", "Figure"),
        Column("at_low", "Low", kind="number"),
        Column("at_high", "High", kind="number"),
        Column("unit", "Unit"),
        Column("low", "Return at low", unit="%", kind="number"),
        Column("high", "Return at high", unit="%", kind="number"),
        Column("share", "Share of the variance", unit="%", kind="number"),
    )
    lines = tuple(
        {
            "label": driver.label,
            "at_low": driver.bar.at_low,
            "at_high": driver.bar.at_high,
            "unit": driver.unit,
            "low": 100 * driver.bar.low,
            "high": 100 * driver.bar.high,
            "share": 100 * driver.bar.share,
        }
        for driver in item.drivers[:MOST_BARS]
    )
    note = (
        "Each figure alone at its 5 % and 95 % point, all others at their best guess. Share: how much of the spread of "
        "the return goes with this figure by itself; what is missing to the whole comes from several together."
    )
    name = name_initiative(study, item.about) if item.about else ALL
    return Table(f"What drives the return: {name}", columns, lines, note=note)
