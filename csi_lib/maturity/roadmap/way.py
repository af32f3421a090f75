"""The way of one process to its target: what blocks each level, and the outcomes that have to rise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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

THERE, LIFT, ASK = "there", "to be lifted", "to be asked first"
RAISE, SHOW = "raise", "show"  # an outcome that has to rise; an attribute that a record or figures have to bear out


@dataclass(frozen=True)
class Block:
    """One attribute that keeps a process from one level.

    Parameters
    ----------
    level : int
        The level that it keeps the process from.
    attribute, title : str
        Id and title.
    letter : str
        What people say; empty when nobody answered.
    percent : Fraction or None
        At what percent.
    on_evidence : str
        What the evidence bears.
    needs : str
        The least letter the level asks.
    gap : Fraction or None
        Percentage points from the lower of the two to the edge that has to be passed, 0 where only a record is
        missing; None when not rated.
    """

    level: int
    attribute: str
    title: str
    letter: str
    percent: Fraction | None
    on_evidence: str
    needs: str
    gap: Fraction | None


@dataclass(frozen=True)
class Lift:
    """One outcome that has to rise, or one attribute that has to be borne out.

    Parameters
    ----------
    process, title : str
        Id and title of the process.
    kind : str
        ``raise`` or ``show``.
    question, attribute, outcome : str
        Id of the question (or of the process's attribute, to be shown), its attribute, and what is so once it is done.
    level : int
        Level of the attribute.
    needs : str
        The letter that its attribute is lifted to.
    letter : str
        What people say of the outcome now; empty when nobody answered.
    percent : Fraction or None
        At what percent.
    weakness : str
        What assessors noted on its attribute.
    low, high : Fraction
        Person-days.
    kpis : tuple of str
        KPIs on which it should show.
    look_for : str
        Evidence that would settle it.
    after : tuple of str
        Questions whose outcomes come first: those of lower levels of the same process.
    wave : int
        When its turn comes; 0 before waves are made.
    """

    process: str
    title: str
    kind: str
    question: str
    attribute: str
    outcome: str
    level: int
    needs: str
    letter: str
    percent: Fraction | None
    weakness: str
    low: Fraction
    high: Fraction
    kpis: tuple[str, ...]
    look_for: str
    after: tuple[str, ...]
    wave: int = 0


@dataclass(frozen=True)
class Way:
    """How one process gets to its target.

    Parameters
    ----------
    process, title : str
        Id and title.
    level, on_evidence : int or None
        The level now by what people say, and by the evidence; None when not rated.
    target : int
        The level it should reach.
    set_by : str
        ``target`` or ``targets`` of the settings, or ``next level`` where they name none.
    state : str
        ``there``, ``to be lifted``, or ``to be asked first``.
    reason : str
        What has to be asked first; empty otherwise.
    blocks : tuple of Block
        What blocks each level up to the target, level by level.
    lifts : tuple of Lift
        The smallest set of outcomes that reaches the target, lower levels first.
    after : int or None
        The level once they are done, by what people say and on evidence alike.
    others : int
        Other sets of the same size that would do as well.
    now, then : float or None
        Probability by the answers that the target is reached, now and once the outcomes have risen, 0..1; None where
        it was not worked out.
    """

    process: str
    title: str
    level: int | None
    on_evidence: int | None
    target: int
    set_by: str
    state: str
    reason: str
    blocks: tuple[Block, ...]
    lifts: tuple[Lift, ...]
    after: int | None
    others: int
    now: float | None = None
    then: float | None = None

    @property
    def low(self) -> Fraction:
        """Least person-days of the whole way."""
        return sum((item.low for item in self.lifts), Fraction(0))

    @property
    def high(self) -> Fraction:
        """Most person-days of the whole way."""
        return sum((item.high for item in self.lifts), Fraction(0))


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
        names = ", ".join(f"PA {item.id}" for item in unasked)
        return replace(way, state=ASK, reason=f"no answer on {names}: no way to level {target} can be planned before")
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
