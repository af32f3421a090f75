"""Scores as sums over levels of means over streams: 0 to the number of levels, never a level."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from csi_lib.maturity.framework import find_band
from csi_lib.maturity.frameworks.heard import Heard, make_profile, say_part
from csi_lib.maturity.frameworks.models import Streams
from csi_lib.maturity.frameworks.profile import Part, Profile


def score_practice(cells: Mapping[tuple[int, str], Fraction], frame: Streams) -> Fraction | None:
    """Add up the levels, each the mean of its streams.

    Parameters
    ----------
    cells : mapping of (int, str) to Fraction
        (level, stream) -> share achieved, 0..1.
    frame : Streams
        Which levels and streams there are.

    Returns
    -------
    Fraction or None
        0 to the number of levels; None when a cell has no answer, because a blank would count as nothing achieved.

    Source
    ------
    OWASP SAMM 2: answer values in github.com/owaspsamm/core, model/answer_sets/A.yml; sum over levels of the mean over
    streams in github.com/owaspsamm/sammwise, comps/surveyDisplay/calculator.js.
    """
    wanted = [(int(level.level), stream.id) for level in frame.levels for stream in frame.streams]
    if any(pair not in cells for pair in wanted):
        return None
    return sum((cells[pair] for pair in wanted), Fraction(0)) / len(frame.streams)


def read_streams(heard: Heard, frame: Streams) -> Profile:
    """Score one process as a practice.

    Returns
    -------
    Profile
        ``level`` is always None, the framework gives none; ``numbers`` hold the score, and the score of each stream.
    """
    by_item = heard.by_item(frame)
    cells: dict[tuple[int, str], Fraction] = {}
    parts = []
    for level in frame.levels:
        for stream in frame.streams:
            name = f"{level.level}{stream.id}"
            questions = by_item.get(name, [])
            percent = heard.average(questions, frame)
            letter = "" if percent is None else find_band(percent, frame.bands)
            if percent is not None:
                cells[int(level.level), stream.id] = percent / 100
            says = say_part(name, len(questions), heard.answered(questions), letter, None if percent is None else True)
            parts.append(
                Part(name, f"{stream.title}, {level.title}", percent, letter, None, len(questions),
                     heard.answered(questions), says)
            )  # fmt: skip
    score = score_practice(cells, frame)
    numbers = [] if score is None else [("score", score), *_score_streams(cells, frame)]
    why = "; ".join(part.says for part in parts if part.says)
    title = "no score" if score is None else f"score {float(score):.2f} of {len(frame.levels)}"
    return make_profile(heard, frame, None, parts, title=title, numbers=numbers, why=why)


def _score_streams(cells: Mapping[tuple[int, str], Fraction], frame: Streams) -> list[tuple[str, Fraction]]:
    return [
        (stream.title, sum((cells[int(level.level), stream.id] for level in frame.levels), Fraction(0)))
        for stream in frame.streams
    ]
