"""Tickets in time and late, by target, tried time and period; no ticket leaves the engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from csi_lib.engine import open_engine
from csi_lib.kpi.sql import DAYS, PERIOD, write_stamped
from csi_lib.kpi.window import Window, make_window
from csi_lib.register.services.attainment import COUNT_COLUMNS
from csi_lib.register.services.targets import Target
from csi_lib.study.services.clocks import COLUMNS, find_column, find_cutoff
from csi_lib.study.services.ground import Basis
from csi_lib.tables import TABLES

# Shorter and longer times that are tried beside the agreed one.
FACTORS = (0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0)
_RULES = "csi_promises"
_SAME = 1e-9  # h: a third of an hour is written differently by people and by machines
# Where nobody noted that a ticket waited for its user, all of its time counts; so it does in sla_hours.
_READ = {
    "hours_without_hold": "COALESCE(p.hours_without_hold, CASE WHEN p.hold_hours IS NULL THEN p.hours_to_resolve END)"
}


def count_times(
    study: Basis, targets: Iterable[Target], names: Mapping[str, Sequence[str]], hours: Iterable[float] = ()
) -> pd.DataFrame:
    """Count the tickets opened in every period of an agreement: in time, late, open yet, and without a stamp.

    Parameters
    ----------
    study : Basis
        The data.
    targets : iterable of Target
        Those on times; others, and those on a clock that was not measured, are left out.
    names : mapping of str to sequence of str
        Service of an agreement -> its names in the data.
    hours : iterable of float
        Further times to try, on each agreement's clock.

    Returns
    -------
    DataFrame
        ``COUNT_COLUMNS``, on the complete grid of periods, for the agreed time and every other that is tried.
    """
    further = tuple(hours)
    parts = [pd.DataFrame(columns=list(COUNT_COLUMNS))]
    by_grain: dict[str, list[Target]] = {}
    for target in targets:
        if target.time is not None and find_column(target.sla, target.time.times, study.engagement):
            by_grain.setdefault(target.sla.period, []).append(target)
    for grain, own in by_grain.items():
        window = make_window(study.engagement.zone, study.first, study.as_of, study.as_of, grain)
        rules = _lay_rules(study, own, names, further)
        parts.append(_lay_out(_ask(study, window, rules), window, rules))
    some = [part for part in parts if len(part)]
    return pd.concat(some, ignore_index=True) if some else parts[0]


def _lay_rules(
    study: Basis, targets: Sequence[Target], names: Mapping[str, Sequence[str]], further: Sequence[float]
) -> pd.DataFrame:
    lines = []
    for target in targets:
        sla, time = target.sla, target.time
        assert time is not None
        column = find_column(sla, time.times, study.engagement)
        tried = sorted({round(time.hours * factor, 9) for factor in FACTORS} | {*further})
        for hours in tried:
            cutoff = find_cutoff(hours, sla, study.engagement, study.as_of, study.home)
            for name in names.get(sla.service, (sla.service,)):
                lines.append(
                    {
                        "csi_rule": f"{sla.id}/{target.key}",
                        "csi_service": name,
                        "csi_covers": sla.covers,
                        "csi_priority": time.priority or "all",
                        "csi_clock": column,
                        "csi_within": float(hours),
                        "csi_limit": float(hours) + _SAME,
                        "csi_cutoff": cutoff,
                        "csi_waits": 3600.0 if sla.pauses and time.times == "resolution" else 0.0,
                    }
                )
    return pd.DataFrame(lines)


def _ask(study: Basis, window: Window, rules: pd.DataFrame) -> pd.DataFrame:
    with open_engine() as engine:
        path = study.ingested.tables.get("tickets")
        if path is None:
            engine.add_frame("tickets", TABLES["tickets"].empty())
        else:
            engine.add_file("tickets", path)
        engine.add_frame(DAYS, window.days())
        engine.add_frame(_RULES, rules)
        return engine.query(_write())


def _write() -> str:
    columns = " ".join(f"WHEN '{name}' THEN {_READ.get(name, f'p.{name}')}" for name in dict.fromkeys(COLUMNS.values()))
    late = "took > csi_limit OR (took IS NULL AND open_at_end AND began < csi_cutoff)"
    return f"""WITH stamped AS (
  {write_stamped("tickets", "opened_at")}
), taken AS (
  SELECT p.{PERIOD}, p.open_at_end, r.csi_rule, r.csi_within, r.csi_limit, r.csi_cutoff,
    CASE r.csi_clock {columns} END AS took,
    p.opened_second + r.csi_waits * COALESCE(p.hold_hours, 0) AS began
  FROM stamped AS p JOIN {_RULES} AS r ON p.service = r.csi_service
    AND (r.csi_covers = 'all' OR p.kind = r.csi_covers) AND (r.csi_priority = 'all' OR p.priority = r.csi_priority)
  WHERE p.{PERIOD} >= 0 AND p.in_scope
)
SELECT {PERIOD}, csi_rule, csi_within, COUNT(*) AS n,
  COUNT(CASE WHEN took <= csi_limit THEN 1 END) AS met,
  COUNT(CASE WHEN {late} THEN 1 END) AS missed,
  COUNT(CASE WHEN took IS NULL AND NOT open_at_end THEN 1 END) AS unknown
FROM taken GROUP BY {PERIOD}, csi_rule, csi_within"""


def _lay_out(found: pd.DataFrame, window: Window, rules: pd.DataFrame) -> pd.DataFrame:
    """Lay the counts on every period and tried time: without a ticket they are 0."""
    keys = rules[["csi_rule", "csi_within"]].drop_duplicates()
    grid = keys.merge(window.grid[[PERIOD, "period_start", "period_end", "complete"]], how="cross")
    laid = grid.merge(found, on=[PERIOD, "csi_rule", "csi_within"], how="left")
    counts = laid[["n", "met", "missed", "unknown"]].fillna(0).astype(np.int64)
    named = laid["csi_rule"].str.split("/", n=1, expand=True)
    running = counts["n"] - counts[["met", "missed", "unknown"]].sum(axis=1)
    laid = laid.assign(met=counts["met"], missed=counts["missed"], unknown=counts["unknown"], running=running)
    return laid.assign(sla=named[0], target=named[1], within=laid["csi_within"])[list(COUNT_COLUMNS)]
