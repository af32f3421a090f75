"""The ledger of benefits of a study: its numbers, verdicts and bookings handed to the register."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import pandas as pd

from csi_lib.register.benefits import Benefit
from csi_lib.register.benefits.facts import BOOKING_COLUMNS, Facts
from csi_lib.register.benefits.ledger import Ledger, keep_ledger
from csi_lib.signals import Intervention, Verdict, judge_all
from csi_lib.study.judgement import make_intervention
from csi_lib.study.once import once
from csi_lib.study.study import Study

Judged = dict[tuple[str, str], Verdict]


@once
def value_benefits(study: Study) -> Ledger:
    """Work out the ledger of benefits.

    Parameters
    ----------
    study : Study
        Its register, verdicts, monthly numbers and the table of booked benefits count.

    Returns
    -------
    Ledger
        Empty where no initiative notes a cost or a benefit.
    """
    facts = Facts(
        as_of=study.as_of,
        rate=study.engagement.discount,
        years=study.engagement.horizon,
        initiatives={item.id: item for item in study.initiatives},
        kpis={kpi.id: kpi for kpi in study.kpis},
        measures=study.measures,
        verdicts=_judge_benefits(study),
        bookings=_read_bookings(study),
    )
    return keep_ledger(study.records, facts)


def _judge_benefits(study: Study) -> Judged:
    """Take the verdicts there are, and judge the KPIs that benefits name beside them as one family (Holm)."""
    found = {(item.intervention, item.kpi): item for item in study.verdicts}
    asked = [item for item in study.records.of(Benefit) if item.kpi and not item.withdrawn]
    more = {
        (item.initiative, item.kpi): made
        for item in asked
        if (item.initiative, item.kpi) not in found and (made := _ask(study, item)) is not None
    }
    if not more:
        return found
    verdicts = judge_all(
        list(more.values()),
        study.measures,
        study.kpis,
        events=study.engagement.events,
        season=study.engagement.season,
        headline="together",
    )
    return found | dict(zip(more, verdicts, strict=True))


def _ask(study: Study, item: Benefit) -> Intervention | None:
    initiative = next((own for own in study.initiatives if own.id == item.initiative), None)
    if initiative is None or initiative.date is None or item.kpi not in {kpi.id for kpi in study.kpis}:
        return None
    # guards of the initiative watch its benefits too; a KPI cannot guard itself
    made = make_intervention(initiative)
    guards = tuple(name for name in made.guards if name != item.kpi)
    return replace(made, kpi=item.kpi, declared=item.declared, guards=guards, beside=None)


def _read_bookings(study: Study) -> pd.DataFrame:
    """Read the table of booked costs and benefits, by the engagement's own days."""
    place = study.ingested.tables.get("benefits")
    if place is None:
        return pd.DataFrame(columns=list(BOOKING_COLUMNS))
    columns = ["initiative", "kind", "evidence", "booked_at", "amount", "low", "high", "currency"]
    rows = pd.read_parquet(place, columns=columns).dropna(subset=["initiative", "booked_at", "amount", "kind"])
    zone = ZoneInfo(study.engagement.zone)
    return rows.assign(day=[_local_day(stamp, zone) for stamp in rows["booked_at"]])[list(BOOKING_COLUMNS)]


def _local_day(stamp: pd.Timestamp, zone: ZoneInfo) -> dt.date:
    known = stamp if stamp.tzinfo is not None else stamp.tz_localize("UTC")
    day: dt.date = known.tz_convert(zone).date()
    return day
