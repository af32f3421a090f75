"""List every agreed target: promised, reached in the newest period, and how often it would have been met before."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_day, add_engagement

if TYPE_CHECKING:
    import pandas as pd

    from csi_lib.register.services.past import Past
    from csi_lib.study.services.agreements import Agreements


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi sla list``."""
    add_engagement(verb)
    verb.add_argument("--missed", action="store_true", help="list the missed periods, each with its clause")
    verb.add_argument("--csv", metavar="FILE", help="write every target and period, a line each")
    add_day(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Print the list, or write it."""
    from csi_lib.cli.frame import write_frame
    from csi_lib.report.wording import count_words
    from csi_lib.study.services.agreements import hold
    from csi_lib.study.services.ground import read_ground

    ground = read_ground(arguments.engagement, arguments.on)
    held = hold(ground)
    if arguments.csv:
        frame = held.breaches if arguments.missed else held.attainment
        write_frame(frame, Path(arguments.csv))
        print(f"Wrote {count_words(len(frame), 'line')} to {arguments.csv}")
        return 0
    if not held.slas:
        print(f"{ground.engagement.id}: no service level agreement is in the register")
        return 0
    print("\n".join(_say_breaches(held) if arguments.missed else _say_targets(held)))
    return 0


def _say_targets(held: Agreements) -> list[str]:
    from csi_lib.errors import one_line

    lines = []
    for sla in held.slas:
        lines.append(one_line(f"{sla.id}: {sla.title} ({sla.service}, {sla.status}, a {sla.period})"))
        lines += [_say_target(held, item) for item in held.past if item.target.sla.id == sla.id]
        lines += [f"  {what}: not measured, {why}" for own, what, why in held.unmeasured if own.id == sla.id]
    return lines


def _say_target(held: Agreements, item: Past) -> str:
    from csi_lib.register.services.targets import say_goal
    from csi_lib.report.wording import say_against, say_period, say_value

    rows = held.of(item.target)
    last = rows.iloc[-1]
    value = say_against(last["value"], item.target.goal, item.target.unit)[0]
    reached = f"{value} in {say_period(last['period_start'], last['period_end'])}"
    span = ""
    if item.span is not None:
        low, high = (say_value(100 * edge, "%") for edge in (item.span.lo, item.span.hi))
        span = f", 95 % interval {low} to {high}"
    return (
        f"  {item.target.key:<22} {item.target.title}, {say_goal(item.target)}: {reached}, {last['state']}; "
        f"would have been met in {item.kept} of {item.periods} periods{span}: {item.word}"
    )


def _say_breaches(held: Agreements) -> list[str]:
    if held.breaches.empty:
        return ["No agreed target was missed."]
    return [_say_breach(held, row) for _, row in held.breaches.iterrows()]


def _say_breach(held: Agreements, row: pd.Series) -> str:
    from csi_lib.errors import one_line
    from csi_lib.register.services.targets import say_goal
    from csi_lib.report.wording import say_against, say_period

    target = next(item for item in held.targets if item.id == (row["sla"], row["target"]))
    reached = say_against(row["value"], target.goal, target.unit)[0]
    period = say_period(row["period_start"], row["period_end"])
    return one_line(f"{period} {row['sla']} {row['target']}: {reached}, promised {say_goal(target)}. {row['clause']}")
