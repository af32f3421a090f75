"""Everything one report knows, gathered once and frozen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import pickle
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from csi_lib import maturity, register
from csi_lib.baseline import Baseline, baselines_folder, current_baseline, load_baseline, load_baselines
from csi_lib.errors import SettingsError, SourceError, suggest
from csi_lib.ingest import Ingested, Issue, compare_exports, ingest
from csi_lib.kpi import Kpi, choose, load_catalogue, measure
from csi_lib.register.goals import Goal, decide_goals
from csi_lib.settings import Engagement, Event, find_home, find_kit, list_kit, load_engagement
from csi_lib.signals import Intervention, Verdict, assess, judge

QUIET_END = dt.timedelta(days=31)  # as_of may close a month in which nothing happened any more, not invent months
STUDY_VARIABLE = "CSI_STUDY"  # path of a prepared study: set by `csi run`, so that all notebooks read the same one


@dataclass(frozen=True)
class Study:
    """One engagement's data, numbers, signals, verdicts and ratings at one date.

    Parameters
    ----------
    engagement : Engagement
        The settings.
    path, home : Path
        The engagement's file and the project's root.
    first, as_of : date
        First and last local day of the data.
    kpis : tuple of Kpi
        The definitions used.
    ingested : Ingested
        Canonical tables, ledger and findings.
    measures : DataFrame
        The long measures frame, by month.
    totals : DataFrame
        The same KPIs over the whole window as one period.
    signals : DataFrame
        One row per series: limits, variation, trend.
    initiatives : tuple of Initiative
        What was decided and tried.
    verdicts : tuple of Verdict
        One per initiative with a date, in the same order.
    goals : tuple of Goal
        Every objective: achieved, not achieved or not decidable.
    ratings : tuple of Rating
        Maturity by process; empty without answers.
    notes : DataFrame
        The analyst's comments, findings and recommendations by period and KPI.
    baselines : tuple of Baseline
        Every frozen baseline, each checked against its digest.
    baseline : Baseline or None
        The one this report compares with.
    issues : tuple of Issue
        All data-quality findings.
    compared_with : DataFrame or None
        The ledger of the earlier run that the exports were compared with.
    files : tuple of Path
        Every settings file that was read.
    fingerprint : str
        SHA-256 over data, settings, definitions, baselines, answers, notes and the kit's version.
    """

    engagement: Engagement
    path: Path
    home: Path
    first: dt.date
    as_of: dt.date
    kpis: tuple[Kpi, ...]
    ingested: Ingested
    measures: pd.DataFrame
    totals: pd.DataFrame
    signals: pd.DataFrame
    initiatives: tuple[register.Initiative, ...]
    verdicts: tuple[Verdict, ...]
    goals: tuple[Goal, ...]
    ratings: tuple[maturity.Rating, ...]
    notes: pd.DataFrame
    baselines: tuple[Baseline, ...]
    baseline: Baseline | None
    issues: tuple[Issue, ...]
    compared_with: pd.DataFrame | None
    files: tuple[Path, ...]
    fingerprint: str

    def kpi(self, name: str) -> Kpi:
        """Return one of the study's KPIs by id; KeyError when it is not in the study."""
        found = next((kpi for kpi in self.kpis if kpi.id == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def verdict_of(self, initiative: str) -> Verdict | None:
        """Return the verdict on an initiative, or None while it has no date."""
        return next((item for item in self.verdicts if item.intervention == initiative), None)

    @property
    def period(self) -> str:
        """Name of the month that comments are written for (``2026-06``): the last one with a usable number."""
        good = self.measures.loc[self.measures["reason"] == "", "period_start"]
        month = good.max() if len(good) else pd.Timestamp(self.as_of)
        return f"{month:%Y-%m}"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(str(self))}</p>"

    def __str__(self) -> str:
        return (
            f"{self.engagement.client}: {self.first} to {self.as_of}, {len(self.kpis)} KPIs, "
            f"{len(self.initiatives)} initiatives, fingerprint {self.fingerprint[:12]}"
        )


def open_study(params: str | Path = "demo") -> Study:
    """Open an engagement by id or file; inside ``csi run``, the study that was prepared for the whole run.

    Parameters
    ----------
    params : str or Path
        Id of an engagement, or the path of its file.

    Returns
    -------
    Study
        Everything the notebooks show.
    """
    prepared = os.environ.get(STUDY_VARIABLE)
    if prepared:
        study = load_study(Path(prepared))
        if str(params) in (study.engagement.id, str(study.path)):
            return study
    return gather(params)


def gather(params: str | Path, *, previous: Sequence[pd.DataFrame] = ()) -> Study:
    """Read an engagement's exports and compute everything its report knows.

    Parameters
    ----------
    params : str or Path
        Id of an engagement, or the path of its file.
    previous : sequence of DataFrame
        Ledgers of earlier runs, newest first. The exports are compared with the first that read other files, so that
        a second run on the same input says the same.

    Returns
    -------
    Study
        Frozen; nothing in it changes afterwards.
    """
    engagement, path = load_engagement(params)
    home = find_home(path.parent)
    catalogue = load_catalogue(home=home)
    kpis = choose(catalogue, engagement.kpis)
    check_names(engagement, path, kpis, catalogue)
    initiatives = _read_initiatives(engagement, path, kpis)
    notes = _read_notes(engagement, path, catalogue)
    ratings, answer_files = _rate(engagement, path, home)
    folder = baselines_folder(home, engagement.id)
    baselines = load_baselines(folder)
    chosen = load_baseline(folder, engagement.baseline) if engagement.baseline else current_baseline(baselines)
    found = ingest(engagement, path, cache=home / "reports" / ".cache" / engagement.id)
    first, as_of = data_window(engagement, path, found)
    measures = measure_window(engagement, found, kpis, first, as_of, by=engagement.slices)
    totals = measure_window(
        engagement, found, kpis, first, as_of, grain="all", by=[*engagement.slices, *engagement.breakdowns]
    )
    compared_with = next((ledger for ledger in previous if _reads_other_files(ledger, found.ledger)), None)
    issues = found.issues + (() if compared_with is None else compare_exports(found.ledger, compared_with))
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
        signals=assess(measures, kpis),
        initiatives=initiatives,
        verdicts=_judge_all(initiatives, measures, kpis, engagement.events),
        goals=decide_goals(engagement.objectives, measures, kpis),
        ratings=ratings,
        notes=notes,
        baselines=baselines,
        baseline=chosen,
        issues=issues,
        compared_with=compared_with,
        files=_list_files(engagement, path, home, answer_files),
        fingerprint=_fingerprint(engagement, found, kpis, initiatives, notes, baselines, answer_files),
    )


def check_names(engagement: Engagement, path: Path, kpis: tuple[Kpi, ...], catalogue: Iterable[str]) -> None:
    """Refuse slices, breakdowns and events that name what is not there: they would be left out in silence.

    Raises
    ------
    SettingsError
        Naming the file, the key and the nearest known name.
    """
    columns = {name for kpi in kpis for name in kpi.slices}
    named = [("slices", name, columns) for name in engagement.slices]
    named += [("breakdowns", name, columns) for name in engagement.breakdowns]
    named += [("events.kpis", name, set(catalogue)) for event in engagement.events for name in event.kpis]
    for key, name, known in named:
        if name not in known:
            what = "no KPI is named" if key == "events.kpis" else "no KPI of this engagement can be sliced by"
            raise SettingsError(f"{what} '{name}'", where=f"{path}, key {key}", do=suggest(name, known))


def measure_window(
    engagement: Engagement,
    found: Ingested,
    kpis: tuple[Kpi, ...],
    first: dt.date,
    last: dt.date,
    *,
    as_of: dt.date | None = None,
    grain: str = "month",
    by: list[str],
    crossed: bool = False,
    engine: str = "duckdb",
) -> pd.DataFrame:
    """Measure KPIs over a window of an engagement's data.

    Parameters
    ----------
    engagement, found, kpis
        What to measure.
    first, last : date
        Local days, both inclusive.
    as_of : date, optional
        Last day the data speak of; default ``last``.
    grain : {"month", "week", "quarter", "year", "all"}
        Length of a period.
    by : list of str
        Slice columns: each on its own, or all together when ``crossed``.
    engine : str
        ``duckdb`` or the URL of another engine.

    Returns
    -------
    DataFrame
        The long measures frame.
    """
    sets = ((tuple(by),) if by else ()) if crossed else tuple((name,) for name in by)
    return measure(
        found.tables,
        kpis,
        zone=engagement.zone,
        first=first,
        last=last,
        as_of=as_of or last,
        grain=grain,
        by=sets,
        windows=found.windows,
        engine=engine,
    )


def save_study(study: Study, path: Path) -> None:
    """Write a study aside for the notebooks of one run."""
    path.write_bytes(pickle.dumps(study, protocol=pickle.HIGHEST_PROTOCOL))


def load_study(path: Path) -> Study:
    """Read a study that ``save_study`` wrote in this run.

    Raises
    ------
    SettingsError
        When the file is not there.
    """
    try:
        found = pickle.loads(path.read_bytes())  # noqa: S301 (written by this very run, in its own folder)
    except FileNotFoundError:
        raise SettingsError(
            "the prepared study is gone", where=str(path), do=f"Unset the variable {STUDY_VARIABLE}"
        ) from None
    assert isinstance(found, Study)
    return found


def data_window(engagement: Engagement, path: Path, found: Ingested) -> tuple[dt.date, dt.date]:
    """Return the first and last local day the data speak of.

    Parameters
    ----------
    engagement : Engagement
        Its ``as_of``, where it has one, is the last day.
    path : Path
        Its file, for messages.
    found : Ingested
        The data.

    Returns
    -------
    tuple of date
        First and last day, both inclusive.

    Raises
    ------
    SourceError
        When no ticket, change or problem carries an opening stamp.
    SettingsError
        When ``as_of`` lies before the first of them, or so long after the last stamp that whole months would be
        counted as empty although nothing is known of them.
    """
    opened = [_first_opened(found.tables[name]) for name in ("tickets", "changes", "problems")]
    known = [stamp for stamp in opened if stamp is not None]
    if not known:
        raise SourceError("no ticket, change or problem has an opening stamp", where=str(path), do="Check 'sources'")
    first, last = (_local_day(stamp, engagement.zone) for stamp in (min(known), found.last_stamp))
    as_of = engagement.as_of or last
    if not first <= as_of <= last + QUIET_END:
        raise SettingsError(
            f"the data speak of {first} to {last}, and as_of is {as_of}",
            where=f"{path}, key as_of",
            do="Leave as_of out, or name a day of the data",
        )
    return first, as_of


def _first_opened(path: Path) -> pd.Timestamp | None:
    stamps = pd.read_parquet(path, columns=["opened_at"])["opened_at"].dropna()
    return None if stamps.empty else stamps.min()


def _local_day(stamp: pd.Timestamp, zone: str) -> dt.date:
    return stamp.tz_localize("UTC").tz_convert(zone).date()


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


def _list_files(engagement: Engagement, path: Path, home: Path, answers: tuple[Path, ...]) -> tuple[Path, ...]:
    folders = [path.parent / name for name in (engagement.initiatives, engagement.notes) if name]
    folders.append(baselines_folder(home, engagement.id))
    shared = [file for name in ("params/kpi", "params/sources") for file in list_kit(name, ".yml", home).values()]
    found = {path, *answers, *shared, *(file for folder in folders for file in folder.glob("*.yml"))}
    return tuple(sorted(Path(os.path.normpath(file)) for file in found))


def _judge_all(
    initiatives: tuple[register.Initiative, ...],
    measures: pd.DataFrame,
    kpis: tuple[Kpi, ...],
    events: list[Event],
) -> tuple[Verdict, ...]:
    by_id = {kpi.id: kpi for kpi in kpis}
    return tuple(
        judge(_intervention(item), measures, by_id[item.kpi], events=events)
        for item in initiatives
        if item.date is not None
    )


def _intervention(item: register.Initiative) -> Intervention:
    assert item.date is not None
    return Intervention(
        id=item.id,
        title=item.title,
        kpi=item.kpi,
        date=item.date,
        where=dict(item.where),
        worthwhile=item.worthwhile,
        transition=item.transition,
    )


def _fingerprint(
    engagement: Engagement,
    found: Ingested,
    kpis: tuple[Kpi, ...],
    initiatives: tuple[register.Initiative, ...],
    notes: pd.DataFrame,
    baselines: tuple[Baseline, ...],
    answer_files: tuple[Path, ...],
) -> str:
    known = {
        "kit": kit_version(),
        "data": found.fingerprint,
        "engagement": engagement.model_dump(mode="json"),
        "kpis": [kpi.model_dump(mode="json") for kpi in kpis],
        "initiatives": [item.model_dump(mode="json") for item in initiatives],
        "notes": notes.drop(columns="file", errors="ignore").to_dict("records"),
        "baselines": [item.digest for item in baselines],
        "answers": [hashlib.sha256(file.read_bytes()).hexdigest() for file in answer_files],
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True, default=str).encode()).hexdigest()


def kit_version() -> str:
    """Return the version of the installed kit."""
    try:
        return version("csi-kit")
    except PackageNotFoundError:
        return "0+source"
