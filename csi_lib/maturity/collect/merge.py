"""Many forms as one set of answers per respondent: the same twice counts once, and two answers are a conflict."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from csi_lib.maturity.answers import Answer
from csi_lib.maturity.collect.differing import Refused, advise, tell_differing
from csi_lib.maturity.collect.returned.form import Returned
from csi_lib.maturity.collect.returned.notes import Notes
from csi_lib.maturity.collect.source import Conflict, Source, is_newer, is_same, make_source, say_reply, sort_key

Prefer = Literal["", "newer", "given"]
ROLE, SCOPE = "role", "processes"  # what a conflict is about when it is no question


@dataclass(frozen=True)
class Merged:
    """All answers of one respondent.

    Parameters
    ----------
    respondent, group, role : str
        Who.
    date : date or None
        The latest day of their forms.
    processes : tuple of str
        What they were asked about.
    answers : mapping of str to Answer or None
        One per question that was asked; None for blank.
    left : mapping of str to str
        What they wrote beside a blank answer.
    replaced : tuple of Conflict
        What gave way to a newer answer.
    standing : Source or None
        The answer file that is there already.
    """

    respondent: str
    group: str
    role: str
    date: dt.date | None
    processes: tuple[str, ...]
    answers: Mapping[str, Answer | None]
    left: Mapping[str, str]
    replaced: tuple[Conflict, ...]
    standing: Source | None


def merge_forms(
    forms: Iterable[Returned], standing: Mapping[str, Source], prefer: Prefer, notes: Notes
) -> tuple[Merged, ...]:
    """Merge forms and the answers that are there already, respondent by respondent.

    Parameters
    ----------
    forms : iterable of Returned
        Without faults.
    standing : mapping of str to Source
        Respondent -> the answer file in the folder.
    prefer : {"", "newer", "given"}
        What to do about two answers: refuse, take the one from the later day, or take that of the forms.
    notes : Notes
        Conflicts go there as faults, duplicates as remarks.

    Returns
    -------
    tuple of Merged
        In the order of the pseudonyms; only those to whom at least one form belongs.
    """
    own: dict[str, list[Source]] = {}
    for form in forms:
        own.setdefault(form.respondent, []).append(make_source(form))
    return tuple(_merge(name, own[name], standing.get(name), prefer, notes) for name in sorted(own))


def _merge(name: str, sources: list[Source], standing: Source | None, prefer: Prefer, notes: Notes) -> Merged:
    ordered = _drop_duplicates(name, sorted(sources, key=sort_key), notes)
    everything = [*([standing] if standing else []), *ordered]
    replaced: list[Conflict] = []
    refused: list[Refused] = []
    answers: dict[str, Answer | None] = {}
    for question in dict.fromkeys(key for source in everything for key in source.answers):
        answers[question] = _settle(name, question, everything, prefer, refused, replaced)
    role = _settle_role(name, everything, prefer, refused, replaced)
    processes = _settle_scope(name, everything, prefer, refused, replaced)
    tell_differing(refused, notes)
    groups = list(dict.fromkeys(source.group for source in everything))
    if len(groups) > 1:
        said = " and ".join(f"'{source.group}' in {source.file}" for source in _first_of_each(everything))
        notes.refuse(f"respondent {name}", f"the group is {said}", "One person speaks for one group: leave one out")
    return Merged(
        respondent=name,
        group=groups[0],
        role=role,
        date=max((source.date for source in everything if source.date), default=None),
        processes=processes,
        answers=answers,
        left={key: text for source in ordered for key, text in source.left.items() if answers.get(key) is None},
        replaced=tuple(replaced),
        standing=standing,
    )


def _drop_duplicates(name: str, sources: Sequence[Source], notes: Notes) -> list[Source]:
    """Leave the newest of several that say the same: what was said again last was said last."""
    kept: list[Source] = []
    for source in reversed(sources):
        same = next((other for other in kept if is_same(source, other)), None)
        if same is None:
            kept.append(source)
        else:
            notes.remark(source.file, f"the same answers of {name} stand in {same.file}; they count once")
    return kept[::-1]


def _settle(
    name: str,
    question: str,
    sources: Sequence[Source],
    prefer: Prefer,
    refused: list[Refused],
    replaced: list[Conflict],
) -> Answer | None:
    """Return the one answer to a question; two are a conflict unless one is to be preferred and known to be newer."""
    kept: Source | None = None
    for source in sources:
        if question not in source.answers and not source.standing:
            continue
        if kept is None:
            kept = source
            continue
        mine, new = kept.answers.get(question), source.answers.get(question)
        # A blank never takes an answer away, and fills up from another form; an answer file is not changed unasked.
        if mine == new or new is None:
            continue
        if mine is None and not kept.standing:
            kept = source
            continue
        found = _pair(name, question, source, kept, mine, new)
        if mine is None and prefer:
            replaced.append(found)
            kept = source
            continue
        kept = _choose(found, source, kept, prefer, refused, replaced)
    return kept.answers.get(question) if kept else None


def _settle_role(
    name: str, sources: Sequence[Source], prefer: Prefer, refused: list[Refused], replaced: list[Conflict]
) -> str:
    kept = sources[0]
    for source in sources[1:]:
        if source.role != kept.role:
            found = Conflict(name, ROLE, source.file, ROLE, source.role, kept.file, ROLE, kept.role)
            kept = _choose(found, source, kept, prefer, refused, replaced)
    return kept.role


def _settle_scope(
    name: str, sources: Sequence[Source], prefer: Prefer, refused: list[Refused], replaced: list[Conflict]
) -> tuple[str, ...]:
    """Return all processes asked about; an answer file that names none was asked about all."""
    joined = tuple(dict.fromkeys(process for source in sources for process in source.processes))
    standing = next((source for source in sources if source.standing), None)
    if standing is None or {*standing.processes} == {*joined}:
        return joined if standing is None else standing.processes
    if not standing.processes:
        return ()
    last = sources[-1]
    there, here = ", ".join(standing.processes), ", ".join(joined)
    found = Conflict(name, SCOPE, last.file, SCOPE, here, standing.file, SCOPE, there)
    if prefer:
        replaced.append(found)
    else:
        refused.append((found, advise(last, standing, prefer)))
    return joined


def _choose(
    found: Conflict, source: Source, kept: Source, prefer: Prefer, refused: list[Refused], replaced: list[Conflict]
) -> Source:
    """Return which of two sources stays, and note the other one; a fault where that is not for us to say."""
    if _wins(source, kept, prefer):
        replaced.append(found)
        return source
    if prefer == "newer" and is_newer(kept, source):
        replaced.append(_turn(found))
        return kept
    refused.append((found, advise(source, kept, prefer)))
    return kept


def _turn(found: Conflict) -> Conflict:
    kept = (found.other_file, found.other_place, found.other)
    return Conflict(found.respondent, found.question, *kept, found.kept_file, found.kept_place, found.kept)


def _wins(source: Source, kept: Source, prefer: Prefer) -> bool:
    if prefer == "given" and kept.standing:
        return True
    return prefer == "newer" and is_newer(source, kept)


def _pair(name: str, question: str, source: Source, kept: Source, mine: Answer | None, new: Answer | None) -> Conflict:
    places = (source.places.get(question, ""), kept.places.get(question, ""))
    mine_said, new_said = say_reply(mine), say_reply(new)
    return Conflict(name, question, source.file, places[0], new_said, kept.file, places[1], mine_said)


def _first_of_each(sources: Sequence[Source]) -> list[Source]:
    return list({source.group: source for source in reversed(sources)}.values())[::-1]
