"""What a study is computed from: read once, and the same for every report of a batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from csi_lib import maturity, register
from csi_lib.baseline import Baseline, baselines_folder, current_baseline, load_baseline, load_baselines
from csi_lib.errors import AbsentError
from csi_lib.ingest import Ingested, Issue, ingest
from csi_lib.kpi import Kpi, choose, load_catalogue
from csi_lib.kpi.named import check_kpi_names
from csi_lib.maturity.closing import check_closed
from csi_lib.register.reading import find_folder, read_records
from csi_lib.settings import Engagement, find_home, load_engagement
from csi_lib.study.answering import AnswerFiles, find_answer_files, read_assessment
from csi_lib.study.names import check_baseline, check_names, check_rebases, check_services
from csi_lib.study.prints import list_beside, list_files, list_unused, make_fingerprint
from csi_lib.study.window import data_window


@dataclass(frozen=True)
class Inputs:
    """Everything that was read for a study; nothing is computed yet.

    Parameters
    ----------
    engagement : Engagement
        The settings.
    path, home : Path
        The engagement's file and the project's root.
    kpis : tuple of Kpi
        The definitions used.
    found : Ingested
        The data.
    initiatives : tuple of Initiative
        What was decided and tried.
    records : Register
        All records of the register, the initiatives too.
    notes : DataFrame
        The analyst's comments.
    assessment : Assessment
        What the answers on maturity say.
    answers : AnswerFiles
        Files it comes from.
    baselines : tuple of Baseline
        Every frozen baseline.
    baseline : Baseline or None
        The one to compare with.
    issues : tuple of Issue
        Findings beside those of the data.
    part : str
        ``service`` or ``organisation`` where it was narrowed to one of them; empty for the whole.
    """

    engagement: Engagement
    path: Path
    home: Path
    kpis: tuple[Kpi, ...]
    found: Ingested
    initiatives: tuple[register.Initiative, ...]
    records: register.Register
    notes: pd.DataFrame
    assessment: maturity.Assessment
    answers: AnswerFiles
    baselines: tuple[Baseline, ...]
    baseline: Baseline | None
    issues: tuple[Issue, ...] = ()
    part: str = ""

    @property
    def cache(self) -> Path:
        """Folder of what was prepared before."""
        return find_cache(self.home, self.engagement.id)

    @property
    def files(self) -> tuple[Path, ...]:
        """Every settings file that was read."""
        return list_files(self.engagement, self.path, self.home, self.answers.all)

    @property
    def beside(self) -> dict[str, Path]:
        """What pages read beside the engagement, as the roles; name -> file."""
        return list_beside(self.home)

    @property
    def unused(self) -> dict[str, Path]:
        """KPIs that are known and not used; id -> file."""
        return list_unused(self.home, self.kpis)

    @property
    def fingerprint(self) -> str:
        """Digest over all of it: a study of the same inputs says the same."""
        return make_fingerprint(
            self.engagement,
            self.found,
            self.kpis,
            self.records,
            self.notes,
            self.baselines,
            self.answers.all,
            (*self.beside.values(), *self.unused.values()),
        )

    def window(self) -> tuple[dt.date, dt.date]:
        """Return the first and last local day of the data, checked against what the settings name.

        Raises
        ------
        SettingsError
            When a date of the settings, or the baseline, lies outside of it.
        """
        try:
            first, as_of = data_window(self.engagement, self.path, self.found)
        except AbsentError as error:
            raise _add_way(error, self.engagement) from None
        check_rebases(self.engagement, self.path, first, as_of)
        check_baseline(self.baseline, as_of)
        return first, as_of


def find_cache(home: Path, engagement: str) -> Path:
    """Return the folder of what was prepared of an engagement before."""
    return home / "reports" / ".cache" / engagement


def read_inputs(params: str | Path, options: Mapping[str, str] | None = None) -> Inputs:
    """Read an engagement's settings and exports.

    Parameters
    ----------
    params : str or Path
        Id of an engagement, or the path of its file.
    options : mapping of str to str, optional
        Of ``report`` in the settings, in place of what stands there.

    Returns
    -------
    Inputs
        Checked against each other.

    Raises
    ------
    CsiError
        When something cannot be read, or names what is not there.
    """
    engagement, path = load_engagement(params)
    if options:
        engagement = engagement.model_copy(update={"report": engagement.report.model_copy(update=dict(options))})
    home = find_home(path.parent)
    catalogue = load_catalogue(home=home)
    check_kpi_names(engagement, path, catalogue)
    kpis = choose(catalogue, engagement.kpis, engagement.variants)
    check_names(engagement, path, kpis)
    records = read_records(engagement, path)
    initiatives = records.of(register.Initiative)
    register.check_kpis(initiatives, [kpi.id for kpi in kpis], catalogue, find_folder(engagement, path))
    notes = _read_notes(engagement, path, catalogue)
    answers = find_answer_files(engagement, path, home)
    assessment = read_assessment(answers, engagement, path, home)
    folder = baselines_folder(home, engagement.id)
    baselines = load_baselines(folder)
    chosen = load_baseline(folder, engagement.baseline) if engagement.baseline else current_baseline(baselines)
    check_closed(engagement.assessment.closed, chosen.id if chosen else "", str(path))
    try:
        found = ingest(engagement, path, cache=find_cache(home, engagement.id))
    except AbsentError as error:
        raise _add_way(error, engagement) from None
    check_services(engagement, path, found.tables)
    return Inputs(
        engagement, path, home, kpis, found, initiatives, records, notes, assessment, answers, baselines, chosen
    )


def _add_way(error: AbsentError, engagement: Engagement) -> AbsentError:
    """Add what answers on maturity allow without an export, where there are any."""
    if not engagement.answers:
        return error
    way = (
        "Every report, that on maturity too, takes its days and figures from an export; without one, the answers "
        f"alone give 'csi assess roadmap {engagement.id}' and 'csi assess plan {engagement.id}'"
    )
    return AbsentError(error.what, where=error.where, do=f"{error.do}. {way}")


def _read_notes(engagement: Engagement, path: Path, known: Iterable[str]) -> pd.DataFrame:
    if not engagement.notes:
        return no_notes()
    return register.load_notes(path.parent / engagement.notes, known=known)


@cache
def no_notes() -> pd.DataFrame:
    """Return the notes of nobody."""
    return pd.DataFrame(columns=list(register.NOTE_COLUMNS), dtype="str")
