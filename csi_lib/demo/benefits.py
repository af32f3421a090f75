"""What the four initiatives cost and bring in, month by month, with bounds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.demo.chance import open_stream
from csi_lib.demo.effects import TRUTHS
from csi_lib.demo.money import list_months
from csi_lib.demo.season import STAMP, to_utc
from csi_lib.demo.world import SERVICES

SPREAD = 0.08  # of the log of a month's amount


@dataclass(frozen=True)
class Money:
    """Euros of one initiative: once and by month, and how far a month's benefit may be off."""

    initiative: str
    once: float  # cost in the month before it went live
    upkeep: float  # cost of every month from then on
    gain: float  # benefit of every month, from the second month on
    low: float  # least plausible share of the gain
    high: float
    evidence: str  # only what was seen in the KPI is realised


MONEY: tuple[Money, ...] = (
    Money("mailbox-self-repair", 24_000.0, 900.0, 5_200.0, 0.60, 1.40, "realised"),
    Money("printer-newsletter", 1_200.0, 400.0, 1_100.0, 0.0, 1.3, "claimed"),
    Money("vpn-checklist", 3_500.0, 150.0, 2_400.0, 0.0, 1.5, "claimed"),
    Money("erp-key-users", 9_600.0, 0.0, 3_000.0, 0.0, 1.6, "claimed"),
)

_Row = tuple[str, str, dt.date, str, float, float, float, str]


def draw_benefits(seed: int) -> pd.DataFrame:
    """Draw every cost and benefit of the planted initiatives; canonical columns of ``benefits``, stamps UTC."""
    rng = open_stream(seed, "benefits")
    rows = [row for money in MONEY for row in _list_rows(money)]
    names = ["initiative", "service", "month", "kind", "amount", "low", "high", "evidence"]
    frame = pd.DataFrame(rows, columns=names)
    noise = np.exp(SPREAD * rng.standard_normal(len(frame)))
    booked = to_utc(pd.Series(frame["month"].astype(STAMP) + pd.Timedelta(days=24, hours=12)))
    amounts = {name: (frame[name] * noise).round(2) for name in ("amount", "low", "high")}
    return frame.assign(
        id=[f"BEN{place + 1:04d}" for place in range(len(frame))], booked_at=booked, currency="EUR", **amounts
    )


def _list_rows(money: Money) -> list[_Row]:
    truth = next(truth for truth in TRUTHS if truth.initiative == money.initiative)
    months = list_months()
    live = months.index(truth.date.replace(day=1))
    costs = [(months[live - 1], money.once), *((month, money.upkeep) for month in months[live:])]
    head = (money.initiative, SERVICES[truth.service].name)
    return [
        # what was paid is known to a tenth
        *((*head, month, "cost", euros, euros * 0.95, euros * 1.05, "realised") for month, euros in costs if euros),
        *(
            (*head, month, "benefit", money.gain, money.gain * money.low, money.gain * money.high, money.evidence)
            for month in months[live + 1 :]
        ),
    ]
