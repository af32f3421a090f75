"""What of an initiative cannot be written again once its result may be known, and who may add an evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from csi_lib.register.change import Occasion

if TYPE_CHECKING:
    from csi_lib.register.initiatives.initiative import Initiative

ENDS = ("standardised", "restarted", "stopped")
BEYOND_LIVE = ("live", "evaluated", *ENDS, "closed")
# What was promised and how it is to be seen; `declared` is the day on which the first of these were written down.
MEASURED = ("kpi", "where", "target", "worthwhile", "guards", "transition", "comparison")
FIXED = (*MEASURED, "date", "baseline")


def list_rewritten(was: Initiative, now: Initiative) -> Iterator[str]:
    """Say what a change would write again that stands: evaluations always, what was registered from go-live on.

    Parameters
    ----------
    was, now : Initiative
        As it is and as it would be.

    Yields
    ------
    str
        One clause each.
    """
    lost = [str(item.as_of) for item in was.evaluations if item not in now.evaluations]
    if lost:
        yield f"the evaluation of {', '.join(lost)} is changed or left out; add another instead"
    if was.status in BEYOND_LIVE:
        yield from _list_fixed(was, now)
    if was.status in ENDS:
        yield from _list_ended(was, now)


def _list_fixed(was: Initiative, now: Initiative) -> Iterator[str]:
    changed = [key for key in FIXED if getattr(was, key) != getattr(now, key)]
    if changed:
        named = ", ".join(f"'{key}'" for key in changed)
        yield f"{named} cannot be changed, for it is '{was.status}'; start a new cycle that follows this one"
    kept: dict[str, tuple[Sequence[object], Sequence[object]]] = {
        "tests": (was.tests, now.tests),
        "options": (was.options, now.options),
        "milestones": ([item for item in was.milestones if item.done], now.milestones),
    }
    for key, (before, after) in kept.items():
        if any(item not in after for item in before):
            done = " that are done" if key == "milestones" else ""
            yield f"'{key}'{done} may only be added to, for it is '{was.status}'; one is changed or left out"
    if was.decision is not None and now.decision != was.decision:
        yield f"'decision' cannot be changed, for it is '{was.status}'; start a new cycle that follows this one"


def _list_ended(was: Initiative, now: Initiative) -> Iterator[str]:
    """The end stands as it was signed; only an override that was not there may still be signed."""
    before, after = was.closing, now.closing
    if before is None or before == after:
        return
    if before.override is not None and (after is None or after.override != before.override):
        yield "'closing.override' cannot be changed or removed: every report prints it"
    elif after is None or after.model_copy(update={"override": before.override}) != before:
        yield f"'closing' cannot be changed, for it is '{was.status}'"


def list_backdated(was: Initiative | None, now: Initiative, occasion: Occasion) -> Iterator[str]:
    """Say where a declaration would claim an earlier day than the one on which it is written.

    Parameters
    ----------
    was : Initiative or None
        As it is; None: it is new.
    now : Initiative
        As it would be.
    occasion : Occasion
        When it is written; a new record from elsewhere keeps the day it had there.

    Yields
    ------
    str
        One clause each.
    """
    today, day = occasion.day, now.declared
    if today is None or day is None or day >= today or occasion.brings_past(was):
        return
    if was is None or was.declared != day:
        yield f"'declared' cannot be {day}, a day before it is written down here; the earliest is {today}"
        return
    changed = [key for key in MEASURED if getattr(was, key) != getattr(now, key)]
    if changed and was.status not in BEYOND_LIVE:
        named = ", ".join(f"'{key}'" for key in changed)
        yield f"{named} changed after it was declared on {day}; declare it again, 'declared' {today} or later"


def list_unproven(was: Initiative | None, now: Initiative, occasion: Occasion) -> Iterator[str]:
    """Say which evaluations come from no run: a record may bring some from elsewhere, none are typed in.

    Parameters
    ----------
    was : Initiative or None
        As it is; None: it is new.
    now : Initiative
        As it would be.
    occasion : Occasion
        Whether a run writes it, or a new record comes from elsewhere.

    Yields
    ------
    str
        One clause each.
    """
    earlier = was.evaluations if was else []
    added = [str(item.as_of) for item in now.evaluations if item not in earlier]
    if not added or occasion.may_evaluate():
        return
    if not occasion.brings_past(was):
        yield f"the evaluation of {', '.join(added)} comes from no run; csi register evaluate adds evaluations"
    elif now.status in ENDS and not occasion.empty:
        yield (
            f"it is '{now.status}' by an evaluation of {', '.join(added)} that this register did not see; "
            "take it in as 'evaluated' and let it end here"
        )
