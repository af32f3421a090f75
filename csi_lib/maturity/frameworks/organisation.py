"""A level of the whole organisation: the lowest of the processes that each level names, as far as they were rated."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from csi_lib.maturity.frameworks.models import Asks, Organisation
from csi_lib.maturity.frameworks.profile import Part, Profile


def read_organisation(levels: Mapping[str, int | None], frame: Organisation, titles: Mapping[str, str]) -> Profile:
    """Climb the levels of the organisation as far as the processes carry.

    Parameters
    ----------
    levels : mapping of str to (int or None)
        Process -> capability level; absent when it was not asked, None when it could not be rated.
    frame : Organisation
        What each level asks.
    titles : mapping of str to str
        Process -> title, for the words.

    Returns
    -------
    Profile
        ``level`` is 0 when level 1 is missed, None while a process that would decide it was not rated.

    Source
    ------
    ISO/IEC 33004:2015, organisational process maturity models: process sets, and a level from process profiles.
    """
    looked_at: list[str] = []
    parts, reached = [], None
    for asks in frame.levels:
        looked_at.extend(asks.adds)
        parts.append(_rate_level(asks, looked_at, levels, titles))
    for part, asks in zip(parts, frame.levels, strict=True):
        if not part.met:
            if part.met is False and reached is None:
                reached = 0
            break
        reached = asks.level
    names = {0: "incomplete"} | {item.level: item.title for item in frame.levels}
    return Profile(
        framework=frame.id,
        title=frame.title,
        edition=frame.edition,
        kind=frame.kind,
        method=" ".join(frame.method.split()),
        process="",
        process_title="",
        level=None if reached is None else Fraction(reached),
        level_title="not rated" if reached is None else names[reached],
        parts=tuple(parts),
        sources=tuple(frame.sources),
        short=frame.short or frame.title,
        why=next((part.says for part in parts if not part.met), ""),
        counted=(sum(levels.get(name) is not None for name in looked_at), len(looked_at)),
    )


def _rate_level(asks: Asks, looked_at: list[str], levels: Mapping[str, int | None], titles: Mapping[str, str]) -> Part:
    rated = {name: level for name in looked_at if (level := levels.get(name)) is not None}
    low = [titles.get(name, name) for name, level in rated.items() if level < asks.every]
    unknown = [titles.get(name, name) for name in looked_at if name not in rated]
    short = asks.some is not None and all(level < asks.some for level in rated.values())
    met: bool | None = not (low or short)
    if met and unknown:
        met = None
    if low:
        says = f"level {asks.level}: below capability {asks.every}: {', '.join(low)}"
    elif unknown:
        says = f"level {asks.level} was not asked in full: {', '.join(unknown)}"
        met = None
    else:
        says = f"level {asks.level}: no process has capability {asks.some}" if short else ""
    lowest = Fraction(min(rated.values())) if rated else None
    letter = f"{len(rated) - len(low)} of {len(looked_at)}"
    return Part(str(asks.level), asks.title, lowest, letter, met, len(looked_at), len(rated), says)
