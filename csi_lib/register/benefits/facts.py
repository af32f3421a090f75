"""What the ledger of benefits needs to know of a report: numbers, verdicts, bookings, and how far it looks ahead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.register.benefits.days import add_months
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.signals import Verdict

BOOKING_COLUMNS = ("initiative", "kind", "evidence", "day", "amount", "low", "high", "currency")


@dataclass(frozen=True, eq=False)
class Facts:
    """What the ledger of benefits rests on.

    Parameters
    ----------
    as_of : date
        Last day of the data.
    rate : float
        Yearly discount rate.
    years : int
        How far returns look ahead, from go-live.
    initiatives : Mapping of str to Initiative
        By id.
    kpis : Mapping of str to Kpi
        By id.
    measures : DataFrame
        The long measures frame, by month.
    verdicts : Mapping of (str, str) to Verdict
        By initiative and KPI.
    bookings : DataFrame
        ``BOOKING_COLUMNS``: what the client booked as costs and benefits, by local day.
    """

    as_of: dt.date
    rate: float
    years: int
    initiatives: Mapping[str, Initiative]
    kpis: Mapping[str, Kpi]
    measures: pd.DataFrame
    verdicts: Mapping[tuple[str, str], Verdict]
    bookings: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(BOOKING_COLUMNS)))

    def verdict_of(self, initiative: str, kpi: str = "") -> Verdict | None:
        """Return the verdict on one KPI of an initiative, by default on its own; None where there is none."""
        item = self.initiatives.get(initiative)
        return self.verdicts.get((initiative, kpi or (item.kpi if item else "")))

    def start_of(self, initiative: str) -> dt.date:
        """Return the day from which an initiative can bring anything: go-live, else the day after the data end."""
        item = self.initiatives.get(initiative)
        return item.date if item and item.date else self.as_of + dt.timedelta(days=1)

    def end_of(self, initiative: str) -> dt.date:
        """Return the last day that is looked ahead to."""
        return add_months(self.start_of(initiative), 12 * self.years) - dt.timedelta(days=1)
