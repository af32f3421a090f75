"""What a batch has to make: every report with the fingerprint of its content."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from csi_lib.errors import SettingsError, UsageError, suggest
from csi_lib.ingest.restrict import join_prints, say_cuts, take_prints
from csi_lib.report.brand import load_brand
from csi_lib.report.export.formats import check_formats
from csi_lib.run.audience import Audience, choose_pages, load_audience
from csi_lib.run.batch.definition import Batch, list_days
from csi_lib.run.batch.prints import digest, hash_once, print_report, print_shared, print_study
from csi_lib.run.engagement import choose_notebooks
from csi_lib.run.look import list_look
from csi_lib.run.names import kind_of, make_slug
from csi_lib.run.plan import plan_jobs
from csi_lib.settings import list_kit
from csi_lib.study import Inputs, Scope, narrow

UNIT_COLUMN = "organisation"


@dataclass(frozen=True)
class Report:
    """One report to make; small, and the same on every machine.

    Parameters
    ----------
    name : str
        Folder of the report below the batch's: ``<as_of>/<what>/<audience>``.
    engagement : str
        Path of the engagement's file.
    scope : Scope
        What it is about.
    audience, title : str
        Whom it is for: the id, and in words.
    notebooks : tuple of Path
        Its pages, in order.
    formats : tuple of str
        What it is written as beside the pages.
    parts : dict of str to str
        Fingerprints of what it is made from.
    inputs : str
        Fingerprint of the whole engagement's inputs, as they were planned with.
    options : tuple of (str, str)
        Brand and language, where the batch names its own.
    look : tuple of (str, str)
        What decides how it looks, and to what it is set.
    """

    name: str
    engagement: str
    scope: Scope
    audience: str
    title: str
    notebooks: tuple[Path, ...]
    formats: tuple[str, ...]
    parts: Mapping[str, str]
    inputs: str
    options: tuple[tuple[str, str], ...] = ()
    look: tuple[tuple[str, str], ...] = ()

    @cached_property
    def key(self) -> str:
        """Fingerprint of the content: two reports of one key say the same."""
        return digest([self.name, dict(self.parts)])

    @cached_property
    def study(self) -> str:
        """Fingerprint of the study, which the reports for several audiences share."""
        return digest({name: text for name, text in self.parts.items() if name not in ("notebooks", "look")})

    @property
    def kind(self) -> str:
        """``whole``, ``service`` or ``unit``."""
        return kind_of(self.scope)


def plan_reports(batch: Batch, path: Path, given: Inputs) -> tuple[Report, ...]:
    """List the reports of a batch, those of one study together, the newest month first.

    Parameters
    ----------
    batch : Batch
        The definition.
    path : Path
        Its file, for messages.
    given : Inputs
        What was read of the whole engagement.

    Returns
    -------
    tuple of Report
        One for each of service or unit × month × audience that speaks of such things.

    Raises
    ------
    CsiError
        When the batch names what is not there, or makes no report at all.
    """
    check_formats(batch.formats)
    load_brand(given.engagement.report.brand, given.home)  # a wrong one is told once, and not by every report
    audiences = [_read_audience(name, given) for name in dict.fromkeys(batch.audiences)]
    days = list_days(batch, *given.window(), path)
    whole, shared = given.fingerprint, print_shared(given)
    reports = tuple(
        _make_report(narrowed, parts, scope, audience, pages, batch, whole)
        for scope, narrowed, parts in _list_studies(batch, path, given, days, shared)
        for audience, pages in audiences
        if kind_of(scope) in audience.of
    )
    if not reports:
        do = "Name services or units, or an audience whose key 'of' fits what the batch is about"
        raise UsageError("the batch makes no report", where=str(path), do=do)
    return reports


def _read_audience(name: str, given: Inputs) -> tuple[Audience, tuple[Path, ...]]:
    audience, path = load_audience(name, given.home)
    known = {page.stem: page for page in choose_notebooks(list_kit("notebooks", ".ipynb", given.home), ())}
    pages = choose_pages(audience, path, known, given.engagement)
    plan_jobs(pages, "", Path())  # refuses a template that could not take its parameter
    return audience, pages


def _list_studies(
    batch: Batch, path: Path, given: Inputs, days: Sequence[dt.date], shared: Mapping[str, str]
) -> Iterator[tuple[Scope, Inputs, dict[str, str]]]:
    """Yield each scope with the settings narrowed to it and the fingerprints of its study; nothing is put aside yet."""
    for day in days:
        dated = narrow(given, Scope(as_of=day))
        for scope, rows in _list_scopes(batch, path, dated, day):
            # Of the data only the prints are taken: a thousand reports that stand are planned in seconds.
            narrowed = narrow(dated, replace(scope, as_of=None), restrict_rows=False)
            yield scope, narrowed, print_study(narrowed, digest([str(day), rows]), shared)


def _list_scopes(batch: Batch, path: Path, given: Inputs, day: dt.date) -> Iterator[tuple[Scope, str]]:
    """Yield each scope with the fingerprint of its rows."""
    cuts = say_cuts(given.found.windows)
    if batch.whole:
        yield Scope(as_of=day), given.found.fingerprint
    for column, wanted, key in (("service", batch.services, "services"), (UNIT_COLUMN, batch.units, "units")):
        if not wanted:
            continue
        known = take_prints(given.found, column)
        names = list(known) if wanted == "all" else list(dict.fromkeys(wanted))
        for name in names:
            if name not in known:
                where, do = f"{path}, key {key}", suggest(name, known)
                raise SettingsError(f"no row up to {day} names the {column} '{name}'", where=where, do=do)
            yield Scope(name, column, (name,), day), join_prints(cuts, column, [known[name]])


def _make_report(
    narrowed: Inputs,
    parts: Mapping[str, str],
    scope: Scope,
    audience: Audience,
    pages: tuple[Path, ...],
    batch: Batch,
    whole: str,
) -> Report:
    chosen = narrowed.engagement.report
    look = list_look(narrowed.engagement, narrowed.home)
    wanted = {
        "formats": batch.formats,
        "audience": audience.title,
        "brand": [hash_once(file) for file in look["brand"]],
        "language": [chosen.language, *(hash_once(file) for file in look["language"])],
    }
    return Report(
        name=f"{scope.as_of}/{make_slug(scope)}/{audience.id}",
        engagement=str(narrowed.path),
        scope=scope,
        audience=audience.id,
        title=audience.title,
        notebooks=pages,
        formats=tuple(batch.formats),
        parts=print_report(parts, pages, wanted),
        inputs=whole,
        options=tuple(batch.options.items()),
        look=tuple((name, str(value)) for name, value in wanted.items()),
    )


def order_reports(reports: Sequence[Report], workers: int) -> list[Report]:
    """Order reports so that no two of one study begin together where that can be helped: the second finds it made."""
    studies: dict[str, list[Report]] = {}
    for report in reports:
        studies.setdefault(report.study, []).append(report)
    groups = list(studies.values())
    ordered = []
    for begin in range(0, len(groups), max(1, workers)):
        beside = groups[begin : begin + max(1, workers)]
        for place in range(max(len(group) for group in beside)):
            ordered += [group[place] for group in beside if place < len(group)]
    return ordered


def take_shard(reports: Sequence[Report], shard: tuple[int, int]) -> list[Report]:
    """Take one of n parts of a batch, by name: the reports of one study stay together.

    Parameters
    ----------
    reports : sequence of Report
        All of them.
    shard : tuple of int
        Which, from 1, and of how many.

    Returns
    -------
    list of Report
        Every report is in exactly one part, whatever else is in the batch.
    """
    part, parts = shard
    return [report for report in reports if int(digest(report.name.rpartition("/")[0])[:12], 16) % parts == part - 1]
