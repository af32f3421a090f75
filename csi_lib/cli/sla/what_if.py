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
    chosen = _choose(held, arguments)
    tried = {"--within": bool(arguments.within), "--share": arguments.share is not None, "--goal": bool(arguments.goal)}
    options = [option for option, given in tried.items() if given]
    targets = _keep_asked(chosen, options)
    times = [item for one in targets if one.time for item in try_times(held.counts, one, arguments.share)]
    goals = [item for one in targets if one.kpi for item in try_goals(held.attainment, one, arguments.goal)]
    lines = [*map(_time_line, times), *map(_goal_line, goals)]
    if arguments.csv:
        write_frame(pd.DataFrame(lines), Path(arguments.csv))
        print(f"Wrote {count_words(len(lines), 'line')} to {arguments.csv}")
    else:
        for target in targets:
            print("\n".join(_say(target, arguments.share, times, goals)))
    if len(targets) < len(chosen):
        keys = ", ".join(target.key for target in chosen if target not in targets)
        print(f"Not for {' and '.join(options)}, so left out: {keys}")
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
    if not own:
        raise UsageError(f"no target of agreement '{arguments.sla}' is measured", do="See 'csi sla list'")
    return [target for target in own if arguments.target in ("", target.key)]


def _keep_asked(chosen: list[Target], options: list[str]) -> list[Target]:
    """Keep the targets that the options are for, each of one kind: nobody means 6 h for answers and solutions."""
    from csi_lib.errors import UsageError

    kept: list[Target] = []
    for option in options:
        goal = option == "--goal"
        fits = [target for target in chosen if bool(target.kpi) == goal]
        if not fits:
            what = f"{option} is for {'KPIs' if goal else 'times'}, and this is about {'times' if goal else 'KPIs'}"
            raise UsageError(what, do=f"Give {'--within' if goal else '--goal'}, or another --target")
        if len({target.time.times if target.time else target.kpi for target in fits}) > 1:
            keys = ", ".join(target.key for target in fits)
            raise UsageError(f"{option} is for one kind of target, and here are several", do=f"Name a --target: {keys}")
        kept += fits
    return [target for target in chosen if target in kept] if options else chosen


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
    assert item.target.time is not None
    unit = item.target.time.unit
    tried = say_value(item.hours / _HOURS[unit], unit)
    left = f" ({item.undecided} more can still be decided by open tickets)" if item.undecided else ""
    return (
        f"  {tried:>9}{agreed}: {_say_span(item.span)} in time over the last twelve periods; {wanted} in "
        f"{item.kept} of {item.periods} periods{left}; nine of ten reached {say_value(item.promise, '%')}"
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
        "undecided": item.undecided,
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
        raise argparse.ArgumentTypeError(f"'{text}' is no time above 0; write it as 90min, 6h or 2d")
    return float(found[1]) * _HOURS[found[2]]


def _read_share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no percentage") from None
    if not 0 < value <= 100:
        raise argparse.ArgumentTypeError(f"a percentage above 0 and up to 100 (given: {text})")
    return value
