"""What should be measured and what can be: objectives down to targets, and every KPI against the data at hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from csi_lib.engine import Engine, open_engine
from csi_lib.ingest.adapter import load_adapter
from csi_lib.kpi import Kpi, choose, load_catalogue
from csi_lib.kpi.population import write_population
from csi_lib.periods import period_name
from csi_lib.settings import Engagement
from csi_lib.study.aligned import align, list_objectives
from csi_lib.study.coverage import find_missing, list_needs
from csi_lib.study.once import once
from csi_lib.study.study import Study
from csi_lib.study.window import measure_window
from csi_lib.tables import TABLES

FEWEST_FILLED = 0.8  # of the rows of a table: below, a column that every row should carry is called partly filled
AVAILABLE, PARTIAL, NOT = "available", "partial", "not"
TREE_COLUMNS = ("objective", "success_factor", "kpi", "title", "target", "unit", "by", "state", "remark")
MEASURED_COLUMNS = (
    "kpi",
    "title",
    "group",
    "wanted",
    "state",
    "reason",
    "missing",
    "n",
    "months",
    "first_month",
    "last_month",
    "variant",
    "recipe",
)
# Empty by nature on many rows, so that a low share says nothing: what has not happened has no stamp.
OFTEN_EMPTY = frozenset(
    {
        "tickets.resolved_at",
        "tickets.resolved_first_at",
        "tickets.reopened_at",
        "tickets.closed_at",
        "tickets.problem_id",
        "tickets.change_id",
        "tickets.caused_by_change",
        "tickets.hold_hours",
        "tickets.major",
        "tickets.escalated",
        "tickets.knowledge_used",
        "tickets.response_due_at",
        "tickets.outcome",
        "changes.implemented_at",
        "changes.started_at",
        "changes.approved_at",
        "changes.closed_at",
        "changes.outcome",
        "problems.root_cause_at",
        "problems.resolved_at",
        "surveys.responded_at",
        "surveys.score",
        "outages.ended_at",
        "contacts.answered_at",
        "task_slas.ended_at",
    }
)


@dataclass(frozen=True)
class Measurability:
    """The first two of the seven steps, as data.

    Parameters
    ----------
    tree : DataFrame
        One row per objective, those of the register after those of the settings: ``TREE_COLUMNS``; state as in
        ``kpis``.
    kpis : DataFrame
        One row per KPI of the catalogue, the wanted ones first: ``MEASURED_COLUMNS``.
    without_objective : tuple of str
        Wanted KPIs that no objective names.
    unseen : tuple of str
        Objectives whose KPI cannot be computed, or is not among those of the report.
    linked : tuple of (int, int)
        Initiatives that name an objective or whose KPI is that of one, and all initiatives.
    """

    tree: pd.DataFrame
    kpis: pd.DataFrame
    without_objective: tuple[str, ...]
    unseen: tuple[str, ...]
    linked: tuple[int, int]


@once
def judge_measurability(study: Study) -> Measurability:
    """Hold what should be measured against what can be.

    Parameters
    ----------
    study : Study
        Its engagement says what is wanted, its data what is there.

    Returns
    -------
    Measurability
        ``available``: every whole month from the first to the last row of the table, and every service, has a value;
        ``partial``: computed, but only for some of them, in no month from enough rows, from a column that is filled on
        fewer than 80 % of the rows, or by a proxy; ``not``: a table, its rows or a column are missing.
    """
    wanted = {kpi.id for kpi in study.kpis}
    catalogue = load_catalogue(home=study.home)
    others = choose(catalogue, [name for name in catalogue if name not in wanted], _known_variants(study, wanted))
    months, totals = study.measures, study.totals
    if others:
        months = pd.concat([months, _measure(study, others, "month")], ignore_index=True)
        totals = pd.concat([totals, _measure(study, others, "all")], ignore_index=True)
    every = (*study.kpis, *others)
    reach = _find_reach(study, every)
    thin = _find_thin(study, every)
    lines = [_judge(study, kpi, _reached(months, kpi, reach), totals, kpi.id in wanted, thin[kpi.id]) for kpi in every]
    kpis = pd.DataFrame(lines, columns=list(MEASURED_COLUMNS))
    tree, served = _make_tree(study, kpis), align(study)
    return Measurability(
        tree=tree,
        kpis=kpis,
        without_objective=served.loose_kpis,
        unseen=tuple(tree.loc[tree["state"] == NOT, "objective"]),
        linked=(len(served.initiatives), len(study.initiatives)),
    )


def _known_variants(study: Study, wanted: set[str]) -> dict[str, dict[str, str]]:
    return {name: dict(chosen) for name, chosen in study.engagement.variants.items() if name not in wanted}


def _measure(study: Study, kpis: tuple[Kpi, ...], grain: str) -> pd.DataFrame:
    by = ["service"] if grain == "all" else []
    return measure_window(study.engagement, study.ingested, kpis, study.first, study.as_of, grain=grain, by=by)


Reach = dict[tuple[str, str], tuple[pd.Timestamp, pd.Timestamp]]


def _find_reach(study: Study, kpis: Sequence[Kpi]) -> Reach:
    """Find the first and last stamp of every table and stamp by which a KPI counts its rows."""
    filled = _filled_columns(study.ingested.coverage)
    places = {(kpi.table, kpi.stamp) for kpi in kpis if f"{kpi.table}.{kpi.stamp}" in filled}
    found: Reach = {}
    with open_engine() as engine:
        for table in sorted({table for table, _ in places}):
            engine.add_file(table, study.ingested.tables[table])
        for table, stamp in sorted(places):
            row = engine.query(f"SELECT MIN({stamp}) AS lo, MAX({stamp}) AS hi FROM {table}").iloc[0]
            found[table, stamp] = (pd.Timestamp(row["lo"]), pd.Timestamp(row["hi"]))
    return found


def _reached(months: pd.DataFrame, kpi: Kpi, reach: Reach) -> pd.DataFrame:
    """Return the months of a KPI that its table reaches: a month before its first row is no gap."""
    own = months[months["kpi"] == kpi.id]
    if (kpi.table, kpi.stamp) not in reach:
        return own
    first, last = reach[kpi.table, kpi.stamp]
    kept = own[(own["period_end"] > first) & (own["period_start"] <= last)]
    return kept if len(kept) else own


def _make_tree(study: Study, kpis: pd.DataFrame) -> pd.DataFrame:
    states = dict(zip(kpis["kpi"], kpis["state"], strict=True))
    reasons = dict(zip(kpis["kpi"], kpis["reason"], strict=True))
    known = {kpi.id: kpi for kpi in study.kpis}
    stated: list[tuple[str, str, str, float | None, dt.date | None]] = [
        (item.objective, item.success_factor, item.kpi, item.target, item.by) for item in study.engagement.objectives
    ]
    for record in list_objectives(study.records):
        aim = (record.serves, record.title) if record.serves else (record.title, "")
        stated.append((*aim, record.kpi, record.target.value, record.target.by))
    rows = []
    for objective, success_factor, name, target, by in stated:
        kpi = known.get(name)
        state = states.get(name, NOT) if kpi else NOT
        rows.append(
            {
                "objective": objective,
                "success_factor": success_factor,
                "kpi": name,
                "title": kpi.title if kpi else "",
                "target": target,
                "unit": kpi.unit if kpi else "",
                "by": by,
                "state": state,
                "remark": reasons.get(name, "") if kpi else "no KPI of this report",
            }
        )
    return pd.DataFrame(rows, columns=list(TREE_COLUMNS))


def _judge(
    study: Study, kpi: Kpi, months: pd.DataFrame, totals: pd.DataFrame, wanted: bool, thin: list[str]
) -> dict[str, object]:
    own = _value_rows(months, kpi)
    whole = _value_rows(totals, kpi, sliced=True)
    line: dict[str, object] = {
        "kpi": kpi.id,
        "title": kpi.title,
        "group": kpi.group,
        "wanted": wanted,
        "variant": kpi.variant,
        **_say_months(own),
    }
    total = whole[whole["service"].isna()]
    blocked = str(total["reason"].iloc[0]) if len(total) else "not computable: no rows"
    if blocked.startswith("not computable") or own["value"].isna().all():
        missing = find_missing(list_needs(kpi), _filled_columns(study.ingested.coverage))
        reason = blocked.removeprefix("not computable: ") if blocked.startswith("not") else "no month has a value"
        recipe = write_recipe(study, kpi, missing)
        return line | {"state": NOT, "n": 0, "reason": reason, "missing": ", ".join(missing), "recipe": recipe}
    limits = [*_find_limits(kpi, own, whole), *thin]
    n = int(total["n"].iloc[0]) if len(total) else 0
    state = PARTIAL if limits else AVAILABLE
    return line | {"state": state, "n": n, "reason": "; ".join(limits), "missing": "", "recipe": ""}


def _value_rows(frame: pd.DataFrame, kpi: Kpi, *, sliced: bool = False) -> pd.DataFrame:
    rows = frame[(frame["kpi"] == kpi.id) & (frame["stat"] == "value") & (frame["view"] == kpi.view)]
    slices = [name for name in ("service", "priority", "team", "category") if not (sliced and name == "service")]
    return rows[rows[slices].isna().all(axis=1)]


def _say_months(own: pd.DataFrame) -> dict[str, object]:
    there = own[own["value"].notna()]
    names = [period_name(*edges) for edges in zip(there["period_start"], there["period_end"], strict=True)]
    return {
        "months": f"{int((own['reason'] == '').sum())} of {len(own)}",
        "first_month": names[0] if names else "",
        "last_month": names[-1] if names else "",
    }


def _find_limits(kpi: Kpi, own: pd.DataFrame, whole: pd.DataFrame) -> list[str]:
    """Say where a computed KPI does not reach: months, services, or only a stand-in for what is meant."""
    found = []
    due = own[~own["reason"].isin(("partial period", "immature"))]
    blank = due[due["value"].isna() | (due["reason"] == "outside the extraction window")]
    if len(blank):
        found.append(f"no usable value in {len(blank)} of {len(due)} whole months")
    rest = due.drop(blank.index)
    if len(rest) and rest["reason"].str.startswith("too few").all():
        found.append(f"fewer than {kpi.min_n} rows in every month with a value: too few to compare months")
    services = whole[whole["service"].notna()]
    bare = services[services["value"].isna()]
    if len(bare) and len(bare) < len(services):
        found.append(f"no value for {len(bare)} of {len(services)} services")
    if "proxy" in kpi.variant.lower():
        found.append("by a proxy")
    return found


def _find_thin(study: Study, kpis: Sequence[Kpi]) -> dict[str, list[str]]:
    """Say of every KPI which needed columns are filled on too few of the rows that it speaks of."""
    with open_engine() as engine:
        for table, path in study.ingested.tables.items():
            engine.add_file(table, path)
        return {kpi.id: [text for name in list_needs(kpi) for text in _say_thin(engine, kpi, name)] for kpi in kpis}


def _say_thin(engine: Engine, kpi: Kpi, name: str) -> list[str]:
    table, _, column = name.partition(".")
    if name in OFTEN_EMPTY:
        return []
    where = {kpi.table: kpi.where} | ({kpi.per.table: kpi.per.where} if kpi.per else {})
    rows = f"{table} WHERE {write_population(table, where.get(table, {}))}"
    row = engine.query(f'SELECT COUNT(*) AS n, COUNT("{column}") AS filled FROM {rows}').iloc[0]
    share = float(row["filled"]) / max(float(row["n"]), 1.0)
    return [f"{name} is filled on {share:.0%} of its rows"] if row["n"] and share < FEWEST_FILLED else []


def _filled_columns(coverage: pd.DataFrame) -> frozenset[str]:
    there = coverage[coverage["filled"] > 0]
    return frozenset(there["table"] + "." + there["column"])


def write_recipe(study: Study, kpi: Kpi, missing: Sequence[str]) -> str:
    """Say what to export again so that a KPI can be computed, in the words of the client's tool.

    Parameters
    ----------
    study : Study
        Its sources name the formats.
    kpi : Kpi
        The KPI that cannot be computed.
    missing : sequence of str
        Missing columns, ``table.column``.

    Returns
    -------
    str
        One sentence per table; it says so where the format knows no heading for a column.
    """
    by_table: dict[str, list[str]] = {}
    for name in missing:
        table, _, column = name.partition(".")
        by_table.setdefault(table, []).append(column)
    if not by_table and "solved_by_desk" in kpi.needs and not study.engagement.desk_teams:
        return "Name the groups of the service desk under 'desk_teams' in the engagement's file."
    if not by_table:
        return _ask_for_rows(kpi)
    return " ".join(_ask_again(study, table, columns) for table, columns in by_table.items())


def _ask_for_rows(kpi: Kpi) -> str:
    rules = ", ".join(f"{name} = {value}" for name, value in kpi.where.items() if name != "in_scope")
    return f"Export the rows of {kpi.table}{f' with {rules}' if rules else ''} for the same months."


def _ask_again(study: Study, table: str, columns: Sequence[str]) -> str:
    sources = _sources_of(study.engagement, table)
    if not sources:
        return _ask_for_table(study, table, columns)
    said = []
    for name, adapter_id in sources.items():
        adapter, _ = load_adapter(adapter_id, study.home)
        rule = adapter.rule(TABLES[table])
        known = {} if rule is None else rule.columns
        headings = [known[column].headings[0] for column in columns if column in known]
        if headings:
            said.append(f"Export '{name}' again with {', '.join(headings)} ({adapter.title}).")
        unknown = [column for column in columns if column not in known]
        if unknown:
            said.append(
                f"The format '{adapter.id}' knows no heading for {', '.join(unknown)} of {table}: add the field's "
                "heading to the adapter, or bring the column in a file for the adapter 'plain'."
            )
    return " ".join(dict.fromkeys(said))


def _ask_for_table(study: Study, table: str, columns: Sequence[str]) -> str:
    used = {adapter: load_adapter(adapter, study.home)[0] for adapter in dict.fromkeys(_adapters(study.engagement))}
    for adapter in used.values():
        rule = adapter.tables.get(table)
        if rule is not None:
            headings = [rule.columns[name].headings[0] for name in columns if name in rule.columns]
            return f"Export the {table} too, with {', '.join(headings)} at least ({adapter.title})."
    needed = [item.name for item in TABLES[table].columns if item.needed]
    listed = ", ".join(dict.fromkeys([*needed, *columns]))
    return f"No tool of this engagement exports {table}: add a file for the adapter 'plain' with {listed}."


def _sources_of(engagement: Engagement, table: str) -> Mapping[str, str]:
    return {name: item.adapter for name, item in engagement.sources.items() if (item.table or name) == table}


def _adapters(engagement: Engagement) -> list[str]:
    return [item.adapter for item in engagement.sources.values()]
