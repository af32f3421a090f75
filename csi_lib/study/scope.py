"""Whose rows a report speaks of, and up to which day; what speaks of the whole stays with the whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from csi_lib.ingest import Issue
from csi_lib.ingest.cutoff import cut
from csi_lib.ingest.restrict import restrict
from csi_lib.register import Initiative
from csi_lib.settings import Engagement, Event
from csi_lib.study.inputs import Inputs, no_notes


@dataclass(frozen=True)
class Scope:
    """What a report is about.

    Parameters
    ----------
    name : str
        Of the service or business unit; empty for the whole engagement.
    column : str
        ``service`` or ``organisation``; empty for the whole.
    values : tuple of str
        The values of the column whose rows count.
    as_of : date or None
        Last local day; None as the engagement says.
    """

    name: str = ""
    column: str = ""
    values: tuple[str, ...] = ()
    as_of: dt.date | None = None


WHOLE = Scope()


def narrow(given: Inputs, scope: Scope, *, restrict_rows: bool = True) -> Inputs:
    """Narrow what was read to what one report is about.

    Of a service or unit, objectives, notes, frozen baselines and initiatives of the whole are left out, with a finding:
    their numbers are those of all rows. An initiative for this very service stays.

    Parameters
    ----------
    given : Inputs
        Of the whole engagement.
    scope : Scope
        What the report is about.
    restrict_rows : bool
        Put its rows aside; else the data stay those of the whole, for who only wants to know what they would be.

    Returns
    -------
    Inputs
        The same object where the scope is the whole.

    Raises
    ------
    CsiError
        When no row is named so, or the rows cannot be put aside.
    """
    if scope.as_of is not None:
        found = cut(given.found, given.engagement, scope.as_of, home=given.home, cache=given.cache)
        given = replace(given, engagement=given.engagement.model_copy(update={"as_of": scope.as_of}), found=found)
    if not scope.column:
        return given
    initiatives = tuple(_narrow_initiatives(given.initiatives, scope))
    return replace(
        given,
        engagement=_narrow_settings(given.engagement, scope),
        found=restrict(given.found, {scope.column: scope.values}, cache=given.cache) if restrict_rows else given.found,
        initiatives=initiatives,
        records=given.records.only(scope.values if scope.column == "service" else ()),
        notes=no_notes(),
        baselines=(),
        baseline=None,
        part=scope.column,
        issues=(*given.issues, *_say_left_out(given, len(given.initiatives) - len(initiatives), scope)),
    )


def _narrow_settings(engagement: Engagement, scope: Scope) -> Engagement:
    alone = len(scope.values) == 1  # then the column has one value, and slicing by it says everything twice
    return engagement.model_copy(
        update={
            "client": f"{engagement.client} – {scope.name}",  # every page's head says what it is about
            "slices": [name for name in engagement.slices if not (alone and name == scope.column)],
            "breakdowns": [name for name in engagement.breakdowns if not (alone and name == scope.column)],
            "events": [event for event in engagement.events if _concerns(event, scope)],
            "objectives": [],
            "notes": "",
            "baseline": "",
        }
    )


def _concerns(event: Event, scope: Scope) -> bool:
    return scope.column != "service" or not event.services or bool(set(event.services) & set(scope.values))


def _narrow_initiatives(initiatives: tuple[Initiative, ...], scope: Scope) -> Iterator[Initiative]:
    kept = {item.id for item in initiatives if item.where.get(scope.column) in scope.values}
    for item in initiatives:
        if item.id in kept:
            follows = item.follows if item.follows in kept else ""
            other = item.comparison
            if other is not None:  # a slice of another service is not here to compare with
                here = other.where.get(scope.column, scope.values[0]) in scope.values
                other = other.model_copy(update={"where": _strip(other.where, scope)}) if here else None
            update = {"where": _strip(item.where, scope), "follows": follows, "comparison": other}
            yield item.model_copy(update=update)


def _strip(where: Mapping[str, str], scope: Scope) -> dict[str, str]:
    """Leave out the column of the scope: the total of its one value is the slice."""
    return {name: value for name, value in where.items() if name != scope.column or len(scope.values) > 1}


def _say_left_out(given: Inputs, initiatives: int, scope: Scope) -> Iterator[Issue]:
    counts = {
        "objective": len(given.engagement.objectives),
        "note": len(given.notes),
        "frozen baseline": len(given.baselines),
        "initiative": initiatives,
    }
    named = [f"{count:,} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count]
    if named:
        what = f"left out, for they speak of more than {scope.name}: {', '.join(named)}"
        yield Issue("scope", "info", scope.column, what, sum(counts.values()), "They are in the report of the whole")
