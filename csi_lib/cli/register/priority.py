"""Put the open opportunities into order by benefit, effort, risk and evidence, the formula printed."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_day, add_engagement, find_day, read_place

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    import pandas as pd

    from csi_lib.register import Opportunity
    from csi_lib.register.initiatives.priority import Priority
    from csi_lib.register.initiatives.stake import Stake

COLUMNS = (
    "place", "best", "worst", "id", "title", "score", "benefit", "measured", "evidence", "effort", "risk", "worked",
    "kpi_level", "kpi_target", "kpi_gap", "kpi_unit", "volume_a_month", "amount_a_month", "amount_unit", "unit_cost",
    "money_a_month", "currency", "missing",
)  # fmt: skip


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register priority``."""
    add_engagement(verb)
    add_day(verb)
    verb.add_argument("--csv", metavar="FILE", help="write the order with every number, a line an opportunity")


def execute(arguments: argparse.Namespace) -> int:
    """Measure what is at stake, rank, and print or write the order."""
    from csi_lib.cli.frame import write_frame
    from csi_lib.register import Initiative, Opportunity
    from csi_lib.register.initiatives.priority import list_open, rank
    from csi_lib.report.wording import count_words

    engagement, _, _, register = read_place(arguments)
    items = list_open(register.of(Opportunity), register.of(Initiative), find_day(arguments, engagement))
    if not items:
        print(f"{engagement.id}: no opportunity waits to be taken up")
        return 0
    found = rank(items, _find_stakes(arguments.engagement, items, arguments.on))
    if arguments.csv:
        write_frame(_tabulate(found), Path(arguments.csv))
        print(f"Wrote {count_words(len(found), 'opportunity', 'opportunities')} to {arguments.csv}")
        return 0
    for line in _say(found):
        print(line)
    return 0


def _find_stakes(engagement: str, items: Sequence[Opportunity], on: dt.date | None) -> dict[str, Stake]:
    """Measure the KPIs that opportunities with a target name; where none does, no export is read."""
    from csi_lib.register.initiatives.stake import Stake, find_stake

    named = {item.kpi for item in items if item.kpi and item.target is not None}
    if not named:
        return {item.id: Stake(item.id, reason="no target is named") for item in items}
    from csi_lib.study import Scope, measure_window
    from csi_lib.study.inputs import read_inputs
    from csi_lib.study.scope import narrow

    given = narrow(read_inputs(engagement), Scope(as_of=on))
    kpis = tuple(kpi for kpi in given.kpis if kpi.id in named)
    columns = sorted({column for item in items for column in item.where})
    measures = measure_window(given.engagement, given.found, kpis, *given.window(), by=columns)
    return {item.id: find_stake(item, measures, {kpi.id: kpi for kpi in kpis}) for item in items}


def _say(found: Sequence[Priority]) -> list[str]:
    from csi_lib.register.initiatives.priority import EXPLAINED, FORMULA
    from csi_lib.register.initiatives.saying import say_range, say_stake, say_worked

    lines = [FORMULA, EXPLAINED, "", "Place  (could be)  Score  Opportunity"]
    for one in found:
        place, score = ("-", "-") if one.score is None else (f"{one.place}", f"{one.score:.2f}")
        lines += [
            f"{place:>5}  {say_range(one):>10}  {score:>5}  {one.id}: {one.title}",
            f"{'':26}{say_worked(one)}",
            f"{'':26}at stake: {say_stake(one.stake)}",
        ]
    return [*lines, "", "Could be: the place if every judged score were one point off, for it or against it."]


def _tabulate(found: Sequence[Priority]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        (
            one.place, one.best, one.worst, one.id, one.title, one.score, one.benefit, one.measured, one.evidence,
            one.effort, one.risk, one.worked, one.stake.level, one.stake.target, one.stake.gap, one.stake.unit,
            one.stake.volume, one.stake.amount, one.stake.amount_unit, one.stake.unit_cost, one.stake.money,
            one.stake.currency, one.missing,
        )
        for one in found
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({name: "Int64" for name in ("place", "best", "worst", "effort", "risk")})
