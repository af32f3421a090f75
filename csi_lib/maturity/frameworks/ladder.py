"""Ratings by a ladder of attributes, in the form in which frameworks stand beside one another."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from csi_lib.maturity.framework import Framework
from csi_lib.maturity.frameworks.profile import Part, Profile
from csi_lib.maturity.ladder import list_needs, say_unasked
from csi_lib.maturity.rating import AttributeRating, Rating


def read_ladder(ratings: Iterable[Rating], frame: Framework) -> list[Profile]:
    """Turn ratings by a ladder into profiles, an attribute a part; those nobody was asked about are parts too."""
    return [_turn(rating, frame) for rating in ratings]


def _turn(rating: Rating, frame: Framework) -> Profile:
    rated = {item.attribute: item for item in rating.attributes}
    stops = {item.attribute: item.says for item in rating.obstacles}
    return Profile(
        framework=frame.id,
        title=frame.title,
        edition=frame.edition,
        kind=frame.kind,
        method=" ".join(frame.aggregation.split()),
        process=rating.process,
        process_title=rating.title,
        level=None if rating.level is None else Fraction(rating.level),
        level_title=rating.level_title,
        parts=tuple(
            _make_part(item.id, item.title, rated.get(item.id), stops.get(item.id, ""), rating, frame)
            for item in frame.attributes
        ),
        why=rating.why,
        flags=rating.flags,
        sources=tuple(frame.sources),
        short=frame.short or frame.title,
    )


def _make_part(
    name: str, title: str, found: AttributeRating | None, stops: str, rating: Rating, frame: Framework
) -> Part:
    if found is None:
        return Part(name, title, None, "", None, 0, 0, f"PA {name} {say_unasked(rating.not_assessed.get(name))}")
    following = min((rating.level or 0) + 1, len(frame.levels) - 1)
    concerned = {item.id for item, _ in list_needs(following, frame)}
    met = None if found.percent is None or name not in concerned else not stops
    return Part(name, title, found.percent, found.letter, met, found.questions, found.covered, stops)
