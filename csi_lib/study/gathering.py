"""From an engagement's file to everything its report knows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from csi_lib import maturity, register
from csi_lib.baseline import baselines_folder, current_baseline, load_baseline, load_baselines
from csi_lib.errors import SettingsError
from csi_lib.ingest import compare_exports, ingest
from csi_lib.kpi import Kpi, choose, load_catalogue
from csi_lib.register.goals import decide_goals
from csi_lib.register.outcome import decide_outcomes
from csi_lib.settings import Engagement, find_home, find_kit, load_engagement
from csi_lib.signals import assess
from csi_lib.study.charting import make_charting
from csi_lib.study.judgement import judge_initiatives, plan_initiatives
from csi_lib.study.names import check_baseline, check_names, check_rebases, check_services
from csi_lib.study.prints import list_files, make_fingerprint
from csi_lib.study.study import Study
from csi_lib.study.window import data_window, measure_window


def gather(params: str | Path, *, previous: Sequence[pd.DataFrame] = (), engine: str = "") -> Study:
    """Read an engagement's exports and compute everything its report knows.

    Parameters
    ----------
    params : str or Path
        Id of an engagement, or the path of its file.
    previous : sequence of DataFrame
        Ledgers of earlier runs, newest first. The exports are compared with the first that read other files, so that
        a second run on the same input says the same.
    engine : str
        Where KPIs are computed; default as the engagement says.

    Returns
    -------
    Study
        Frozen; nothing in it changes afterwards.
    """
    engagement, path = load_engagement(params)
    home = find_home(path.parent)
    catalogue = load_catalogue(home=home)
    kpis = choose(catalogue, engagement.kpis, engagement.variants)
    check_names(engagement, path, kpis, catalogue)
    initiatives = _read_initiatives(engagement, path, kpis)
    notes = _read_notes(engagement, path, catalogue)
    ratings, answer_files = _rate(engagement, path, home)
    folder = baselines_folder(home, engagement.id)
    baselines = load_baselines(folder)
    chosen = load_baseline(folder, engagement.baseline) if engagement.baseline else current_baseline(baselines)
    found = ingest(engagement, path, cache=home / "reports" / ".cache" / engagement.id)
    check_services(engagement, path, found.tables)
    first, as_of = data_window(engagement, path, found)
    check_rebases(engagement, path, first, as_of)
    check_baseline(chosen, as_of)
    measures = measure_window(engagement, found, kpis, first, as_of, by=engagement.slices, engine=engine)
    whole = [*engagement.slices, *engagement.breakdowns]
    totals = measure_window(engagement, found, kpis, first, as_of, grain="all", by=whole, engine=engine)
    compared_with = next((ledger for ledger in previous if _reads_other_files(ledger, found.ledger)), None)
    issues = found.issues + (() if compared_with is None else compare_exports(found.ledger, compared_with))
    verdicts = judge_initiatives(initiatives, measures, kpis, engagement)
    return Study(
        engagement=engagement,
        path=path,
        home=home,
        first=first,
        as_of=as_of,
        kpis=kpis,
        ingested=found,
        measures=measures,
        totals=totals,
        signals=assess(
            measures,
            kpis,
            season=engagement.season,
            charting=make_charting(engagement, kpis, chosen),
            events=engagement.events,
        ),
        initiatives=initiatives,
        verdicts=verdicts,
        goals=decide_goals(engagement.objectives, measures, kpis, as_of=as_of),
        outcomes=decide_outcomes(initiatives, verdicts, measures, kpis, as_of=as_of),
        prospects=plan_initiatives(initiatives, measures, kpis, engagement, as_of),
        ratings=ratings,
        notes=notes,
        baselines=baselines,
        baseline=chosen,
        issues=issues,
        compared_with=compared_with,
        files=list_files(engagement, path, home, answer_files),
        fingerprint=make_fingerprint(engagement, found, kpis, initiatives, notes, baselines, answer_files),
    )


def _read_initiatives(engagement: Engagement, path: Path, kpis: tuple[Kpi, ...]) -> tuple[register.Initiative, ...]:
    if not engagement.initiatives:
        return ()
    found = register.load_initiatives(path.parent / engagement.initiatives)
    register.check_kpis(found, [kpi.id for kpi in kpis])
    return found


def _read_notes(engagement: Engagement, path: Path, known: Iterable[str]) -> pd.DataFrame:
    if not engagement.notes:
        return pd.DataFrame(columns=list(register.NOTE_COLUMNS), dtype="str")
    return register.load_notes(path.parent / engagement.notes, known=known)


def _rate(engagement: Engagement, path: Path, home: Path) -> tuple[tuple[maturity.Rating, ...], tuple[Path, ...]]:
    files = tuple(sorted({file for pattern in engagement.answers for file in _expand(path.parent, pattern)}))
    if not files:
        return (), ()
    framework = maturity.load_framework(find_kit("params/maturity/frameworks", home) / "iso33020.yml")
    questions = maturity.load_questions(find_kit("params/maturity/questions", home))
    return maturity.rate(maturity.load_answers(files, questions, framework), questions, framework), files


def _expand(folder: Path, pattern: str) -> list[Path]:
    base = Path(os.path.normpath(folder / pattern))
    found = sorted(Path(base.anchor).glob(str(base.relative_to(base.anchor))))
    if not found:
        raise SettingsError("no answer file matches", where=str(base), do="Correct 'answers' or remove it")
    return found


def _reads_other_files(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return set(one["sha256"]) != set(other["sha256"])
