"""From an engagement's file to everything its report knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from csi_lib.ingest import compare_exports
from csi_lib.register.goals import decide_goals
from csi_lib.register.initiatives.outcome import decide_outcomes
from csi_lib.signals import assess
from csi_lib.study.charting import make_charting
from csi_lib.study.inputs import Inputs, read_inputs
from csi_lib.study.judgement import judge_initiatives, plan_initiatives
from csi_lib.study.scope import WHOLE, Scope, narrow
from csi_lib.study.services.retired import drop_retired, find_retired, leave_out_strays
from csi_lib.study.study import Study
from csi_lib.study.window import measure_window


def gather(
    params: str | Path,
    *,
    scope: Scope = WHOLE,
    options: Mapping[str, str] | None = None,
    previous: Sequence[pd.DataFrame] = (),
    engine: str = "",
    signals: bool = True,
) -> Study:
    """Read an engagement's exports and compute everything its report knows.

    Parameters
    ----------
    params : str or Path
        Id of an engagement, or the path of its file.
    scope : Scope
        Whose rows, and up to which day; default all of them.
    options : mapping of str to str, optional
        Of ``report`` in the settings, in place of what stands there.
    previous : sequence of DataFrame
        Ledgers of earlier runs, newest first. The exports are compared with the first that read other files, so that
        a second run on the same input says the same.
    engine : str
        Where KPIs are computed; default as the engagement says.
    signals : bool
        Whether limits and trends of every series are wanted too; they take as long as all the rest.

    Returns
    -------
    Study
        Frozen; nothing in it changes afterwards.
    """
    given = narrow(read_inputs(params, options), scope)
    return compute(given, previous=previous, engine=engine, signals=signals)


def compute(given: Inputs, *, previous: Sequence[pd.DataFrame] = (), engine: str = "", signals: bool = True) -> Study:
    """Compute everything a report knows from what was read.

    Parameters
    ----------
    given : Inputs
        What was read.
    previous : sequence of DataFrame
        Ledgers of earlier runs, newest first.
    engine : str
        Where KPIs are computed; default as the engagement says.
    signals : bool
        Whether limits and trends of every series are wanted too; without them ``Study.signals`` has no rows.

    Returns
    -------
    Study
        Frozen; nothing in it changes afterwards.
    """
    engagement, found, kpis, initiatives = given.engagement, given.found, given.kpis, given.initiatives
    first, as_of = given.window()
    retired = find_retired(given.records, as_of)
    counted, strays = leave_out_strays(kpis, found, retired, engagement.zone)
    measures = measure_window(engagement, found, counted, first, as_of, by=engagement.slices, engine=engine)
    whole = [*engagement.slices, *engagement.breakdowns]
    totals = measure_window(engagement, found, counted, first, as_of, grain="all", by=whole, engine=engine)
    compared_with = next((ledger for ledger in previous if _reads_other_files(ledger, found.ledger)), None)
    changed = () if compared_with is None else compare_exports(found.ledger, compared_with)
    verdicts = judge_initiatives(initiatives, measures, kpis, engagement)
    return Study(
        engagement=engagement,
        path=given.path,
        home=given.home,
        first=first,
        as_of=as_of,
        kpis=kpis,
        ingested=found,
        measures=measures,
        totals=totals,
        signals=assess(
            drop_retired(measures, retired),
            kpis if signals else (),
            season=engagement.season,
            charting=make_charting(engagement, kpis, given.baseline),
            events=engagement.events,
        ),
        initiatives=initiatives,
        records=given.records,
        verdicts=verdicts,
        goals=decide_goals(engagement.objectives, measures, kpis, as_of=as_of),
        outcomes=decide_outcomes(initiatives, verdicts, measures, kpis, as_of=as_of),
        prospects=plan_initiatives(initiatives, measures, kpis, engagement, as_of),
        assessment=given.assessment,
        notes=given.notes,
        baselines=given.baselines,
        baseline=given.baseline,
        issues=(*found.issues, *given.issues, *changed, *strays),
        compared_with=compared_with,
        files=given.files,
        fingerprint=given.fingerprint,
        part=given.part,
    )


def _reads_other_files(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return set(one["sha256"]) != set(other["sha256"])
