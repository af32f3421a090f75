"""What has to rise first, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator

from csi_lib.maturity.roadmap import ASK, LIFT, SHOW, THERE, Roadmap, Way, sum_effort
from csi_lib.report.blocks import Blocks, Text
from csi_lib.report.sections.maturity.said import NOTHING_ANSWERED
from csi_lib.report.wording import count_words
from csi_lib.study import Study

SMALLEST = (
    "The roadmap takes the smallest set of outcomes that lifts a process to its target, by the answers and on "
    "evidence alike: no smaller set does. Where assessors found less than people say, the outcomes that people rate "
    "lowest are taken. A smallest set carries the rating just past the edge; how likely the target then is, is said "
    "beside it."
)
BY_PERCENT = (
    "The ratings of this report join letters or answers, the roadmap joins percents: after these outcomes have risen a "
    "process may stand a letter above or below what is planned."
)


def roadmap_answer(study: Study) -> Blocks:
    """Say what comes first, what all of it takes, and what cannot be planned yet."""
    found = study.assessment.roadmap
    if not study.assessment or found is None:
        return Blocks([Text(NOTHING_ANSWERED, role="answer")])
    blocks = [Text(line, role="answer") for line in _say(found)]
    if not found.exact:
        blocks.append(Text(BY_PERCENT, role="warning"))
    rule = f"Effort is a declared rule of thumb, not a measurement: {found.rule[:1].lower()}{found.rule[1:]}"
    blocks += [Text(SMALLEST, role="note"), Text(rule, role="note")]
    return Blocks(blocks)


def _say(found: Roadmap) -> Iterator[str]:
    lifted = [way for way in found.ways if way.state == LIFT]
    there = [way.title for way in found.ways if way.state == THERE]
    if found.lifts:
        first = [item for item in found.lifts if item.wave == 1]
        low, high = sum_effort(first)
        titles = dict.fromkeys(item.title for item in first)
        yield (
            f"First, with {float(low):g} to {float(high):g} person-days: "
            f"{count_words(len(first), 'item')} of {', '.join(titles)}."
        )
        low, high = sum_effort(found.lifts)
        waves = count_words(len(found.waves), "wave")
        capacity = f"{float(found.capacity):g}"
        shown = sum(item.kind == SHOW for item in found.lifts)
        outcomes = count_words(len(found.lifts) - shown, "outcome")
        records = f" and {count_words(shown, 'missing record')}" if shown else ""
        bring = "bring" if len(found.lifts) > 1 else "brings"
        yield (
            f"All in all {outcomes}{records} {bring} {count_words(len(lifted), 'process', 'processes')} just past the "
            f"edge of the target: {float(low):g} to {float(high):g} person-days, in {waves} of {capacity}."
        )
        yield from _say_chance(lifted)
    if there:
        yield f"At the target already, by the answers and on evidence: {', '.join(there)}."
    unplanned = [way.title for way in found.ways if way.state == ASK]
    if unplanned:
        yield f"Not to be planned before more is asked: {', '.join(unplanned)}."
    if found.unasked:
        yield f"A target is set, but nobody was asked: {', '.join(found.unasked)}."


def _say_chance(lifted: list[Way]) -> Iterator[str]:
    """Say how many would then be at the target: the chances add up to the number to be expected."""
    chances = [way.then for way in lifted if way.then is not None]
    if not chances or len(chances) < len(lifted):
        return
    if len(chances) == 1:
        yield f"By the answers its chance to be at the target would then be {100 * chances[0]:.0f} %."
        return
    yield (
        f"By the answers about {sum(chances):.0f} of these {len(lifted)} would then be at the target: so many their "
        "chances add up to."
    )
