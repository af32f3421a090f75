"""Say what other targets of an agreement would have meant, from every ticket there was: something to negotiate with."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_day, add_engagement

if TYPE_CHECKING:
    from csi_lib.register.services.past import OtherGoal, WhatIf
    from csi_lib.register.services.targets import Target
    from csi_lib.stats.description import Span
    from csi_lib.study.services.agreements import Agreements

_HOURS = {"min": 1 / 60, "h": 1.0, "d": 24.0}
_TIME = re.compile(r"^(\d+(?:\.\d+)?) ?(min|h|d)$")


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi sla what-if``."""
    add_engagement(verb)
    verb.add_argument("sla", metavar="SLA", help="id of the agreement")
    verb.add_argument(
        "--target", metavar="KEY", default="", help="one target, as 'csi sla list' names it: resolution-1"
    )
    verb.add_argument(
        "--within", metavar="TIME", type=_read_time, action="append", default=[], help="a time to try: 90min, 6h, 2d"
    )
    verb.add_argument("--share", metavar="PERCENT", type=_read_share, help="share of tickets to reach, for times")
    verb.add_argument("--goal", metavar="VALUE", type=float, action="append", default=[], help="a KPI's value to try")
    verb.add_argument("--csv", metavar="FILE", help="write what was tried, a line each")
    add_day(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Print what was tried, or write it."""
    import pandas as pd

    from csi_lib.cli.frame import write_frame
    from csi_lib.register.services.past import try_goals, try_times
    from csi_lib.report.wording import count_words
    from csi_lib.study.services.agreements import hold
    from csi_lib.study.services.ground import read_ground

    ground = read_ground(arguments.engagement, arguments.on)
    held = hold(ground, arguments.within)
    targets = _choose(held, arguments)
    times = [item for one in targets if one.time for item in try_times(held.counts, one, arguments.share)]
    goals = [item for one in targets if one.kpi for item in try_goals(held.attainment, one, arguments.goal)]
    lines = [*map(_time_line, times), *map(_goal_line, goals)]
    if arguments.csv:
        write_frame(pd.DataFrame(lines), Path(arguments.csv))
        print(f"Wrote {count_words(len(lines), 'line')} to {arguments.csv}")
        return 0
    for target in targets:
        print("\n".join(_say(target, arguments.share, times, goals)))
    return 0


def _choose(held: Agreements, arguments: argparse.Namespace) -> list[Target]:
    from csi_lib.errors import UsageError, suggest

    ids = [sla.id for sla in held.slas]
    if arguments.sla not in ids:
        raise UsageError(f"there is no agreement '{arguments.sla}'", do=suggest(arguments.sla, ids))
    own = [target for target in held.targets if target.sla.id == arguments.sla]
    keys = [target.key for target in own]
    if arguments.target and arguments.target not in keys:
        what = f"agreement '{arguments.sla}' has no target '{arguments.target}' that is measured"
        raise UsageError(what, do=suggest(arguments.target, keys))
    chosen = [target for target in own if arguments.target in ("", target.key)]
    asked = {"--within": bool(arguments.within), "--share": arguments.share is not None}
    for option in (name for name, given in asked.items() if given):
        if not any(target.time for target in chosen):
            raise UsageError(f"{option} is for times, and this is about KPIs", do="Give --goal, or another --target")
    if arguments.goal and not any(target.kpi for target in chosen):
        raise UsageError("--goal is for KPIs, and this is about times", do="Give --within, or another --target")
    if not chosen:
        raise UsageError(f"no target of agreement '{arguments.sla}' is measured", do="See 'csi sla list'")
    return chosen


def _say(target: Target, share: float | None, times: list[WhatIf], goals: list[OtherGoal]) -> list[str]:
    from csi_lib.register.services.targets import say_goal

    wanted = f"at least {share:g} %" if share is not None and target.time else say_goal(target)
    lines = [f"{target.sla.id} {target.key}: {target.title}, promised {say_goal(target)}"]
    lines += [_say_time(item, wanted) for item in times if item.target is target]
    lines += [_say_other(item) for item in goals if item.target is target]
    return lines


def _say_time(item: WhatIf, wanted: str) -> str:
    from csi_lib.report.wording import say_value

    agreed = " (agreed)" if item.agreed else ""
    return (
        f"  {say_value(item.hours, 'h'):>9}{agreed}: {_say_span(item.span)} in time over the last twelve periods; "
        f"{wanted} in {item.kept} of {item.periods} periods; nine of ten reached {say_value(item.promise, '%')}"
    )


def _say_other(item: OtherGoal) -> str:
    from csi_lib.report.wording import say_value

    agreed = " (agreed)" if item.agreed else ""
    goal = say_value(item.goal, item.target.unit)
    return f"  {goal:>9}{agreed}: kept in {item.kept} of {item.periods} periods, {_say_span(item.span)}"


def _say_span(span: Span | None) -> str:
    from csi_lib.report.wording import say_value

    if span is None:
        return "no case"
    point, low, high = (say_value(100 * value, "%") for value in (span.point, span.lo, span.hi))
    return f"{point} (95 % interval {low} to {high})"


def _time_line(item: WhatIf) -> dict[str, object]:
    return _line(item.target, item.agreed, item.span, item.periods, item.kept) | {
        "hours": item.hours,
        "promise": item.promise,
    }


def _goal_line(item: OtherGoal) -> dict[str, object]:
    return _line(item.target, item.agreed, item.span, item.periods, item.kept) | {"goal": item.goal}


def _line(target: Target, agreed: bool, span: Span | None, periods: int, kept: int) -> dict[str, object]:
    edges = (None, None, None) if span is None else (100 * span.point, 100 * span.lo, 100 * span.hi)
    return {
        "sla": target.sla.id,
        "target": target.key,
        "agreed": agreed,
        **dict(zip(("share", "lo", "hi"), edges, strict=True)),
        "periods": periods,
        "kept": kept,
    }


def _read_time(text: str) -> float:
    found = _TIME.match(text.strip())
    if not found or not float(found[1]):
        raise argparse.ArgumentTypeError(f"'{text}' is no time; write it as 90min, 6h or 2d")
    return float(found[1]) * _HOURS[found[2]]


def _read_share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no percentage") from None
    if not 0 < value <= 100:
        raise argparse.ArgumentTypeError(f"a percentage above 0 and up to 100 (given: {text})")
    return value
