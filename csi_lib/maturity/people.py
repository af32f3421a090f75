"""How many people a rating rests on, how far apart they are, and what weights leave of their number."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
import pandas as pd

from csi_lib.maturity.tally import Shares


def count_people(
    replies: pd.DataFrame, shares: Shares, attributes: Collection[str] | None = None
) -> dict[str, dict[str, int]]:
    """Count the people with a reply that has a worth.

    Parameters
    ----------
    replies : DataFrame
        As ``list_replies`` returns it.
    shares : mapping
        The replies that have a worth.
    attributes : collection of str, optional
        Count on questions of these attributes alone; default on all that have one.

    Returns
    -------
    dict of str to dict of str to int
        Process -> group -> people; a group that was asked and gave no such reply is there with 0.
    """
    process, group, person, reply, attribute = (
        replies[name].cat for name in ("process", "group", "respondent", "reply", "attribute")
    )
    about = [name != "" if attributes is None else name in attributes for name in attribute.categories]
    worth = [word in shares for word in reply.categories]
    counted = np.array(about, dtype=bool)[attribute.codes] & np.array(worth, dtype=bool)[reply.codes]
    owner, place, number = (item.codes.to_numpy().astype(np.int64) for item in (process, group, person))
    people, groups = len(person.categories), len(group.categories)
    group_of = np.zeros(people, dtype=np.int64)
    group_of[number] = place
    pairs = np.unique((owner * people + number)[counted])  # a person counts once in a process
    sizes = np.bincount(pairs // people * groups + group_of[pairs % people], minlength=len(process.categories) * groups)
    found: dict[str, dict[str, int]] = {}
    for cell in np.unique(owner * groups + place).tolist():  # groups that were asked stand there, also with nobody
        found.setdefault(str(process.categories[cell // groups]), {})[str(group.categories[cell % groups])] = int(
            sizes[cell]
        )
    return found


def effective_number(people: Mapping[str, int], weights: Sequence[tuple[str, Fraction]]) -> Fraction:
    """Return how many equally weighted people the weighted ones are worth: (sum of w)^2 / sum of w^2.

    Parameters
    ----------
    people : mapping of str to int
        Group -> number of people.
    weights : sequence of (str, Fraction)
        Group -> weight of one of them; 1 where none is given.

    Returns
    -------
    Fraction
        At most the number of people; 0 when all that answered weigh nothing.

    Source
    ------
    Kish, L. (1965), Survey Sampling, section 11.7.
    """
    given = dict(weights)
    pairs = [(given.get(group, Fraction(1)), number) for group, number in people.items()]
    squares = sum((weight * weight * number for weight, number in pairs), Fraction(0))
    return sum((weight * number for weight, number in pairs), Fraction(0)) ** 2 / squares if squares else Fraction(0)


@dataclass(frozen=True)
class Range:
    """How many people answered, and the lowest and highest of their own means, in percent."""

    people: int
    lowest: Fraction
    highest: Fraction


def find_ranges(replies: pd.DataFrame, shares: Shares) -> dict[tuple[str, str], Range]:
    """Find per process and attribute how far apart the respondents' own means lie.

    Returns
    -------
    dict of (str, str) to Range
        (process, attribute) -> range; absent where nobody answered.
    """
    processes, attributes, people, words = (
        replies[name].cat for name in ("process", "attribute", "respondent", "reply")
    )
    has_worth = np.array([word in shares for word in words.categories], dtype=bool)[words.codes]
    if not has_worth.any():
        return {}
    unit = lcm(*(share.denominator for share in shares.values()))
    worth = np.array([int(shares.get(word, Fraction(0)) * unit) for word in words.categories])
    shape = (len(processes.categories), len(attributes.categories), len(people.categories))
    cell = ((processes.codes.to_numpy().astype(np.int64) * shape[1] + attributes.codes) * shape[2] + people.codes)[
        has_worth
    ]
    number = np.bincount(cell)
    points = np.bincount(cell, weights=worth[words.codes[has_worth]])[number > 0].astype(np.int64)  # exact: small
    place, number = np.flatnonzero(number) // shape[2], number[number > 0]
    # Many people share a mean: only the few that differ become fractions.
    most = (int(points.max()) + 1, int(number.max()) + 1)
    different, times = np.unique((place * most[0] + points) * most[1] + number, return_counts=True)
    found: dict[int, list[tuple[Fraction, int]]] = {}
    for key, people_there in zip(different.tolist(), times.tolist(), strict=True):
        rest, replies_given = divmod(key, most[1])
        where, total = divmod(rest, most[0])
        found.setdefault(where, []).append((Fraction(total * 100, unit * replies_given), people_there))
    return {
        (str(processes.categories[where // shape[1]]), str(attributes.categories[where % shape[1]])): Range(
            sum(people_there for _, people_there in values),
            min(value for value, _ in values),
            max(value for value, _ in values),
        )
        for where, values in found.items()
    }
