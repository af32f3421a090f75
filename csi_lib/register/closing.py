"""What closing a cycle would write, and what keeps it from being closed; nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from csi_lib.register.change import Change
from csi_lib.register.cycle import Cycle, Frozen, SipEntry
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.initiatives.opportunity import Opportunity
from csi_lib.register.making import make_record
from csi_lib.register.objective import Objective
from csi_lib.register.register import Register


@dataclass(frozen=True)
class Sorted:
    """The initiatives of a cycle, sorted by what closing it does with them.

    Parameters
    ----------
    concluded : tuple of Initiative
        Standardised, restarted or stopped: each becomes an entry of the Service Improvement Programme.
    carried : tuple of (Initiative, str)
        Go on in the next cycle, and why.
    blocking : tuple of (Initiative, str)
        Keep the cycle open, and what each needs first.
    """

    concluded: tuple[Initiative, ...]
    carried: tuple[tuple[Initiative, str], ...]
    blocking: tuple[tuple[Initiative, str], ...]

    @property
    def all(self) -> tuple[Initiative, ...]:
        """All of them, by id."""
        found = [*self.concluded, *(item for item, _ in (*self.carried, *self.blocking))]
        return tuple(sorted(found, key=lambda item: item.id))


def find_open(register: Register) -> Cycle | None:
    """Return the cycle that is open, or None."""
    return next((item for item in register.of(Cycle) if item.status == "open"), None)


def sort_initiatives(register: Register) -> Sorted:
    """Sort the initiatives that no cycle has concluded yet; ideas belong to no cycle.

    Parameters
    ----------
    register : Register
        As it stands.

    Returns
    -------
    Sorted
        Every initiative beyond an idea and without an entry in the Service Improvement Programme.
    """
    entered = {item.initiative for item in register.of(SipEntry)}
    concluded, carried, blocking = [], [], []
    for item in register.of(Initiative):
        if item.id in entered or item.status in ("idea", "closed"):  # closed: of a file of the first issue
            continue
        if item.is_over:
            concluded.append(item)
        elif item.status in ("planned", "running"):
            carried.append((item, f"{item.status}, not live yet"))
        elif item.evaluation is None:
            blocking.append((item, "no evaluation: csi register evaluate"))
        elif item.status == "evaluated":
            blocking.append((item, "evaluated and not decided: standardise, restart or stop it (csi register move)"))
        else:
            carried.append((item, f"{item.evaluation.verdict} on {item.evaluation.as_of}"))
    return Sorted(tuple(concluded), tuple(carried), tuple(blocking))


def make_entry(item: Initiative, cycle: Cycle, ended: Frozen, on: dt.date, register: Register) -> SipEntry:
    """Make the entry that an initiative leaves in the Service Improvement Programme.

    Parameters
    ----------
    item : Initiative
        Concluded.
    cycle : Cycle
        In which.
    ended : Frozen
        The baseline at the end of the cycle.
    on : date
        Day of closing.
    register : Register
        Says which initiative begins again where this one ended.

    Returns
    -------
    SipEntry
        With the effect as the evaluation had it.
    """
    said, closing = item.evaluation, item.closing
    assert closing is not None
    following = next((other.id for other in register.of(Initiative) if other.follows == item.id), "")
    return SipEntry(
        version=1,
        id=f"{cycle.id}-{item.id}"[:63].rstrip("-_"),
        title=item.title,
        cycle=cycle.id,
        initiative=item.id,
        on=on,
        result=closing.result,
        verdict=said.verdict if said else "never evaluated",
        state=said.state if said else "",
        effect=say_effect(item),
        fingerprint=said.fingerprint if said else "",
        began=cycle.began,
        ended=ended,
        reason=closing.reason
        if closing.override is None
        else f"{closing.reason} (override: {closing.override.reason})",
        lessons=item.lessons,
        followed_by=following,
    )


def say_effect(item: Initiative) -> str:
    """Say the effect of the newest evaluation with its interval, as it was recorded; empty without one."""
    said = item.evaluation
    if said is None or said.effect is None:
        return ""
    low = "no lower end" if said.lo is None else f"{said.lo:.4g}"
    high = "no upper end" if said.hi is None else f"{said.hi:.4g}"
    kind = f" ({said.effect_kind})" if said.effect_kind else ""
    return f"{said.effect:.4g}{kind}, 95 % interval {low} to {high}"


def close_cycle(
    register: Register, cycle: Cycle, *, ended: Frozen, on: dt.date, reason: str, next_id: str, title: str = ""
) -> tuple[Change, ...]:
    """List what closing a cycle writes, all of it in one step.

    Parameters
    ----------
    register : Register
        As it stands.
    cycle : Cycle
        The open one.
    ended : Frozen
        The baseline that was frozen at its end.
    on : date
        Day of closing.
    reason : str
        Why it is closed and a new baseline begins.
    next_id, title : str
        Of the next cycle.

    Returns
    -------
    tuple of Change
        An entry for every concluded initiative, the next cycle, and the cycle, closed.

    Raises
    ------
    SettingsError
        When a day or an id that was asked for does not fit: nothing is closed before it was opened.
    """
    found = sort_initiatives(register)
    entries = [make_entry(item, cycle, ended, on, register) for item in found.concluded]
    following = make_record(
        Cycle,
        {
            "id": next_id,
            "title": title or f"Cycle after '{cycle.title}'",
            "opened": on,
            "began": ended.model_dump(),
            "owner": cycle.owner,
            "follows": cycle.id,
        },
    )
    closed = make_record(
        Cycle,
        cycle.model_dump()
        | {
            "status": "closed",
            "closed": on,
            "ended": ended.model_dump(),
            "reason": reason,
            "initiatives": [item.id for item in found.all],
            "sip": [item.id for item in entries],
            "next": following.id,
        },
    )
    seen = register.entry("cycle", cycle.id)
    return (
        *(Change(item) for item in entries),
        Change(following),
        Change(closed, seen.revision if seen else 0),
    )


def say_lines(found: Sorted) -> Iterable[str]:
    """Say every initiative of a cycle on a line."""
    for item in found.concluded:
        said = item.evaluation
        yield f"  concluded  {item.id}: {item.status}" + (f", {said.verdict}, {said.state}" if said else "")
    yield from (f"  goes on    {item.id}: {why}" for item, why in found.carried)
    yield from (f"  BLOCKS     {item.id}: {why}" for item, why in found.blocking)


def list_left_open(register: Register) -> tuple[str, ...]:
    """Name what a concluded initiative served and what still waits for its own word: objectives and opportunities.

    Parameters
    ----------
    register : Register
        As it stands.

    Returns
    -------
    tuple of str
        One clause each, by kind and id: an objective that an evaluation found achieved and that is open; an
        opportunity that is raised or accepted, and whose initiative is standardised.
    """
    items = [item for item in register.of(Initiative) if not item.withdrawn]
    reached = {item.objective for item in items if item.evaluation and item.evaluation.state == "achieved"}
    answered = {name: item.id for item in items if item.status == "standardised" for name in item.opportunities}
    return (
        *(f"objective '{item.id}' is open, and was evaluated as achieved" for item in register.of(Objective)
          if item.id in reached and item.status == "open"),
        *(f"opportunity '{item.id}' is {item.status}, and '{answered[item.id]}' is standardised"
          for item in register.of(Opportunity) if item.id in answered and item.status in ("raised", "accepted")),
    )  # fmt: skip


def say_left_open(register: Register) -> Iterable[str]:
    """Say on a line what is left open, and how it is ended; nothing where nothing is."""
    found = list_left_open(register)
    if found:
        yield f"Still open: {'; '.join(found)}. csi register move ends each"
