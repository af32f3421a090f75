"""Print what improvements were worth: claimed, evidenced, realised, what they return, and how sure that is."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, read_day

if TYPE_CHECKING:
    from csi_lib.register.benefits.ledger import Ledger
    from csi_lib.register.benefits.line import Line, Money
    from csi_lib.register.benefits.returns import Return
    from csi_lib.study.worth import NoReturn

DRIVERS = 3  # of each return that are printed
ALL = "All together"


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi benefits``."""
    add_engagement(verb)
    verb.add_argument(
        "--on", metavar="DATE", type=read_day, help="last day that counts, like 2026-06-30 (default: all)"
    )
    verb.add_argument("--draws", metavar="N", type=_count, help="draws of the simulation (default: 20000)")
    verb.add_argument("--seed", metavar="N", type=int, help="the same seed gives the same numbers")
    verb.add_argument("--csv", metavar="FILE", help="write every line of the ledger to a CSV or Parquet file")
    verb.add_argument("--returns", metavar="FILE", help="write the returns to a CSV or Parquet file")


def execute(arguments: argparse.Namespace) -> int:
    """Run the study, keep the ledger and say what is in it."""
    from csi_lib.cli.frame import write_frame
    from csi_lib.register.benefits.frames import ledger_frame, returns_frame
    from csi_lib.register.benefits.returns import DRAWS, SEED, Return
    from csi_lib.study import Scope, gather
    from csi_lib.study.worth import list_returns, value_benefits

    for option in ("csv", "returns"):
        _check_place(option, getattr(arguments, option))
    study = gather(arguments.engagement, scope=Scope(as_of=arguments.on), signals=False)
    ledger = value_benefits(study)
    draws = arguments.draws or DRAWS
    seed = SEED if arguments.seed is None else abs(arguments.seed)
    returns = list_returns(ledger, draws=draws, seed=seed)
    for option, frame in (
        ("csv", ledger_frame(ledger)),
        ("returns", returns_frame(item for item in returns if isinstance(item, Return))),
    ):
        if getattr(arguments, option):
            write_frame(frame, Path(getattr(arguments, option)), f"--{option}")
            print(f"Wrote {len(frame):,} rows to {getattr(arguments, option)}")
    titles = {item.id: item.title for item in study.initiatives}
    for line in (*_say_ledger(ledger, titles), *_say_returns(returns, titles, ledger)):
        print(line)
    return 0


def _check_place(option: str, place: str | None) -> None:
    """Refuse a file in a folder that is not there before anything is computed."""
    from csi_lib.errors import UsageError

    if place and not Path(place).parent.is_dir():
        raise UsageError(f"--{option} {place}: the folder {Path(place).parent} does not exist", do="Make it first")


def _count(text: str) -> int:
    if not text.isdecimal() or not 100 <= int(text) <= 200_000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of draws from 100 to 200000")
    return int(text)


def _say_ledger(ledger: Ledger, titles: dict[str, str]) -> Iterator[str]:
    if not ledger.lines and not ledger.costs:
        yield "No benefit and no cost is noted: add them with 'csi register add', kinds benefit and cost."
        return
    yield f"Benefits to {ledger.as_of}; money is realised only with evidence and once its month has passed"
    for name in sorted({line.initiative for line in ledger.lines} | {cost.initiative for cost in ledger.costs}):
        yield ""
        yield titles.get(name, f"{name} (not in the register)")
        yield from (f"  {text}" for line in ledger.lines_of(name) for text in _say_line(line))
        for cost in ledger.costs_of(name):
            counts = "; counts after that day, bookings up to it" if cost.only_later else ""
            counts = counts if cost.counted else "; not added, another source counts"
            yield f"  cost       {cost.what}: {_say_money(cost.to_date, cost.currency)} to date{counts}"
    yield ""
    for total in ledger.totals():
        yield (
            f"Total {total.counts_as}: promised {total.promised_to_date:,.0f} {total.currency} to date, realised "
            f"{_say_money(total.realised, total.currency)}"
        )
    for clash in ledger.clashes:
        same = "names the paper" if clash.paper else "rests on the effect"
        months = "" if clash.paper else f" ({clash.months} months)"
        yield f"Counted once: {clash.left_out} {same} that {clash.counted} counts{months}"
    for one, other in ledger.doubts:
        yield f"May be the same money: {one} and {other}; say 'shares_with' and 'share' in both"


def _say_line(line: Line) -> Iterator[str]:
    kind = line.counts_as if line.counted else f"{line.counts_as}, not added: another source counts"
    yield f"{line.state:<10} {line.title} ({kind})"
    if line.is_money:
        parts = [f"promised {line.promised_to_date:,.0f} {line.currency} to date"] if line.promised else []
        parts += [f"realised {_say_money(line.realised, line.currency)}"] if line.months else []
        parts += [f"{_say_money(line.monthly, line.currency)} a month to come"] if line.monthly else []
        if parts:
            yield f"           {'; '.join(parts)}"
    guards = f"; beside it: {', '.join(f'{kpi} {answer}' for kpi, answer in line.guards)}" if line.guards else ""
    yield f"           {line.why}{guards}"


def _say_money(money: Money, currency: str) -> str:
    if money.low == money.high:
        return f"{money.base:,.0f} {currency}"
    return f"{money.base:,.0f} {currency} ({money.low:,.0f} to {money.high:,.0f})"


def _say_chance(share: float) -> str:
    """Say a chance; draws know no 0 and no 1."""
    return "below 0.001" if share < 0.001 else "above 0.999" if share > 0.999 else f"{share:.3f}"


def _say_returns(returns: Iterable[Return | NoReturn], titles: dict[str, str], ledger: Ledger) -> Iterator[str]:
    from csi_lib.register.benefits.returns import Return

    head = f"Return at {100 * ledger.rate:g} % a year, {ledger.years} years from go-live"
    for place, item in enumerate(returns):
        if place == 0:
            draws = f"; {item.draws:,} draws, seed {item.seed}" if isinstance(item, Return) else ""
            yield ""
            yield f"{head}{draws}"
        name = titles.get(item.about, item.about) or ALL
        reading = {"to date": "realised to date", "evidenced": "by the evidence", "promised": "as promised"}[
            item.reading
        ]
        label = f"  {name}, {reading}{', cash alone' if item.cash else ''}"
        if not isinstance(item, Return):
            yield f"{label}: none, for {item.reason}"
            continue
        if not item.benefit:
            nothing = (
                "was promised in a record" if item.reading == "promised" else "comes back, counting what is evidenced"
            )
            yield f"{label}: nothing {nothing}, on {item.cost:,.0f} {item.currency}"
            continue
        back = f"back after {item.payback.median:.0f} months" if item.payback.finite >= 0.5 else "not back in that time"
        yield (
            f"{label}: {100 * item.base:+.0f} % (5-95 %: {100 * item.roi.lo:+.0f} to {100 * item.roi.hi:+.0f} %), "
            f"P(return > 0) {_say_chance(item.roi.above_zero)}, {back}"
        )
        for driver in item.drivers[:DRIVERS]:
            bar = driver.bar
            yield (
                f"      {driver.label}: {100 * bar.low:+.0f} % to {100 * bar.high:+.0f} %, "
                f"{100 * bar.share:.0f} % of the variance"
            )
