"""The way of one process to its target: the smallest set of outcomes, by answers and on evidence alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import prod

from csi_lib.maturity.bank import Process, Question
from csi_lib.maturity.evidence import AttributeOnEvidence, OnEvidence
from csi_lib.maturity.framework import Attribute, Framework, band
from csi_lib.maturity.ladder import find_level, list_needs
from csi_lib.maturity.rating import Rating
from csi_lib.maturity.roadmap.basis import Basis, find_basis
from csi_lib.maturity.roadmap.effort import Effort
from csi_lib.maturity.roadmap.search import Join, Smallest, find_smallest
from csi_lib.maturity.roadmap.way import ASK, LIFT, RAISE, SHOW, THERE, Block, Lift, Way


def find_way(
    rating: Rating,
    found: OnEvidence | None,
    process: Process,
    target: int,
    set_by: str,
    framework: Framework,
    effort: Effort,
    join: Join,
) -> Way:
    """Find the smallest set of outcomes that lifts one process to its target, by answers and on evidence alike.

    Parameters
    ----------
    rating : Rating
        By the answers.
    found : OnEvidence or None
        The same process on evidence.
    process : Process
        Its questions.
    target : int
        The level to reach.
    set_by : str
        Where the target comes from.
    framework : Framework
        The ladder.
    effort : Effort
        What raising an outcome takes.
    join : callable
        How percents of outcomes become that of their attribute.

    Returns
    -------
    Way
        Attributes do not share outcomes: the smallest sets of all of them together are the smallest of the process.
    """
    evidence = {item.attribute: item for item in found.attributes} if found else {}
    held = found.level if found else rating.level
    bases = {
        item.id: find_basis(item.id, rating, evidence.get(item.id), process, join) for item in framework.attributes
    }
    way = Way(rating.process, rating.title, rating.level, held, target, set_by, THERE, "", (), (), rating.level, 0)
    if rating.level is not None and held is not None and min(rating.level, held) >= target:
        return way
    way = replace(way, blocks=tuple(_list_blocks(rating, held, bases, evidence, target, framework)), after=None)
    unasked = [item for item, _ in list_needs(target, framework) if not bases[item.id].percents]
    if unasked:
        gone = [item for item in unasked if item.id in rating.not_assessed]
        names = ", ".join(f"PA {item.id}" for item in gone or unasked)
        reason = f"no answer on {names}: no way to level {target} can be planned before"
        if gone:
            reason = f"left out of the questions is {names}: no way to level {target} can be planned"
        return replace(way, state=ASK, reason=reason)
    questions = {item.id: item for item in process.questions}
    chosen = {
        item.id: _find_set(bases[item.id], item, needs, framework, effort, join)
        for item, needs in list_needs(target, framework)
    }
    lifts = [
        lift
        for item, needs in list_needs(target, framework)
        for lift in (
            *_raise(chosen[item.id], bases[item.id], item, needs, rating, questions, effort, evidence.get(item.id)),
            *_show(item, needs, rating, evidence.get(item.id), framework, effort),
        )
    ]
    after = find_level({name: band(item.percent, framework) for name, item in chosen.items()}, framework)
    others = prod(item.others + 1 for item in chosen.values()) - 1
    return replace(way, state=LIFT, lifts=_order(lifts), after=after, others=others)


def _list_blocks(
    rating: Rating,
    held: int | None,
    bases: Mapping[str, Basis],
    evidence: Mapping[str, AttributeOnEvidence],
    target: int,
    framework: Framework,
) -> Iterable[Block]:
    order, edges = [item.letter for item in framework.bands], [item.upto for item in framework.bands]
    rated = {item.attribute: item for item in rating.attributes}
    for level in range(min(rating.level or 0, held or 0) + 1, target + 1):
        for item, needs in list_needs(level, framework):
            said = rated.get(item.id)
            letter = said.letter if said else ""
            shown = evidence[item.id].letter if item.id in evidence else letter
            if all(one and order.index(one) >= order.index(needs) for one in (letter, shown)):
                continue
            percent = bases[item.id].percent
            gap = None if percent is None else max(edges[order.index(needs) - 1] - percent, Fraction(0))
            own = said.percent if said else None
            yield Block(level, item.id, item.title, letter, own, shown, needs, gap)


def _find_set(
    basis: Basis, attribute: Attribute, needs: str, framework: Framework, effort: Effort, join: Join
) -> Smallest:
    if basis.scaled:  # what people rate lowest rises first
        return find_smallest(basis.percents, needs, framework, join, basis.percents)
    cost = {name: effort.estimate(name, attribute.level, percent).high for name, percent in basis.percents.items()}
    return find_smallest(basis.percents, needs, framework, join, cost)


def _raise(
    chosen: Smallest,
    basis: Basis,
    attribute: Attribute,
    needs: str,
    rating: Rating,
    questions: Mapping[str, Question],
    effort: Effort,
    found: AttributeOnEvidence | None,
) -> Iterable[Lift]:
    said = {item.question: item for item in rating.outcomes}
    for name in chosen.questions:
        question, days = questions[name], effort.estimate(name, attribute.level, basis.percents[name])
        implied = [question.implies.kpi] if question.implies else []
        yield Lift(
            process=rating.process,
            title=rating.title,
            kind=RAISE,
            question=name,
            attribute=attribute.id,
            outcome=question.outcome,
            level=attribute.level,
            needs=needs,
            letter=said[name].letter,
            percent=said[name].percent,
            weakness=found.weakness if found else "",
            low=days.low,
            high=days.high,
            kpis=tuple(dict.fromkeys([*implied, *question.kpis])),
            look_for=question.look_for,
            after=(),
        )


def _show(
    attribute: Attribute,
    needs: str,
    rating: Rating,
    found: AttributeOnEvidence | None,
    framework: Framework,
    effort: Effort,
) -> Iterable[Lift]:
    """Ask for a record or figures where the strongest letter is needed and nothing direct bears it yet."""
    if found is None or needs != framework.bands[-1].letter or found.direct:
        return
    yield Lift(
        process=rating.process,
        title=rating.title,
        kind=SHOW,
        question=f"{rating.process}-{attribute.id}",
        attribute=attribute.id,
        outcome=f"A record or figures bear out that PA {attribute.id} ({attribute.title}) is {needs}.",
        level=attribute.level,
        needs=needs,
        letter=found.opinion,
        percent=found.percent,
        weakness=found.weakness,
        low=effort.least.low,
        high=effort.least.high,
        kpis=(),
        look_for="",
        after=(),
    )


def _order(found: Sequence[Lift]) -> tuple[Lift, ...]:
    """Put lower levels first and let each item wait for those of the levels below."""
    lifts = sorted(found, key=lambda item: (item.level, item.attribute))
    return tuple(
        replace(item, after=tuple(other.question for other in lifts if other.level < item.level)) for item in lifts
    )
