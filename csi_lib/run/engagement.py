"""One whole report: gather the study once, execute its notebooks, publish the folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.report.brand import Look, load_brand
from csi_lib.report.export.formats import check_formats
from csi_lib.report.fonts import say_fallback
from csi_lib.report.language import load_words
from csi_lib.report.meta import Meta
from csi_lib.report.plain import make_plain
from csi_lib.run.audience import check_scope, choose_pages, load_audience
from csi_lib.run.closing import close_pages
from csi_lib.run.execute import Outcome, run_notebooks
from csi_lib.run.look import list_look
from csi_lib.run.manifest import make_manifest
from csi_lib.run.names import kind_of
from csi_lib.run.pages import PAGES
from csi_lib.run.plan import plan_jobs
from csi_lib.run.publish import Published, check_writable, publish
from csi_lib.run.published import name_files, place_reports
from csi_lib.scratch import keep_scratch
from csi_lib.settings import Engagement, find_home, list_kit, load_engagement
from csi_lib.study import STUDY_VARIABLE, WHOLE, Scope, Study, gather, save_study


@dataclass(frozen=True)
class Run:
    """What one run made.

    Parameters
    ----------
    study : Study
        Everything the report knows.
    outcomes : tuple of Outcome
        How each notebook ended, in the order of the pages.
    published : Published
        Where the report went.
    remark : str
        What the reader of its files should know of the machine they were made on; mostly empty.
    """

    study: Study
    outcomes: tuple[Outcome, ...]
    published: Published
    remark: str = ""


def run_engagement(
    engagement: str | Path,
    *,
    only: Sequence[str] = (),
    out: Path | None = None,
    workers: int = 2,
    engine: str = "",
    formats: Sequence[str] = (),
    cold: bool = False,
    parameters: Mapping[str, Any] | None = None,
    scope: Scope = WHOLE,
    options: Mapping[str, str] | None = None,
    document: str = "",
    before: Callable[[], object] | None = None,
) -> Run:
    """Make the report of one engagement.

    Parameters
    ----------
    engagement : str or Path
        Its id or file.
    only : sequence of str
        Names of notebooks; none means all. Pages left out are taken from the last report where that was made of
        exactly the same inputs.
    out : Path, optional
        Folder of all reports; default ``reports`` below the project's root.
    workers : int
        Most notebooks at a time.
    engine : str
        Where KPIs are computed; default as the engagement says.
    formats : sequence of str
        What else the whole report is written as; default as the engagement says.
    cold : bool
        Start every kernel afresh, also where it could be forked.
    parameters : mapping of str to object, optional
        Other parameters of the notebooks; each goes to those that have it.
    scope : Scope
        One service or business unit; its reports go to ``<out>/<engagement>/parts/<name>/``.
    options : mapping of str to str, optional
        ``audience``, ``brand`` and ``language``; default, also of an empty one, as the engagement says.
    document : str
        Name of the folder of a document, below ``documents``; default the id of its audience. No report's audience
        has one.
    before : callable, optional
        What is done once nothing of the above can be refused any more, and before anything is read for the report;
        what it raises ends the run, and nothing was written then.

    Returns
    -------
    Run
        The study, the outcomes and the place of the report.

    Raises
    ------
    CsiError
        When an input cannot be used; nothing was written then.
    """
    started_at = dt.datetime.now(dt.UTC)
    settings, path = load_engagement(engagement)
    home = find_home(path.parent)
    options = {name: text for name, text in (options or {}).items() if text}
    chosen = settings.report.model_copy(update=options)
    known = list_kit("notebooks", ".ipynb", home)
    audience = load_audience(chosen.audience, home)
    check_scope(*audience, scope)
    pages = choose_pages(*audience, {page.stem: page for page in choose_notebooks(known, ())}, settings)
    notebooks = choose_notebooks(known, only) if only else list(pages)
    out = (out or home / "reports").resolve()
    document = (document or audience[0].id) if audience[0].document else ""
    place = place_reports(out / settings.id, scope, document)
    formats = choose_formats(settings, formats)
    look = Look(load_brand(chosen.brand, home), chosen.language)
    check_writable(place)
    params = str(engagement) if str(engagement) == settings.id else str(path)
    planned = plan_jobs(notebooks, params, out, parameters)  # refused now, and not after the exports are read
    values = {name: value for job in planned for name, value in job.values.items()}
    if before is not None:
        before()
    history = read_history(place)
    previous = [ledger for ledger in history if ledger is not None]
    study = gather(path, scope=scope, options=options, previous=previous, engine=engine)
    with keep_scratch("csi-run-") as scratch:
        save_study(study, scratch / "study")
        jobs = plan_jobs(notebooks, params, scratch / "executed", parameters)
        outcomes = run_notebooks(jobs, workers=workers, env={STUDY_VARIABLE: str(scratch / "study")}, cold=cold)
        if not document:
            close_pages(outcomes, study)
        outcomes = (*outcomes, *_keep_pages(place, study, outcomes)) if only else outcomes
        notes = {"parameters": values, **({"options": options} if options else {})}
        meta = replace(describe(study), file=name_files(settings.id, scope, study.as_of, document))
        meta = replace(meta, title=_say_title(audience[0].title, look, home)) if document else meta
        published = _publish(study, _order(outcomes, pages), place, started_at, formats, look, scope, notes, meta)
    return Run(study, outcomes, published, say_fallback(look.brand, formats))


def choose_formats(settings: Engagement, wanted: Sequence[str]) -> tuple[str, ...]:
    """Return the formats to write beside the pages: those asked for, else those of the engagement.

    Raises
    ------
    UsageError
        When one is unknown or its library is missing.
    """
    chosen = tuple(name for name in (wanted or settings.report.formats) if name != "html")
    check_formats(chosen)
    return chosen


def choose_notebooks(known: Mapping[str, Path], only: Sequence[str]) -> list[Path]:
    """List the notebooks to run, in reading order; a team's own notebooks follow the kit's.

    Parameters
    ----------
    known : mapping of str to Path
        Name -> notebook.
    only : sequence of str
        Names to run; none means all.

    Returns
    -------
    list of Path
        The chosen notebooks.

    Raises
    ------
    UsageError
        When a name is none of them.
    """
    for name in only:
        if name not in known:
            raise UsageError(f"--only {name}: no such notebook", do=did_you_mean(name, known).capitalize())
    chosen = [name for name in known if not only or name in only]
    return [known[name] for name in sorted(chosen, key=_place)]


def read_history(folder: Path) -> list[pd.DataFrame | None]:
    """Read the ledgers of the last report's run, and of the run that one was compared with, newest first.

    Parameters
    ----------
    folder : Path
        Folder of an engagement's reports.

    Returns
    -------
    list of DataFrame or None
        Empty when nothing was published yet.
    """
    published = sorted(path for path in folder.glob("????-??-??/manifest.json") if path.is_file())
    if not published:
        return []
    try:
        manifest = json.loads(published[-1].read_text(encoding="utf-8"))
        return [_ledger(manifest["inputs"]), _ledger(manifest.get("compared_with"))]
    except (OSError, ValueError, KeyError):
        return []  # a manifest that cannot be read is no reason to refuse today's report


def _ledger(rows: list[dict[str, Any]] | None) -> pd.DataFrame | None:
    if not rows:
        return None
    frame = pd.DataFrame(rows)
    for name in ("first_stamp", "last_stamp"):
        frame[name] = pd.to_datetime(frame[name])
    return frame


def _publish(
    study: Study,
    outcomes: tuple[Outcome, ...],
    place: Path,
    started_at: dt.datetime,
    formats: Sequence[str],
    look: Look,
    scope: Scope,
    notes: Mapping[str, Any],
    meta: Meta,
) -> Published:
    about = {"about": {"name": scope.name, "kind": kind_of(scope)}} if scope.column else {}
    return publish(
        outcomes,
        out=place.parent,
        place=place.name,
        meta=meta,
        manifest={**note_inputs(study, meta, outcomes, started_at), **notes, **about},
        frames={"measures": list_measures(study), "rejected": study.ingested.rejected},
        formats=formats,
        look=look,
    )


def _say_title(title: str, look: Look, home: Path) -> str:
    """Say the title of a document in its language."""
    return load_words(look.language, home).phrases.get(title, title)


def describe(study: Study, *, index: str = "../index.html") -> Meta:
    """Say what the head of a study's pages says; ``index`` is the address of the list of all reports."""
    return Meta(
        client=study.engagement.client,
        engagement=study.engagement.id,
        as_of=study.as_of,
        fingerprint=study.fingerprint,
        baselines=tuple({"id": item.id, "digest": item.digest} for item in study.baselines),
        author=study.engagement.author,
        index=index,
    )


def note_inputs(study: Study, meta: Meta, outcomes: Sequence[Outcome], started_at: dt.datetime) -> dict[str, Any]:
    """Make the manifest of a study's report, with the ledger of the run that it was compared with."""
    look = list_look(study.engagement, study.home)
    manifest = make_manifest(
        meta,
        outcomes,
        ledger=study.ingested.ledger,
        settings=(*study.files, *look["brand"], *look["language"]),
        kpis={kpi.id: kpi.version for kpi in study.kpis},
        started_at=started_at,
        root=study.home,
        records=study.records,
    )
    compared = None if study.compared_with is None else make_plain(study.compared_with.to_dict("records"))
    return {**manifest, "compared_with": compared}


def list_measures(study: Study) -> pd.DataFrame:
    """Return every measure of a report as one frame: by month, then over the whole window."""
    months = study.measures.assign(grain="month")
    whole = study.totals.assign(grain="all")
    frame = pd.concat([months, whole], ignore_index=True)
    return frame[["grain", *[name for name in frame.columns if name != "grain"]]]


def _keep_pages(folder: Path, study: Study, made: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """Take the pages that were not asked for from the last report, if it was made of the same inputs."""
    last = folder / str(study.as_of)
    try:
        manifest = json.loads((last / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    if manifest.get("fingerprint") != study.fingerprint:
        return ()
    fresh = {outcome.name for outcome in made}
    return tuple(
        Outcome(path.stem, True, float(manifest["notebooks"].get(path.stem, {}).get("seconds", 0)), "", path)
        for path in sorted((last / "notebooks").glob("*.ipynb"))
        if path.stem not in fresh
    )


def _order(outcomes: tuple[Outcome, ...], pages: Sequence[Path]) -> tuple[Outcome, ...]:
    """Put the pages of the audience first, in its order."""
    ranks = {page.stem: place for place, page in enumerate(pages)}
    return tuple(sorted(outcomes, key=lambda outcome: (ranks.get(outcome.name, len(ranks)), _place(outcome.name))))


def _place(name: str) -> tuple[int, str]:
    return (PAGES.index(name) if name in PAGES else len(PAGES), name)
