"""From a KPI to its definition, its numbers, its tables and the files they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from csi_lib.baseline import Baseline
from csi_lib.kpi import Kpi
from csi_lib.periods import period_name
from csi_lib.register.goals import stated_rows
from csi_lib.settings import list_kit
from csi_lib.study.once import once
from csi_lib.study.standing import list_inputs, list_tables
from csi_lib.study.study import Study
from csi_lib.study.trace.link import Link


def trace_kpi(study: Study, name: str, where: Mapping[str, str] | None = None) -> Iterator[Link]:
    """Yield the chain below a KPI, in one slice of it.

    Parameters
    ----------
    study : Study
        The study.
    name : str
        Id of the KPI.
    where : mapping of str to str, optional
        The slice; default all rows.

    Yields
    ------
    Link
        Definition, measures, then every table with its files.
    """
    kpi = next((item for item in study.kpis if item.id == name), None)
    if kpi is None:
        yield Link("information", "KPI", name, "not among the KPIs of this report")
        return
    yield Link("information", "KPI", kpi.id, _say_definition(kpi), _hash_definitions(study).get(kpi.id, ""))
    yield _count_measures(study, kpi, where or {}).below()
    for table in list_tables(kpi):
        yield from (link.below(2) for link in _trace_table(study, kpi, table))


def trace_baseline(baseline: Baseline) -> Link:
    """Return the link of a frozen baseline."""
    says = f"{baseline.first} to {baseline.last}, frozen on {baseline.frozen_on} because: {baseline.reason}"
    return Link("information", "baseline", baseline.id, says, baseline.digest, len(baseline.values))


def _say_definition(kpi: Kpi) -> str:
    return f"{kpi.title}, version {kpi.version}" + (f", {kpi.variant}" if kpi.variant else "")


@once
def _hash_definitions(study: Study) -> dict[str, str]:
    """Return the SHA-256 of every definition's file; read once, for one chain names many KPIs."""
    known = list_kit("params/kpi", ".yml", study.home)
    return {kpi.id: hashlib.sha256(known[kpi.id].read_bytes()).hexdigest() for kpi in study.kpis if kpi.id in known}


def _count_measures(study: Study, kpi: Kpi, where: Mapping[str, str]) -> Link:
    own = study.measures[study.measures["kpi"] == kpi.id]
    here = ", ".join(f"{name} = {value}" for name, value in where.items()) or "all rows"
    if not set(where) <= set(own.columns):
        return Link("information", "measures", here, "not sliced so in this report", rows=0)
    rows = stated_rows(study.measures, kpi, where)
    good = rows[rows["reason"] == ""].sort_values("period_start")
    if good.empty:
        return Link("information", "measures", here, "no usable month", rows=len(rows))
    last = good.iloc[-1]
    month = period_name(last["period_start"], last["period_end"])
    says = (
        f"{len(good)} usable months, last {float(last['value']):,.6g} {last['unit']} in {month} from n = {last['n']:,}"
    )
    return Link("information", "measures", here, says, rows=len(rows))


def _trace_table(study: Study, kpi: Kpi, table: str) -> Iterator[Link]:
    files = list_inputs(study, kpi)
    files = files[files["table"] == table]
    if files.empty:
        yield Link("data", "table", table, "no file was read for it", rows=0)
        return
    kept = int(files["kept"].sum())
    yield Link("data", "table", table, f"{len(files)} file{'s' * (len(files) != 1)}", rows=kept)
    for row in files.itertuples():
        says = f"source '{row.source}', {int(str(row.kept)):,} of {int(str(row.rows)):,} rows kept"
        yield Link("data", "file", str(row.file), says, str(row.sha256), int(str(row.rows)), depth=1)
