"""A year before and a year after one change, with numbers that can be worked by hand.

Every month holds 100 tickets; they take 10 h each before 2025-01-01 and 8 h each from then on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from csi_lib.kpi import Kpi, load_catalogue
from csi_lib.register import Entry, Initiative, Record, Register
from csi_lib.register.benefits.facts import BOOKING_COLUMNS, Facts
from csi_lib.register.benefits.ledger import Ledger, keep_ledger
from csi_lib.signals import Guard, Verdict

LIVE, AS_OF = dt.date(2025, 1, 1), dt.date(2025, 12, 31)
KPIS: dict[str, Kpi] = {name: load_catalogue()[name] for name in ("mttr_resolve", "reopen_rate", "csat_service")}
INITIATIVE: dict[str, Any] = {
    "version": 1, "id": "search", "title": "Search", "opportunity": "Errors repeat", "source": "kpi signal",
    "hypothesis": "Agents see the workaround", "kpi": "mttr_resolve", "where": {"service": "Mail"}, "date": LIVE,
    "declared": "2024-12-01", "target": {"value": 9, "unit": "h"}, "guards": ["reopen_rate"], "owner": "lead",
    "status": "live", "aims": ["efficiency"], "transition": 1,
}  # fmt: skip
WATCHED = Guard("reopen_rate", "not worse", 0.0, -1.0, 1.0, "percentage points", "%", 0.9, 0.9, "")
CLAIMED = Verdict(
    intervention="search", kpi="mttr_resolve", where={"service": "Mail"}, verdict="improved", effect=0.8, lo=0.7,
    hi=0.9, effect_kind="ratio", unit="h", amount="", p=0.01, own_p=0.01, q=0.01, family=1, pooled=1, slope=None,
    n_before=12, n_after=11, rho=0.3, equivalent=False, exploratory=False, detectable=0.1, more=0, outlook="",
    beside="", parallel="", guards=(WATCHED,), reason="", marks=(), design="", sentence="",
)  # fmt: skip
# 100 tickets x 8 h = 800 h a month; without the change 800/0.8 = 1,000 h: 200 h saved, a tenth of them paid 50 EUR
SAVED = {"unit_cost": 50, "per": "h", "part": 0.1, "promised": 1_200}
A_MONTH = 1_000.0


def make_initiative(**changes: Any) -> Initiative:
    return Initiative.model_validate({key: value for key, value in (INITIATIVE | changes).items() if value is not ...})


def make_verdict(**changes: Any) -> Verdict:
    return replace(CLAIMED, **changes)


def make_measures(service: str = "Mail", hours: float = 8.0) -> pd.DataFrame:
    starts = pd.date_range("2024-01-01", "2025-12-01", freq="MS")
    after = starts >= pd.Timestamp(LIVE)
    value = [hours if late else 10.0 for late in after]
    plain = {
        "kpi": "mttr_resolve", "version": 1, "variant": "", "view": "throughput", "period_start": starts,
        "period_end": starts + pd.offsets.MonthBegin(1), "service": service, "priority": None, "team": None,
        "category": None, "clock": "calendar", "value": value, "unit": "h", "numerator": [100 * item for item in value],
        "denominator": 100.0, "n": 100, "enough": True, "reason": "",
    }  # fmt: skip
    return pd.concat([pd.DataFrame(plain | {"stat": stat}) for stat in ("value", "geomean")], ignore_index=True)


def make_bookings(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(BOOKING_COLUMNS))


def keep(
    *records: Record,
    initiatives: Iterable[Initiative] = (),
    verdicts: Mapping[tuple[str, str], Verdict] | None = None,
    measures: pd.DataFrame | None = None,
    bookings: pd.DataFrame | None = None,
    rate: float = 0.0,
    years: int = 1,
) -> Ledger:
    """Keep the ledger of these records at the end of the year after the change."""
    tried = tuple(initiatives) or (make_initiative(),)
    facts = Facts(
        as_of=AS_OF,
        rate=rate,
        years=years,
        initiatives={item.id: item for item in tried},
        kpis=KPIS,
        measures=make_measures() if measures is None else measures,
        verdicts={(item.id, item.kpi): CLAIMED for item in tried} if verdicts is None else verdicts,
        bookings=make_bookings() if bookings is None else bookings,
    )
    return keep_ledger(Register(tuple(Entry(item) for item in records)), facts)
