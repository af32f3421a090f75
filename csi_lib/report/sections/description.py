"""What lies behind the numbers: single tickets, kinds and definitions; description, never a verdict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from csi_lib.report.blocks import Block, Blocks, Column, Table, Text
from csi_lib.report.curves import open_curves
from csi_lib.report.sections.behind import Told, attempt, say_refusals, tell
from csi_lib.report.sections.part import NOTHING_LIVE, choose_words
from csi_lib.report.wording import count_words, say_change, say_day, say_p, say_value
from csi_lib.signals import description
from csi_lib.signals.description import Cohorts, Comparison, Definition, KindSplit, Sides
from csi_lib.study import Study

ONLY_DESCRIBED = (
    "This table describes tickets and decides nothing: a plain difference also holds the season, and the course the "
    "number was already on. No p stands here on purpose: a rank test on single tickets calls 20 to 42 % of stable "
    "years a change as soon as months differ by a tenth or two, because the tickets of a month share their month. "
    "Whether a change held is judged on months, under 'before and after'."
)  # Source: kpis.md 3
SHIFT_EXPLAINED = (
    "Shift (Hodges-Lehmann): the median of all differences between a ticket after and a ticket before. The next two "
    "columns hold the middle half of these differences: how unlike two tickets are anyway. Cliff's delta: the share "
    "of pairs in which the later ticket took longer, minus the share in which it took less; 0 is no difference, -1 "
    "every later ticket was faster."
)
CURVES_EXPLAINED = (
    "Kaplan-Meier by date of opening: tickets that are still open count as open instead of being left out, which would "
    "make the newest months look fast. Both sides begin with the first month that the verdict can use; what was opened "
    "before the change is watched until the day of the change only. Bands, limits and the log-rank check treat every "
    "ticket as independent of every other, which tickets of one month are not: the limits are too narrow, and in "
    "stable series whose months differ by a tenth the check calls 10 to 20 % different, by two tenths 20 to 40 %. "
    "Its p decides nothing."
)  # Measured: tests/stats/description/test_survival.py
MIX_EXPLAINED = (
    "'Within kinds' is the change if every kind of ticket came as often as before (direct standardisation); 'from "
    "the mix' is the rest. Both add up to the change of the mean. Kinds with fewer than five tickets on a side are "
    "taken together."
)
TRIED_EXPLAINED = (
    "Every column is one initiative; a cell says by which factor the number changed under that definition, and "
    "whether it points the same way as the first row. Factors between 0.98 and 1.02 are called hardly any change. "
    "All durations are on the calendar clock, nights and weekends included; the data at hand hold no business hours "
    "of single tickets."
)


def description_answer(study: Study) -> Blocks:
    """Say for each initiative how mean, median and 90th percentile moved, and whether the mix did it."""
    told = list(tell(study))
    if not told:
        return Blocks([Text(choose_words(study, *NOTHING_LIVE), role="answer")])
    return Blocks([Text(f"{item.name}: {_sum_up(item)}{_say_verdict(study, item)}", role="answer") for item in told])


def _sum_up(item: Told) -> str:
    if item.sides is None:
        return f"{item.refusal}."
    unit, splits = item.sides.unit, attempt(description.split_kinds, item.sides) or ()
    warned = [f" Most of that comes from another mix by {_say_by(split)}." for split in splits if split.warns][:1]
    cases = f"{len(item.sides.before):,} tickets before, {len(item.sides.after):,} after"
    moves = [
        f"{word} {say_value(before, unit)} to {say_value(after, unit)}"
        for word, before, after in _list_moves(item.sides)
    ]
    return f"{', '.join(moves)} ({cases}).{''.join(warned)}"


def _list_moves(sides: Sides) -> list[tuple[str, float, float]]:
    compared = attempt(description.compare, sides)
    if compared is None:
        return [("share", *description.compare_shares(sides))]
    words = (("mean", "mean"), ("median", "median"), ("90th percentile", "p90"))
    return [(word, getattr(compared.before, stat), getattr(compared.after, stat)) for word, stat in words]


def _say_verdict(study: Study, item: Told) -> str:
    verdict = study.verdict_of(item.initiative.id)
    return f" Verdict on months: {verdict.verdict}." if verdict else ""


def ticket_shifts(study: Study) -> Blocks:
    """Show mean, median and 90th percentile before and after, with shift and Cliff's delta beside them."""
    columns = (
        Column("title", "Initiative"),
        Column("side", "Tickets"),
        Column("n", "n", kind="number"),
        Column("mean", "Mean", kind="number"),
        Column("median", "Median", kind="number"),
        Column("p90", "90th percentile", kind="number"),
        Column("unit", "Unit"),
        Column("shift", "Shift", kind="number"),
        Column("q25", "Middle half from", kind="number"),
        Column("q75", "to", kind="number"),
        Column("delta", "Cliff's delta", kind="number"),
    )
    lines = tuple(
        line
        for item in tell(study)
        if item.sides and (compared := attempt(description.compare, item.sides))
        for line in _shift_lines(item, compared, item.sides.unit)
    )
    if not lines:
        return Blocks(say_refusals(study) or [Text(choose_words(study, *NOTHING_LIVE), role="note")])
    table = Table("Single tickets before and after", columns, lines, note=f"{SHIFT_EXPLAINED} {ONLY_DESCRIBED}")
    return Blocks([table, *say_refusals(study)])


def _shift_lines(item: Told, compared: Comparison, unit: str) -> Iterator[dict[str, object]]:
    shift = compared.shift
    beside = {"shift": shift.estimate, "q25": shift.q25, "q75": shift.q75, "delta": shift.delta}
    for side, level, more in (("before", compared.before, {}), ("after", compared.after, beside)):
        plain = {name: getattr(level, name) for name in ("n", "mean", "median", "p90")}
        yield {"title": item.initiative.title, "side": side, "unit": unit, **plain, **more}


def still_open(study: Study) -> Blocks:
    """Show how long tickets stay open on both sides of each initiative, the open ones counted as open."""
    columns = (
        Column("title", "Initiative"),
        Column("side", "Opened"),
        Column("n", "Tickets", kind="number"),
        Column("open", "End not seen", kind="number"),
        Column("median", "Median", kind="number"),
        Column("lo", "95 % from", kind="number"),
        Column("hi", "95 % to", kind="number"),
        Column("unit", "Unit"),
        Column("check", "Log-rank, as if tickets were independent"),
    )
    found = [
        (item, item.sides, cohorts)
        for item in tell(study)
        if item.sides and (cohorts := attempt(description.follow_cohorts, item.sides))
    ]
    if not found:
        return Blocks()  # the table of tickets above has said why
    lines = tuple(line for item, sides, cohorts in found for line in _cohort_lines(item, sides, cohorts))
    pictures = [_draw_cohorts(item, sides, cohorts) for item, sides, cohorts in found]
    return Blocks([*pictures, Table("Time until resolved, by date of opening", columns, lines, note=CURVES_EXPLAINED)])


def _cohort_lines(item: Told, sides: Sides, cohorts: Cohorts) -> Iterator[dict[str, object]]:
    check = f"χ² {say_value(cohorts.check.chi2)}, {say_p(cohorts.check.p)}" if cohorts.check else None
    for (side, said), curve in zip(_name_cohorts(sides).items(), (cohorts.before, cohorts.after), strict=True):
        median, lo, hi = curve.quantile(0.5)
        yield {
            "title": item.initiative.title,
            "side": said,
            "n": curve.n,
            "open": curve.n - curve.ended,
            "median": median,
            "lo": lo,
            "hi": hi,
            "unit": sides.unit,
            "check": check if side == "after" else None,
        }


def _name_cohorts(sides: Sides) -> dict[str, str]:
    last = say_day(sides.intervention.date - dt.timedelta(days=1))
    return {"before": f"{say_day(sides.begins_on)} to {last}", "after": f"from {say_day(sides.resumes_on)} on"}


def _draw_cohorts(item: Told, sides: Sides, cohorts: Cohorts) -> Block:
    counts = {"before": cohorts.before.n, "after": cohorts.after.n}
    names = {side: f"opened {said} (n = {counts[side]:,})" for side, said in _name_cohorts(sides).items()}
    curves = description.trace_curves(cohorts)
    return open_curves(curves, f"{item.name}: tickets still open", sides.unit, names)


def mix_of_kinds(study: Study) -> Blocks:
    """Show how much of each change lies within kinds of ticket and how much comes from another mix of them."""
    columns = (
        Column("title", "Initiative"),
        Column("by", "Kinds by"),
        Column("kinds", "Kinds", kind="number"),
        Column("before", "Mean before", kind="number"),
        Column("crude", "Change", kind="number"),
        Column("within", "Within kinds", kind="number"),
        Column("mix", "From the mix", kind="number"),
        Column("unit", "Unit"),
        Column("factor", "Factor (geometric mean)"),
        Column("factor_within", "Factor within kinds"),
    )
    found = [
        (item, item.sides, split)
        for item in tell(study)
        if item.sides
        for split in attempt(description.split_kinds, item.sides) or ()
    ]
    if not found:
        return Blocks([Text("No change can be split by kinds of ticket.", role="note")])
    lines = tuple(_mix_line(item, sides, split) for item, sides, split in found)
    warned = [Text(_warn(item, sides, split), role="warning") for item, sides, split in found if split.warns]
    return Blocks([*warned, Table("Change of the mean, split by kinds of ticket", columns, lines, note=MIX_EXPLAINED)])


def _mix_line(item: Told, sides: Sides, split: KindSplit) -> dict[str, object]:
    mean = split.mean
    plain = {name: getattr(mean, name) for name in ("kinds", "before", "crude", "within", "mix")}
    factors = {"factor": split.factor, "factor_within": split.factor_within}
    said = {name: say_change(value, "ratio") for name, value in factors.items()}
    return {"title": item.initiative.title, "by": _say_by(split), "unit": _points(sides), **plain, **said}


def _warn(item: Told, sides: Sides, split: KindSplit) -> str:
    mean, unit = split.mean, _points(sides)
    crude, mix = (say_change(value, "difference", unit) for value in (mean.crude, mean.mix))
    turned = " Within kinds it points the other way." if mean.turned else ""
    return (
        f"{item.name}: of the change of the mean ({crude}), {mix} come from another mix by {_say_by(split)}: mostly "
        f"other tickets, not another way of working.{turned}"
    )


def _points(sides: Sides) -> str:
    return sides.unit if sides.is_duration else "percentage points"


def _say_by(split: KindSplit) -> str:
    return " and ".join(split.by)


def other_definitions(study: Study) -> Blocks:
    """Show whether other definitions of the same number would have said the same, sweeps left out among them."""
    told = [item for item in tell(study) if item.sides and item.sides.is_duration]
    tried = [(item, _try_all(item.sides)) for item in told if item.sides]
    if not tried:
        return Blocks([Text("No change of a duration can be compared under other definitions.", role="note")])
    names = list(dict.fromkeys(found.name for _, definitions in tried for found in definitions))
    columns = (
        Column("name", "Definition"),
        *(Column(f"i{place}", item.initiative.title) for place, (item, _) in enumerate(tried)),
    )
    cells = [{found.name: _say_tried(found) for found in definitions} for _, definitions in tried]
    lines = tuple(
        {"name": name[:1].upper() + name[1:], **{f"i{place}": cell.get(name) for place, cell in enumerate(cells)}}
        for name in names
    )
    summary = [Text(f"{item.name}: {_count_same(definitions)}") for item, definitions in tried]
    return Blocks([*summary, Table("The same change, defined otherwise", columns, lines, note=TRIED_EXPLAINED)])


def _try_all(sides: Sides) -> tuple[Definition, ...]:
    splits = attempt(description.split_kinds, sides) or ()
    return description.try_definitions(sides, attempt(description.follow_cohorts, sides), splits)


def _say_tried(found: Definition) -> str:
    said = say_change(found.factor, "ratio")
    return f"{said}, {'other way' if found.same == 'no' else 'same way' if found.same == 'yes' else found.same}"


def _count_same(definitions: tuple[Definition, ...]) -> str:
    others = definitions[1:]
    against = [found.name for found in others if found.same == "no"]
    hardly = sum(found.same == "hardly any change" for found in others)
    same = sum(found.same == "yes" for found in others)
    said = f"{same} of {count_words(len(others), 'other definition')} point the same way as the geometric mean"
    rest = f"; {hardly} {'shows' if hardly == 1 else 'show'} hardly any change" if hardly else ""
    turned = f"; the other way: {', '.join(against)}" if against else ""
    return f"{said}{rest}{turned}."
