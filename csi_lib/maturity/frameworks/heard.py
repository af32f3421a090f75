"""What was said on one process, laid out by the items of a framework."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from csi_lib.maturity.bank import Process, Question
from csi_lib.maturity.framework import find_band
from csi_lib.maturity.frameworks.base import Base
from csi_lib.maturity.frameworks.profile import Part, Profile


@dataclass(frozen=True)
class Heard:
    """The answers on one process, or on everything.

    Parameters
    ----------
    process, title : str
        Id and title; empty for everything.
    questions : tuple of Question
        What was asked, and what was left out beforehand: the framework asks it, and it has no answer.
    percents : mapping of str to Fraction
        Question id -> mean of its answers in percent, by what the framework says an answer is worth; a question
        without an answer is absent.
    parts : mapping of str to mapping of str to Fraction
        Question id -> instance -> percent; empty where the organisation is one instance.
    """

    process: str
    title: str
    questions: tuple[Question, ...]
    percents: Mapping[str, Fraction]
    parts: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    fits: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, process: Process, percents: Mapping[str, Fraction]) -> Heard:
        """Take the answers on one process."""
        return cls(process.process, process.title, tuple(process.everything), percents, fits=process.fits)

    def by_item(self, frame: Base) -> dict[str, list[Question]]:
        """Sort the questions by the items they answer to, as the framework or their own tags say."""
        found: dict[str, list[Question]] = {}
        for question in self.questions:
            for item in frame.list_items(question):
                found.setdefault(item, []).append(question)
        return found

    def average(self, questions: Collection[Question], frame: Base) -> Fraction | None:
        """Average those of the questions that have an answer; None when fewer have than the framework's floor."""
        values = [self.percents[question.id] for question in questions if question.id in self.percents]
        enough = values and len(values) >= frame.floor * len(questions)
        return sum(values, Fraction(0)) / len(values) if enough else None

    def answered(self, questions: Iterable[Question]) -> int:
        """Count the questions that have an answer."""
        return sum(question.id in self.percents for question in questions)


def make_part(heard: Heard, frame: Base, name: str, title: str, questions: list[Question], least: str) -> Part:
    """Rate one item by the mean of its questions; met when its letter is as good as the least one."""
    percent = heard.average(questions, frame)
    letter = "" if percent is None else find_band(percent, frame.bands)
    met = frame.reaches(letter, least) if letter else None
    return Part(
        name,
        title,
        percent,
        letter,
        met,
        len(questions),
        heard.answered(questions),
        say_part(name, len(questions), heard.answered(questions), letter, met),
    )


def say_part(name: str, asked: int, answered: int, letter: str, met: bool | None) -> str:
    """Say what stops an item: that nobody was asked, that too few answered, or its letter."""
    if met is None:
        return f"{name} {say_thin(asked, answered)}"
    return "" if met else f"{name} is {letter}"


def say_thin(asked: int, answered: int) -> str:
    """Say why an item is not rated."""
    if not asked:
        return "was not asked"
    return f"has too few answers ({answered} of {asked} questions)" if answered else "has no answer"


def say_level(level: Fraction | None, frame: Base) -> str:
    """Return the title of a level."""
    titles = {item.level: item.title for item in getattr(frame, "levels", [])}
    return "not rated" if level is None else titles.get(level, "")


def make_profile(
    heard: Heard,
    frame: Base,
    level: Fraction | None,
    parts: Iterable[Part],
    *,
    title: str = "",
    numbers: Iterable[tuple[str, Fraction]] = (),
    why: str = "",
) -> Profile:
    """Put a result together with the names the framework file gives."""
    return Profile(
        framework=frame.id,
        title=frame.title,
        edition=frame.edition,
        kind=getattr(frame, "kind", ""),
        method=" ".join(frame.method.split()),
        process=heard.process,
        process_title=heard.title,
        level=level,
        level_title=title or say_level(level, frame),
        parts=tuple(parts),
        numbers=tuple(numbers),
        why=why,
        items=tuple(heard.fits.get(frame.id, [])),
        sources=tuple(frame.sources),
        short=frame.short or frame.title,
    )
