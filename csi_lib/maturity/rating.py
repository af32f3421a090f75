"""What an assessment says: ratings of a process, its attributes, groups and outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from csi_lib.maturity.apart import GroupPair
from csi_lib.maturity.letters import Joined


@dataclass(frozen=True)
class OutcomeRating:
    """The score of one question.

    Parameters
    ----------
    question, attribute, outcome : str
        Id of the question, the attribute it counts for, and what is so when it works.
    percent : Fraction or None
        Mean over the respondents who answered N, P, L or F, 0..100; None when nobody did.
    letter : str
        The band of the percent; empty when there is none.
    respondents : int
        How many of them.
    kpis : tuple of str
        KPIs that could contradict the answers.
    """

    question: str
    attribute: str
    outcome: str
    percent: Fraction | None
    letter: str
    respondents: int
    kpis: tuple[str, ...]


@dataclass(frozen=True)
class AttributeRating:
    """The rating of one process attribute.

    Parameters
    ----------
    attribute, title : str
        Id (``2.1``) and title in the framework.
    level : int
        The level it belongs to.
    percent : Fraction or None
        Mean over the questions that have a score, 0..100, exact; None when no question has one.
    letter, refined : str
        The band and the half band; empty when not rated.
    questions, covered : int
        Questions asked (without those that are not applicable to anybody), and those with a score.
    answered, blank, dont_know, not_applicable : int
        Replies by kind; their sum is all that was asked (questions times the respondents asked).
    direct : int
        Of the answered ones, those that rest on a record or on data.
    respondents : int
        People with at least one N, P, L or F here.
    lowest, highest : Fraction or None
        Range over these people of their own percent; no interval is claimed for so few.
    joined : Joined or None
        How letters of instances were joined to this letter; None where it is the band of the percent.
    """

    attribute: str
    title: str
    level: int
    percent: Fraction | None
    letter: str
    refined: str
    questions: int
    covered: int
    answered: int
    blank: int
    dont_know: int
    not_applicable: int
    direct: int
    respondents: int
    lowest: Fraction | None
    highest: Fraction | None
    joined: Joined | None = None


@dataclass(frozen=True)
class GroupRating:
    """What one group of respondents says on level 1, by the same arithmetic."""

    group: str
    percent: Fraction | None
    letter: str
    respondents: int


@dataclass(frozen=True)
class Obstacle:
    """One attribute that keeps a process from its next level.

    Parameters
    ----------
    attribute : str
        Its id.
    letter : str
        What it is rated; empty when not rated.
    percent : Fraction or None
        At what percent.
    needs : str
        The least letter the next level asks.
    gap : Fraction or None
        Percentage points up to the edge that has to be passed; None when not rated or when letters are joined.
    says : str
        The obstacle in words.
    """

    attribute: str
    letter: str
    percent: Fraction | None
    needs: str
    gap: Fraction | None
    says: str


@dataclass(frozen=True)
class Rating:
    """The rating of one process.

    Parameters
    ----------
    process, title : str
        Id and title of the process.
    level : int or None
        The level reached, as far as asked; None when level 1 cannot be decided for want of answers.
    level_title : str
        Its title; ``not rated`` when there is none.
    attributes : tuple of AttributeRating
        One per attribute that was asked, in the framework's order.
    why : str
        What stops the next level; empty at the top.
    obstacles : tuple of Obstacle
        The same as data.
    coverage : Fraction
        Share of the questions that have a score (those not applicable to anybody left out), 0..1.
    groups : tuple of GroupRating
        Level 1 by group of respondents.
    outcomes : tuple of OutcomeRating
        One per question.
    respondents : int
        People with at least one N, P, L or F on this process.
    method, framework, framework_version : str
        The rating method, and the framework's id and edition.
    edition : int
        Edition of the questions; two ratings of different editions do not compare one to one.
    kpis : tuple of str
        The KPIs that its questions name.
    flags : tuple of str
        What a reader has to know before trusting it.
    pairs : tuple of GroupPair
        The groups of respondents two by two.
    not_assessed : mapping of str to str
        Attribute -> why, of those that were left out beforehand: they are no part of ``attributes``, have no letter,
        and no level is reached that needs them.
    """

    process: str
    title: str
    level: int | None
    level_title: str
    attributes: tuple[AttributeRating, ...]
    why: str
    obstacles: tuple[Obstacle, ...]
    coverage: Fraction
    groups: tuple[GroupRating, ...]
    outcomes: tuple[OutcomeRating, ...]
    respondents: int
    method: str
    framework: str
    framework_version: str
    edition: int
    kpis: tuple[str, ...]
    flags: tuple[str, ...]
    pairs: tuple[GroupPair, ...] = ()
    not_assessed: Mapping[str, str] = field(default_factory=dict)

    @property
    def spread(self) -> tuple[tuple[str, Fraction], ...]:
        """Percent on level 1 of each group that answered."""
        return tuple((item.group, item.percent) for item in self.groups if item.percent is not None)

    @property
    def says(self) -> str:
        """The level in words: ``level 2 (managed)`` or ``not rated``."""
        return "not rated" if self.level is None else f"level {self.level} ({self.level_title})"


def say_percent(percent: Fraction, edges: Iterable[Fraction] = ()) -> str:
    """Print a percent to one decimal place, never on the wrong side of a band's edge.

    Parameters
    ----------
    percent : Fraction
        0..100.
    edges : iterable of Fraction
        Upper ends of the bands.

    Returns
    -------
    str
        ``71.3 %``, or ``just above 85 %`` where rounding would hide that the edge is passed.
    """
    tenths = round(percent * 10)
    for edge in edges:
        if tenths == edge * 10 and percent != edge:
            return f"just {'above' if percent > edge else 'below'} {float(edge):g} %"
    return f"{tenths // 10}.{tenths % 10} %"


def say_range(attribute: AttributeRating) -> str:
    """Say how many people a rating rests on and how far apart they are.

    Returns
    -------
    str
        ``n = 5, their own values 50.0 % to 91.7 %``; no interval, because so few people, not drawn at random,
        allow none.
    """
    if attribute.lowest is None or attribute.highest is None:
        return "n = 0"
    if attribute.respondents == 1:
        return "n = 1, one person's view"
    return (
        f"n = {attribute.respondents}, their own values "
        f"{say_percent(attribute.lowest)} to {say_percent(attribute.highest)}"
    )
