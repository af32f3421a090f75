"""One set of answers of a respondent: where it comes from, how old it is, and how it is said in a conflict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from csi_lib.maturity.answers import Answer, Sheet
from csi_lib.maturity.collect.returned.form import Returned


@dataclass(frozen=True)
class Source:
    """One set of answers of a respondent: a form that came back, or the answer file that is there already."""

    file: str
    group: str
    role: str
    date: dt.date | None
    saved: dt.datetime | None
    processes: tuple[str, ...]
    answers: Mapping[str, Answer | None]
    places: Mapping[str, str]
    left: Mapping[str, str]
    standing: bool = False  # it is the answer file in the folder


@dataclass(frozen=True)
class Conflict:
    """Two answers of one respondent to one question; ``kept`` stays when one of them was to be preferred."""

    respondent: str
    question: str
    kept_file: str
    kept_place: str
    kept: str
    other_file: str
    other_place: str
    other: str


def make_source(form: Returned) -> Source:
    """Return a form as a set of answers."""
    return Source(
        file=form.file,
        group=form.group,
        role=form.role,
        date=form.day,
        saved=form.saved,
        processes=tuple(dict.fromkeys(process for _, process, _, _ in form.seal.questions)),
        answers={name: reply.answer for name, reply in form.replies.items()},
        places={name: reply.place for name, reply in form.replies.items()},
        left={name: reply.left for name, reply in form.replies.items() if reply.left},
    )


def make_standing(sheet: Sheet, file: str) -> Source:
    """Return an answer file that is there already as a set of answers."""
    places = {name: f"answers.{name}" for name in sheet.answers}
    processes = tuple(sheet.processes)
    return Source(
        file, sheet.group, sheet.role, sheet.date, None, processes, dict(sheet.answers), places, {}, standing=True
    )


def is_same(one: Source, other: Source) -> bool:
    """Tell whether two sets say the same, whenever they were saved."""
    return (one.group, one.role, dict(one.answers), dict(one.left)) == (
        other.group,
        other.role,
        dict(other.answers),
        dict(other.left),
    )


def is_newer(one: Source, other: Source) -> bool:
    """Tell whether one is known to be newer: by the time of saving, else by the day."""
    if one.saved and other.saved:
        return one.saved > other.saved
    return bool(one.date and other.date and one.date > other.date)


def sort_key(source: Source) -> tuple[dt.datetime, dt.date, str]:
    """Return what orders sets from old to new, and always the same way."""
    never = dt.datetime.min.replace(tzinfo=dt.UTC)
    return (source.saved or never, source.date or dt.date.min, source.file)


def say_reply(answer: Answer | None) -> str:
    """Return an answer with everything that was written with it, on one line."""
    if answer is None:
        return "blank"
    parts = dict(_list_parts(answer))
    said = ", ".join(f"{key} {value}" for key, value in parts.items())
    return f"{answer.answer} ({said})" if said else answer.answer


def _list_parts(answer: Answer) -> Iterator[tuple[str, str]]:
    if answer.evidence != "none":
        yield "evidence", answer.evidence
    for key in ("seen", "ref", "reason", "note"):
        value = getattr(answer, key)
        if value:
            yield key, " ".join(str(value).split())
