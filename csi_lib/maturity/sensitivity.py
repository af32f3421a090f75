"""The same answers under other readings: which process would have another level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from csi_lib.maturity.bank import Process
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.ladder import find_level
from csi_lib.maturity.methods import Counts, Scores, read_scores
from csi_lib.maturity.people import count_people, effective_number
from csi_lib.maturity.rule import PLAIN, Rule


@dataclass(frozen=True)
class Reading:
    """One process under another reading of the same answers.

    Parameters
    ----------
    choice, reading : str
        What was chosen otherwise (``joined by``), and how (``median``).
    used : bool
        Whether it is how the report reads the answers.
    level : int or None
        The level under this reading; None when it cannot be decided.
    """

    choice: str
    reading: str
    used: bool
    level: int | None


@dataclass(frozen=True)
class Sensitivity:
    """One process under all readings.

    Parameters
    ----------
    process, title : str
        The process.
    level : int or None
        As the report has it.
    readings : tuple of Reading
        Every choice that can be made, each alone, all else as in the report.
    people : int
        Who answered.
    effective : Fraction or None
        How many equally weighted people the weighted ones are worth; None without weights.
    """

    process: str
    title: str
    level: int | None
    readings: tuple[Reading, ...]
    people: int
    effective: Fraction | None

    @property
    def moved(self) -> tuple[Reading, ...]:
        """The readings that give another level."""
        return tuple(item for item in self.readings if item.level != self.level)

    @property
    def says(self) -> str:
        """Which choices decide the level, in one clause; empty when none does."""
        return ", ".join(f"{item.choice} {item.reading}: {say_level(item.level)}" for item in self.moved)


def say_level(level: int | None) -> str:
    """Say a level in words."""
    return "not rated" if level is None else f"level {level}"


def compare_readings(
    counts: Counts, processes: Iterable[Process], framework: Framework, rule: Rule = PLAIN
) -> tuple[Sensitivity, ...]:
    """Rate every process under every reading, one choice changed at a time.

    Parameters
    ----------
    counts : Counts
        The replies.
    processes : iterable of Process
        Those of the report.
    framework : Framework
        The ladder.
    rule : Rule, optional
        How the report reads the answers.

    Returns
    -------
    tuple of Sensitivity
        One per process with a question on an attribute. The tie rule is there only where letters are joined, methods
        beside R1 and R3 only where instances are named, weights only where some are given: what cannot matter is no
        choice.
    """
    asked = [process for process in processes if process.rated]
    variants = [(choice, reading, read_scores(counts, asked, framework, other), other == rule)
                for choice, reading, other in list_variants(rule)]  # fmt: skip
    people = count_people(counts.replies, framework.answers)
    base = read_scores(counts, asked, framework, rule)
    return tuple(
        _compare(process, base, variants, framework, people.get(process.process, {}), rule) for process in asked
    )


def _compare(
    process: Process,
    base: Scores,
    variants: Sequence[tuple[str, str, Scores, bool]],
    framework: Framework,
    people: dict[str, int],
    rule: Rule,
) -> Sensitivity:
    return Sensitivity(
        process=process.process,
        title=process.title,
        level=find_level(base.letters(process.process), framework),
        readings=tuple(
            Reading(choice, reading, used, find_level(scores.letters(process.process), framework))
            for choice, reading, scores, used in variants
        ),
        people=sum(people.values()),
        effective=effective_number(people, rule.weights) if rule.weights else None,
    )


def list_variants(rule: Rule) -> Iterator[tuple[str, str, Rule]]:
    """List every reading that differs from the rule in one choice, and the rule itself in each of its places.

    Yields
    ------
    tuple of (str, str, Rule)
        The choice, the reading, and the rule with it.
    """
    if rule.method != "R3":
        for aggregate in ("mean", "median", "minimum"):
            yield "joined by", aggregate, replace(rule, aggregate=aggregate)
    for not_applicable in ("left out", "not achieved", "achieved"):
        yield "'not applicable'", not_applicable, replace(rule, not_applicable=not_applicable)
    for method in ("R1", "R2", "R3") if rule.instances else ("R1", "R3"):
        yield "method", method, replace(rule, method=method)
    if rule.joins_letters:
        for half in ("down", "up"):
            yield "half rounded", half, replace(rule, half=half)
        for refined in (False, True):
            yield "letters", "with halves" if refined else "whole", replace(rule, refined=refined)
    if rule.weights:
        yield "weights", "as set", rule
        yield "weights", "none", replace(rule, weights=())
