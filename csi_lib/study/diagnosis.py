"""What the diagnostic rules look at in a study: targets, signals, and small aggregates fetched where a rule speaks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

import pandas as pd

from csi_lib.clocks import to_utc
from csi_lib.engine import DUCKDB, Kept, open_engine
from csi_lib.kpi import Kpi
from csi_lib.kpi.population import EXACT, write_own
from csi_lib.signals.diagnosis import Diagnosis, Facts, diagnose
from csi_lib.signals.diagnosis.changes import AGES, BACKLOG, FLOW
from csi_lib.signals.diagnosis.groups import GROUPS
from csi_lib.signals.diagnosis.problems import IDENTIFIED, PROBLEMS
from csi_lib.signals.diagnosis.satisfaction import ANSWERED, HELPED
from csi_lib.study.once import once
from csi_lib.study.study import Study
from csi_lib.study.window import measure_window
from csi_lib.tables import TABLES

GROUPED = ("service", "category", "team", "kind")  # by what a proposal can be split, where the table has it
DAY = 86_400
TOP = 10  # problems listed

# Upper ends of the bands, in the unit of the column; what is longer stands in one band more.
RESPONSE = ((15, "up to 15 min"), (60, "15 to 60 min"), (240, "1 to 4 h"), (480, "4 to 8 h"))
RESOLUTION = ((4, "up to 4 h"), (8, "4 to 8 h"), (24, "8 to 24 h"), (72, "1 to 3 d"), (168, "3 to 7 d"))
ROOT = ((1, "up to 1 d"), (7, "1 to 7 d"), (30, "7 to 30 d"))
_LAST = {RESPONSE: "over 8 h", RESOLUTION: "over 7 d", ROOT: "over 30 d"}

Bands = tuple[tuple[int, str], ...]


@once
def diagnose_study(study: Study) -> Diagnosis:
    """Ask every diagnostic rule about a study.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    Diagnosis
        Proposals, and why the other rules are silent.
    """
    return diagnose(gather_facts(study))


def gather_facts(study: Study) -> Facts:
    """Gather what the rules may look at; an aggregate is computed when a rule asks for it."""
    targets = {item.kpi: item.target for item in study.engagement.objectives if item.target is not None}
    return Facts(
        kpis=study.kpis,
        measures=study.measures,
        signals=study.signals,
        as_of=study.as_of,
        targets=targets,
        fetch=lambda name: _fetch(study, name),
    )


def _fetch(study: Study, name: str) -> pd.DataFrame:
    head, _, kpi = name.partition(":")
    if head == GROUPS:
        return _fetch_groups(study, study.kpi(kpi))
    asked: dict[str, Callable[[Study], pd.DataFrame]] = {
        BACKLOG: _fetch_backlog,
        FLOW: _fetch_flow,
        PROBLEMS: _fetch_problems,
        IDENTIFIED: _fetch_identified,
        ANSWERED: lambda item: _fetch_ratings(item, "minutes_to_respond", RESPONSE),
        HELPED: lambda item: _fetch_ratings(item, "hours_to_resolve", RESOLUTION),
    }
    return asked[head](study)


def _fetch_groups(study: Study, kpi: Kpi) -> pd.DataFrame:
    columns = [name for name in GROUPED if name in TABLES[kpi.table].names]
    wider = kpi.model_copy(update={"slices": list(dict.fromkeys([*kpi.slices, *columns]))})
    found = measure_window(study.engagement, study.ingested, (wider,), study.first, study.as_of, by=columns)
    rows = found[(found["stat"] == "value") & (found["view"] == kpi.view)]
    parts = [
        rows[rows[column].notna()].assign(by=column, name=rows[column])[
            ["by", "name", "period_start", "numerator", "denominator"]
        ]
        for column in columns
    ]
    return pd.concat(parts, ignore_index=True)


def _fetch_flow(study: Study) -> pd.DataFrame:
    kpi = study.kpi("change_backlog")
    ends = {"changes_opened": kpi.stamp, "changes_ended": kpi.value}
    flows = tuple(
        kpi.model_copy(
            update={
                "id": name,
                "formula": "count",
                "kind": "count",
                "value": "",
                "stamp": stamp,
                "cohort_stamp": stamp,
                "mature_days": 0,
            }
        )
        for name, stamp in ends.items()
    )
    found = measure_window(study.engagement, study.ingested, flows, study.first, study.as_of, by=())
    opened, ended = (found[found["kpi"] == name].set_index("period_start") for name in ends)
    frame = pd.DataFrame({"opened": opened["value"], "ended": ended["value"]})
    whole = (opened["reason"] == "") & frame.notna().all(axis=1)
    return frame[whole].reset_index()


def _fetch_backlog(study: Study) -> pd.DataFrame:
    kpi = study.kpi("change_backlog")
    end = _end(study)
    age = f"{(end - pd.Timestamp(0)).total_seconds():.0f} - opened_second"
    cases = " ".join(f"WHEN {age} <= {days * DAY} THEN {place}" for place, days in enumerate((7, 30, 90)))
    text = f"""SELECT state, place, COUNT(*) AS changes FROM (
  SELECT COALESCE(state, 'unknown') AS state, CASE {cases} ELSE 3 END AS place FROM {kpi.table}
  WHERE {write_own(kpi)} AND {kpi.stamp} < {_stamp(end)}
    AND COALESCE({kpi.value}, TIMESTAMP '9999-12-31 00:00:00') >= {_stamp(end)}
) AS aged GROUP BY state, place ORDER BY state, place"""
    found = _ask(study, [kpi.table], text)
    return found.assign(band=[AGES[int(place)] for place in found["place"]])


def _fetch_problems(study: Study) -> pd.DataFrame:
    text = f"""SELECT id, service, category, state, linked_incidents FROM problems
WHERE linked_incidents >= 2 AND opened_at < {_stamp(_end(study))}
ORDER BY linked_incidents DESC, id LIMIT {TOP}"""
    return _ask(study, ["problems"], text)


def _fetch_identified(study: Study) -> pd.DataFrame:
    inner = f"""SELECT days_to_root_cause AS taken, linked_incidents AS counted FROM problems
  WHERE days_to_root_cause IS NOT NULL AND linked_incidents IS NOT NULL
    AND COALESCE(outcome, 'solved') NOT IN ('cancelled', 'duplicate') AND opened_at < {_stamp(_end(study))}"""
    return _sum_bands(study, ["problems"], inner, ROOT)


def _fetch_ratings(study: Study, column: str, bands: Bands) -> pd.DataFrame:
    inner = f"""SELECT t.{column} AS taken, s.score AS counted
  FROM surveys AS s JOIN tickets AS t ON t.id = s.ticket_id
  WHERE s.kind = 'csat' AND s.score IS NOT NULL AND t.in_scope AND t.{column} IS NOT NULL
    AND s.responded_at < {_stamp(_end(study))}"""
    return _sum_bands(study, ["surveys", "tickets"], inner, bands)


def _sum_bands(study: Study, tables: Sequence[str], inner: str, bands: Bands) -> pd.DataFrame:
    """Sum up ``counted`` by bands of ``taken``: number, sum and sum of squares are all that an interval needs."""
    cases = " ".join(f"WHEN taken <= {top} THEN {place}" for place, (top, _) in enumerate(bands))
    text = f"""SELECT place, COUNT(*) AS n, SUM(CAST(counted AS {EXACT})) AS total,
  SUM(CAST(counted * counted AS {EXACT})) AS squares
FROM (SELECT counted, CASE {cases} ELSE {len(bands)} END AS place FROM ({inner}) AS rows_in) AS banded
GROUP BY place ORDER BY place"""
    found = _ask(study, tables, text)
    names = [*(name for _, name in bands), _LAST[bands]]
    return found.assign(band=[names[int(place)] for place in found["place"]])


def _ask(study: Study, tables: Sequence[str], text: str) -> pd.DataFrame:
    with open_engine(study.engagement.engine or DUCKDB) as engine:
        if not engine.use_kept(Kept(study.engagement.id, study.ingested.fingerprint)):
            for name in tables:
                engine.add_file(name, study.ingested.tables[name])
        return engine.query(text)


def _end(study: Study) -> pd.Timestamp:
    return to_utc(study.as_of + dt.timedelta(days=1), study.engagement.zone)


def _stamp(moment: pd.Timestamp) -> str:
    return f"TIMESTAMP '{moment:%Y-%m-%d %H:%M:%S}'"
