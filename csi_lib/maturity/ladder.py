"""The ladder: from the letters of the attributes to the level of the process, and what stops the next one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from csi_lib.maturity.framework import Attribute, Framework
from csi_lib.maturity.rating import AttributeRating, Obstacle, say_percent


def find_level(letters: Mapping[str, str], framework: Framework) -> int | None:
    """Climb the ladder as far as the letters carry.

    Parameters
    ----------
    letters : mapping of str to str
        Attribute id -> letter; an attribute that is absent or empty is not rated.
    framework : Framework
        Levels, attributes and the rule.

    Returns
    -------
    int or None
        The last level reached without a break; 0 when level 1 is missed; None when level 1 cannot be decided
        because an attribute of it is not rated. An unrated attribute is never taken as met.

    Source
    ------
    ISO/IEC 33020:2015, 5.6, as reproduced in Automotive SPICE PAM 3.1, table 15.
    """
    reached: int | None = None
    for level in range(1, len(framework.levels)):
        met = [_is_met(letters.get(item.id, ""), least, framework) for item, least in list_needs(level, framework)]
        if False in met:
            return level - 1
        if None in met:
            return reached
        reached = level
    return reached


def list_needs(level: int, framework: Framework) -> list[tuple[Attribute, str]]:
    """Return each attribute that a level asks for, with its least letter."""
    return [
        (item, framework.ladder.own if item.level == level else framework.ladder.below)
        for item in framework.attributes
        if item.level <= level
    ]


def _is_met(letter: str, least: str, framework: Framework) -> bool | None:
    order = [item.letter for item in framework.bands]
    return order.index(letter) >= order.index(least) if letter else None


def find_obstacles(
    level: int | None,
    attributes: Iterable[AttributeRating],
    framework: Framework,
    left_out: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Obstacle, ...]:
    """List every attribute that stops the next level.

    Parameters
    ----------
    level : int or None
        The level reached.
    attributes : iterable of AttributeRating
        Those that the questionnaire has a question on.
    framework : Framework
        The rule.
    left_out : mapping of str to str, optional
        Attribute -> why, of those that nobody is asked about.

    Returns
    -------
    tuple of Obstacle
        Empty at the top of the ladder.
    """
    rated = {item.attribute: item for item in attributes}
    following = (level or 0) + 1
    if following >= len(framework.levels):
        return ()
    return tuple(
        _describe(item.id, least, rated.get(item.id), framework, left_out.get(item.id))
        for item, least in list_needs(following, framework)
        if not _is_met(rated[item.id].letter if item.id in rated else "", least, framework)
    )


def _describe(
    name: str, least: str, rating: AttributeRating | None, framework: Framework, left_out: str | None
) -> Obstacle:
    if rating is None or rating.percent is None:
        says = f"PA {name} {'has no answer' if rating else say_unasked(left_out)}"
        return Obstacle(name, "", None, least, None, says)
    letter, percent = rating.letter, rating.percent
    if rating.joined is not None:
        says = f"PA {name} is {letter}, joined from {', '.join(rating.joined.letters)}, needs {least}"
        return Obstacle(name, letter, percent, least, None, says)
    edges = [band.upto for band in framework.bands]
    order = [band.letter for band in framework.bands]
    edge = edges[order.index(least) - 1]  # the needed letter begins above the end of the one before it
    says = f"PA {name} is {letter} at {say_percent(percent, edges)}, needs {least} (above {float(edge):g} %)"
    return Obstacle(name, letter, percent, least, edge - percent, says)


def say_unasked(reason: str | None) -> str:
    """Say that nobody was asked, and why where that was settled beforehand."""
    return "was not asked" if reason is None else f"was left out ({reason})"


def say_why(
    obstacles: tuple[Obstacle, ...],
    level: int | None,
    asked: Collection[str],
    framework: Framework,
    left_out: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Put the obstacles into one clause; a level that nobody asked about is refused as a whole.

    Returns
    -------
    str
        ``PA 2.2 is P at 48.0 %, needs L (above 50 %)``, ``level 4 was not asked``, ``level 4 was left out`` with
        the reason, or empty at the top.
    """
    following = (level or 0) + 1
    own = {item.id for item in framework.attributes if item.level == following}
    if own and not own & set(asked):
        below = [item.says for item in obstacles if item.attribute not in own]
        reasons = dict.fromkeys(left_out[name] for name in sorted(own) if name in left_out)
        said = say_unasked("; ".join(reasons) if own <= set(left_out) else None)
        return "; ".join([f"level {following} {said}", *below])
    return "; ".join(item.says for item in obstacles)
