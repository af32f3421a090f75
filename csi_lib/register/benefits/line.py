"""Lines of the ledger: one benefit or one cost, what was said of it, and what there is to show for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from csi_lib.register.benefits.flow import Flow
from csi_lib.stats.money import Chance

State = Literal["claimed", "evidenced, not attributed", "evidenced", "realised"]
UNATTRIBUTED: State = "evidenced, not attributed"  # a paper shows it, and no verdict says whose work it is
Source = Literal["record", "booking", "initiative"]
SOURCES: tuple[Source, ...] = ("record", "booking", "initiative")  # the better one first: only one of them counts


@dataclass(frozen=True)
class Money:
    """An amount and how far it may be off."""

    low: float
    base: float
    high: float

    def __add__(self, other: Money) -> Money:
        return Money(self.low + other.low, self.base + other.base, self.high + other.high)

    def times(self, number: float) -> Money:
        """Return a multiple."""
        return Money(self.low * number, self.base * number, self.high * number)


NOTHING = Money(0.0, 0.0, 0.0)


def add_up(amounts: Iterable[Money]) -> Money:
    """Add amounts; nothing is zero."""
    return sum(amounts, NOTHING)


@dataclass(frozen=True)
class Input:
    """A figure that is not known exactly.

    Parameters
    ----------
    label : str
        What it is, for people.
    unit : str
        Of its values.
    chance : Chance
        Its distribution.
    """

    label: str
    unit: str
    chance: Chance


Inputs = Mapping[str, Input]
NO_INPUTS: Inputs = MappingProxyType({})


@dataclass(frozen=True)
class Seen:
    """Where the KPI of a benefit stood in the year before and stands in the months since.

    Parameters
    ----------
    before, after : float or None
        Mean of the months, weighed by cases, in the KPI's unit.
    n_before, n_after : int
        Cases.
    answered_before, answered_after : float or None
        Share of those asked that answered, percent; None where nobody is asked.
    """

    before: float | None
    after: float | None
    n_before: int
    n_after: int
    answered_before: float | None
    answered_after: float | None


@dataclass(frozen=True)
class Month:
    """One month's realised money."""

    end: dt.date
    money: Money


@dataclass(frozen=True, eq=False)
class Line:
    """One benefit.

    Parameters
    ----------
    id, title, initiative : str
        Which one, and of which initiative.
    source : {"record", "booking", "initiative"}
        A record of its own, bookings of the client, or the old key in the initiative's file.
    type, counts_as, saves, rests_on, kpi, currency, rhythm : str
        As the record says; empty where the source does not.
    state : {"claimed", "evidenced, not attributed", "evidenced", "realised"}
        Worked out, never written down.
    why : str
        What it rests on, or what is missing, one clause.
    counted : bool
        Whether it is added up: another source of the same initiative may count instead.
    promised : Money or None
        What was said beforehand, a month or once.
    promised_to_date : float
        That over the time that has passed.
    monthly : Money or None
        What a month to come will bring by the evidence.
    months : tuple of Month
        Realised money, month by month.
    guards : tuple of (str, str)
        KPIs that must not get worse, and what is said of each.
    seen : Seen or None
        Where its KPI stood and stands.
    promise, evidence : tuple of Flow
        Both as flows over the horizon; no evidence flows while it is only claimed.
    inputs : Mapping of str to Input
        What the flows are drawn from.
    """

    id: str
    title: str
    initiative: str
    source: Source
    counts_as: str
    state: State
    why: str
    type: str = ""
    saves: str = ""
    rests_on: str = "none"
    kpi: str = ""
    currency: str = ""
    rhythm: str = "monthly"
    counted: bool = True
    promised: Money | None = None
    promised_to_date: float = 0.0
    monthly: Money | None = None
    months: tuple[Month, ...] = ()
    guards: tuple[tuple[str, str], ...] = ()
    seen: Seen | None = None
    promise: tuple[Flow, ...] = ()
    evidence: tuple[Flow, ...] = ()
    inputs: Inputs = field(default_factory=lambda: NO_INPUTS)

    @property
    def is_money(self) -> bool:
        """Whether it is an amount; else it is a matter of quality and never summed."""
        return self.counts_as != "quality"

    @property
    def is_borne(self) -> bool:
        """Whether there is evidence that the initiative brought it."""
        return self.state in ("evidenced", "realised")

    @property
    def adds_money(self) -> bool:
        """Whether it adds anything: it is borne out, and no other benefit counts its effect or its paper."""
        return self.is_borne and any(any(flow.quantity) for flow in self.evidence)

    @property
    def is_cash(self) -> bool:
        """Whether money comes in or is not paid out; what is only avoided does not."""
        return self.counts_as in ("cash", "revenue")

    @property
    def realised(self) -> Money:
        """What there is to show for it up to the last day of the data."""
        return add_up(month.money for month in self.months)


@dataclass(frozen=True, eq=False)
class CostLine:
    """One cost.

    Parameters
    ----------
    id, what, initiative, category, currency, rhythm : str
        Which one, and of which initiative.
    source : {"record", "booking", "initiative"}
        As of a benefit.
    is_cash : bool
        Paid; else hours of people who are paid anyway.
    counted : bool
        Whether it is added up.
    only_later : bool
        Whether it counts only after the last day of the data, because bookings count up to it.
    payment : Money
        One payment; of bookings all of them.
    to_date : Money
        What has fallen due by the last day of the data.
    flows : tuple of Flow
        Over the horizon.
    inputs : Mapping of str to Input
        What the flows are drawn from.
    """

    id: str
    what: str
    initiative: str
    source: Source
    category: str
    currency: str
    rhythm: str
    is_cash: bool
    payment: Money
    to_date: Money
    flows: tuple[Flow, ...]
    inputs: Inputs
    counted: bool = True
    only_later: bool = False
