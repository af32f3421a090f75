"""Measure the KPI engine against plain pandas, on the same generated tickets and to the same numbers.

Run by ``make bench``. The rival is pandas as an analyst writes it: one groupby per KPI, view and slice. Both begin at
the Parquet file and end at a frame; the kit also lays the complete grid and gives reasons. The numbers are compared
before anything is timed, and the rounds take turns, so that a busy machine is busy for both.
"""

from __future__ import annotations

import argparse
import datetime as dt
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from csi_lib.kpi import Kpi, choose, load_catalogue, measure
from csi_lib.tables import TABLES

ZONE = "Europe/Berlin"
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2026, 6, 30)
SLICES = ("service", "priority", "team")
KEYS = ["kpi", "stat", "view", "period_start", *SLICES]
NONE = "(none)"  # a missing slice is a group of its own

Mask = Callable[[pd.DataFrame], pd.Series]
Groups = pd.api.typing.DataFrameGroupBy


@dataclass(frozen=True)
class Rival:
    """One KPI as an analyst writes it in pandas: which rows, and what of them."""

    rows: Mask
    duration: str = ""  # column averaged, with median, P90 and geometric mean
    least: float = 0.0  # one minute in the unit of the duration: the floor of the geometric mean
    met: Mask | None = None  # numerator of a share


def pick_incidents(tickets: pd.DataFrame) -> pd.Series:
    """Mark the incidents that count."""
    return (tickets["kind"] == "incident") & tickets["in_scope"]


def pick_resolved(tickets: pd.DataFrame) -> pd.Series:
    """Mark the resolved incidents that count."""
    return pick_incidents(tickets) & tickets["resolved_at"].notna()


RIVALS = {
    "incident_volume": Rival(pick_incidents),
    "mttr_resolve": Rival(pick_incidents, "hours_to_resolve", 1 / 60),
    "mttr_respond": Rival(pick_incidents, "hours_to_respond", 1 / 60),
    "desk_response_time": Rival(lambda tickets: tickets["in_scope"], "minutes_to_respond", 1.0),
    "reopen_rate": Rival(pick_resolved, met=lambda tickets: tickets["reopen_count"] > 0),
    "fcr_call": Rival(pick_resolved, met=lambda tickets: tickets["reassign_count"] == 0),
}
# What the rivals compute, where that is not the default.
CHOICES = {"fcr_call": {"proxy": "no_reassignment_plain"}, "reopen_rate": {"period": "last_resolve"}}


@dataclass(frozen=True)
class Effort:
    """What one run took, in seconds."""

    wall: float
    cpu: float


# --- the tickets ------------------------------------------------------------------------------------------------


def make_tickets(rows: int, seed: int = 20_240_101) -> pd.DataFrame:
    """Draw canonical tickets: skewed durations, some still open, some cancelled, some without a service."""
    rng = np.random.default_rng(seed)
    begin, end = pd.Timestamp(FIRST), pd.Timestamp(LAST) + pd.Timedelta(hours=20)  # inside the window in any zone near
    opened = pd.Series(begin + pd.to_timedelta(rng.integers(0, int((end - begin).total_seconds()), rows), unit="s"))
    respond = np.round(rng.lognormal(-1.0, 1.0, rows) * 3600)
    resolve = respond + np.round(rng.lognormal(2.0, 1.2, rows) * 3600)
    resolved = opened + pd.to_timedelta(resolve, unit="s")
    resolved = resolved.where((resolved < end) & (rng.random(rows) < 0.97))
    frame = pd.DataFrame(
        {
            "id": [f"T{number:09d}" for number in range(rows)],
            "kind": rng.choice(["incident", "request"], rows, p=[0.7, 0.3]),
            "opened_at": opened,
            "first_response_at": opened + pd.to_timedelta(respond, unit="s"),
            "resolved_first_at": resolved,
            "resolved_at": resolved,
            "state": np.where(resolved.notna(), "resolved", "open"),
            "priority": rng.choice(list("12345"), rows, p=[0.03, 0.1, 0.4, 0.4, 0.07]),
            "service": rng.choice(np.array([*(f"service {number}" for number in range(12)), None]), rows),
            "team": rng.choice([f"team {number}" for number in range(8)], rows),
            "reassign_count": rng.poisson(0.8, rows),
            "reopen_count": np.where(resolved.notna(), rng.poisson(0.06, rows), 0),
            "in_scope": rng.random(rows) < 0.98,
            "hours_to_respond": respond / 3600,
            "minutes_to_respond": respond / 60,
            "hours_to_resolve": pd.Series(resolve / 3600).where(resolved.notna()),
            "open_at_end": resolved.isna(),
        }
    )
    return TABLES["tickets"].conform(frame)


# --- the two ----------------------------------------------------------------------------------------------------


def run_kit(path: Path, kpis: Sequence[Kpi]) -> pd.DataFrame:
    """Let the kit measure."""
    by = [(name,) for name in SLICES]
    return measure({"tickets": path}, kpis, zone=ZONE, first=FIRST, last=LAST, as_of=LAST, by=by)


def run_pandas(path: Path, kpis: Sequence[Kpi]) -> pd.DataFrame:
    """Let pandas compute the same KPIs, views, slices and statistics."""
    tickets = pd.read_parquet(path)
    tickets = tickets.assign(**{name: tickets[name].fillna(NONE) for name in SLICES})
    months = {stamp: to_local_month(tickets[stamp]) for stamp in ("opened_at", "resolved_at")}
    parts = [
        group_rows(tickets.assign(period_start=months[stamp]), RIVALS[kpi.id], by).assign(kpi=kpi.id, view=view)
        for kpi in kpis
        for view, stamp in kpi.views
        for by in ("", *SLICES)
    ]
    return pd.concat(parts, ignore_index=True)


def to_local_month(stamps: pd.Series) -> pd.Series:
    """Return the first midnight of the local month of each UTC stamp."""
    local = stamps.dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.tz_localize(None)
    return local.dt.to_period("M").dt.to_timestamp()


def group_rows(tickets: pd.DataFrame, rival: Rival, by: str) -> pd.DataFrame:
    """Group the rows of one KPI by month and one slice, and lay its statistics under one another."""
    rows = tickets[rival.rows(tickets) & tickets["period_start"].notna()]
    if rival.duration:
        rows = rows[rows[rival.duration].notna()]
    if rival.met:
        rows = rows.assign(met=rival.met(rows).astype("float64"))
    groups = rows.groupby(["period_start", *([by] if by else [])])
    stats = aggregate(groups, rows, rival)
    return pd.concat([frame.reset_index().assign(stat=stat) for stat, frame in stats.items()], ignore_index=True)


def aggregate(groups: Groups, rows: pd.DataFrame, rival: Rival) -> dict[str, pd.DataFrame]:
    """Compute what one KPI is made of: a count, a share in percent, or a duration with its companions."""
    n = groups.size()
    if rival.met:
        return {"value": pd.DataFrame({"value": 100 * groups["met"].mean(), "numerator": groups["met"].sum(), "n": n})}
    if not rival.duration:
        return {"value": pd.DataFrame({"value": n, "numerator": n, "n": n})}
    values = groups[rival.duration]
    logs = np.log(rows[rival.duration].clip(lower=rival.least)).groupby([rows[name] for name in groups.keys])
    return {
        "value": pd.DataFrame({"value": values.mean(), "numerator": values.sum(), "n": n}),
        "median": pd.DataFrame({"value": values.median(), "n": n}),
        "p90": pd.DataFrame({"value": values.quantile(0.9), "n": n}),
        "geomean": pd.DataFrame({"value": np.exp(logs.mean()), "n": n}),
    }


# --- the comparison ---------------------------------------------------------------------------------------------


def compare(kit: pd.DataFrame, rival: pd.DataFrame) -> int:
    """Hold the two frames together and return how many numbers were equal; exit when they are not."""
    ours = kit[(kit["n"] > 0) & (kit["stat"] != "pending")]
    both = prepare(ours).merge(prepare(rival), on=KEYS, how="outer", suffixes=("", "_rival"), indicator=True)
    lonely = both[both["_merge"] != "both"]
    if len(lonely):
        sys.exit(f"{len(lonely)} rows are in one of the two only, the first is\n{lonely.head(1).T}")
    for name in ("value", "numerator", "n"):
        unequal = both[~np.isclose(both[name], both[f"{name}_rival"], rtol=1e-9, atol=1e-8, equal_nan=True)]
        if len(unequal):
            sys.exit(f"{len(unequal)} {name}s differ, the first is\n{unequal.head(1).T}")
    return 3 * len(both)


def prepare(frame: pd.DataFrame) -> pd.DataFrame:
    """Bring keys and numbers into one form."""
    wide = frame.reindex(columns=[*KEYS, "value", "numerator", "n"])
    keys = {name: wide[name].astype("object").fillna("all").astype("str") for name in KEYS if name != "period_start"}
    numbers = {name: wide[name].astype("float64") for name in ("value", "numerator", "n")}
    return wide.assign(**keys, **numbers, period_start=wide["period_start"].astype("datetime64[us]"))


def take_time(run: Callable[[], object]) -> Effort:
    """Run once and say what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return Effort(time.perf_counter() - wall, time.process_time() - cpu)


def say_median(efforts: Sequence[Effort]) -> Effort:
    """Return the medians of some rounds."""
    return Effort(statistics.median(e.wall for e in efforts), statistics.median(e.cpu for e in efforts))


def main() -> int:
    """Compare, then time in turns, then print; 1 when the kit is the slower one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    kpis = choose(load_catalogue(), RIVALS, CHOICES)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tickets.parquet"
        make_tickets(arguments.rows).to_parquet(path, index=False)
        equal = compare(run_kit(path, kpis), run_pandas(path, kpis))
        rounds = [
            (take_time(lambda: run_kit(path, kpis)), take_time(lambda: run_pandas(path, kpis)))
            for _ in range(arguments.rounds)
        ]
    kit, rival = (say_median(efforts) for efforts in zip(*rounds, strict=True))
    print(f"{arguments.rows:,} tickets, {len(kpis)} KPIs by month and {len(SLICES)} slices; {equal:,} numbers equal")
    for name, effort in (("csi_lib.kpi", kit), (f"pandas {pd.__version__}", rival)):
        print(f"{name:14} {effort.wall:6.2f} s wall {effort.cpu:6.2f} s CPU (median of {arguments.rounds} in turns)")
    print(
        f"{'ratio':14} {rival.wall / kit.wall:6.2f} × wall {rival.cpu / kit.cpu:6.2f} × CPU (above 1: the kit is ahead)"
    )
    return int(kit.wall > rival.wall)


if __name__ == "__main__":
    sys.exit(main())
