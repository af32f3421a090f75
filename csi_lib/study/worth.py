"""The ledger of benefits of a study: its numbers, verdicts and bookings handed to the register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pandas as pd

from csi_lib.register.benefits import Benefit
from csi_lib.register.benefits.facts import BOOKING_COLUMNS, Facts
from csi_lib.register.benefits.ledger import Ledger, keep_ledger
from csi_lib.register.benefits.returns import DRAWS, READINGS, SEED, Reading, Return, work_out
from csi_lib.signals import Intervention, Verdict, judge_all
from csi_lib.stats import Refused
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
    # what is worth it is said in the KPI's own way; of another KPI nothing follows from the initiative's
    least = item.worthwhile or 0.0
    return replace(made, kpi=item.kpi, declared=item.declared, guards=guards, beside=None, worthwhile=least)


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


@dataclass(frozen=True)
class NoReturn:
    """Why nothing is said of a return.

    Parameters
    ----------
    about : str
        Id of an initiative; empty: all of them together.
    reading : str
        Which one.
    cash : bool
        Whether of cash alone.
    reason : str
        One clause.
    """

    about: str
    reading: Reading
    cash: bool
    reason: str


def list_returns(ledger: Ledger, *, draws: int = DRAWS, seed: int = SEED) -> tuple[Return | NoReturn, ...]:
    """Work out what comes back: of everything, of its cash, and of every initiative that has a cost.

    Parameters
    ----------
    ledger : Ledger
        Benefits and costs.
    draws, seed : int
        Of the simulation.

    Returns
    -------
    tuple of Return or NoReturn
        All together to date, by the evidence, as promised and in cash by the evidence; then each initiative by the
        evidence and as promised.
    """
    names = sorted(
        {cost.initiative for cost in ledger.costs} | {line.initiative for line in ledger.lines if line.is_money}
    )
    if not names:
        return ()
    asked: list[tuple[str, Reading, bool]] = [("", reading, False) for reading in READINGS] + [("", "evidenced", True)]
    asked += [(name, reading, False) for name in names for reading in ("evidenced", "promised")]
    return tuple(_try(ledger, *item, draws, seed) for item in asked)


def _try(ledger: Ledger, about: str, reading: Reading, cash: bool, draws: int, seed: int) -> Return | NoReturn:
    try:
        return work_out(ledger, about, reading, cash=cash, draws=draws, seed=seed)
    except Refused as refusal:
        return NoReturn(about, reading, cash, f"{refusal}")


@once
def value_returns(study: Study) -> tuple[Return | NoReturn, ...]:
    """Work out the returns of a study's ledger, with the draws and the seed of every report."""
    return list_returns(value_benefits(study))
