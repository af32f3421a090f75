"""Driving a batch: plan, make what has to be made, write each ending down, list them all."""

from __future__ import annotations

import datetime as dt
import signal
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Any

from csi_lib.errors import UsageError
from csi_lib.ingest.restrict import drop_idle
from csi_lib.report.brand import load_brand
from csi_lib.report.fonts import say_fallback
from csi_lib.report.plain import make_plain
from csi_lib.report.results import write_json
from csi_lib.run.batch.catalogue import Catalogue, Entry, make_entry, open_catalogue, read_contents, read_entries
from csi_lib.run.batch.contents import Lister
from csi_lib.run.batch.decide import Decision, decide, tell_changes
from csi_lib.run.batch.definition import Batch, find_engagement_of, load_batch
from csi_lib.run.batch.folder import clear_up, hold
from csi_lib.run.batch.hook import run_hook
from csi_lib.run.batch.index import write_index
from csi_lib.run.batch.local import no_kernels, run_dask, run_local
from csi_lib.run.batch.plan import Report, order_reports, plan_reports, take_shard
from csi_lib.run.batch.progress import Progress
from csi_lib.run.batch.studies import drop_studies
from csi_lib.run.batch.work import Result, Task, read_result
from csi_lib.run.execute import open_kernels
from csi_lib.run.publish import check_writable
from csi_lib.study import Inputs, read_inputs

BATCHES = "batches"  # below the folder of all reports
MANIFEST = "batch.json"


@dataclass(frozen=True)
class Options:
    """How a batch is run.

    Parameters
    ----------
    workers : int
        Most reports at a time on this machine.
    scheduler : str
        Address of a Dask scheduler whose workers make the reports instead.
    shard : tuple of int
        Which part of how many, from 1.
    again : bool
        Make all reports, also those that stand.
    out : Path or None
        Folder of all reports; default ``reports`` below the project's root.
    """

    workers: int = 1
    scheduler: str = ""
    shard: tuple[int, int] = (1, 1)
    again: bool = False
    out: Path | None = None

    @property
    def mark(self) -> str:
        """What the files of a shard have in their names."""
        return "" if self.shard == (1, 1) else f"-{self.shard[0]}-of-{self.shard[1]}"


@dataclass(frozen=True)
class Done:
    """What became of a batch.

    Parameters
    ----------
    folder, index : Path
        Where the reports are, and the page that lists them.
    entries : tuple of Entry
        How each report of the plan stands.
    made, reused : int
        Reports that were made now, and that stood already.
    seconds : float
        All of it.
    hook : str
        What went wrong with the hook; empty when nothing did.
    remark : str
        What the readers of its files should know of this machine; mostly empty.
    """

    folder: Path
    index: Path
    entries: tuple[Entry, ...]
    made: int
    reused: int
    seconds: float
    hook: str = ""
    remark: str = ""

    @property
    def failed(self) -> tuple[Entry, ...]:
        """Reports that could not be made."""
        return tuple(entry for entry in self.entries if entry.state == "failed")


@dataclass(frozen=True)
class Planned:
    """A batch that is ready to run: its definition, its folder and its reports."""

    batch: Batch
    path: Path
    given: Inputs
    folder: Path
    reports: tuple[Report, ...]


def plan_batch(path: str | Path, options: Options) -> Planned:
    """Read a batch and list its reports; nothing is made.

    Raises
    ------
    CsiError
        When an input cannot be used.
    """
    batch, file = load_batch(path)
    given = read_inputs(find_engagement_of(batch, file), batch.options)
    folder = (options.out or given.home / "reports").resolve() / BATCHES / batch.id
    check_writable(folder)
    reports = take_shard(plan_reports(batch, file, given), options.shard)
    return Planned(batch, file, given, folder, tuple(reports))


def preview(planned: Planned, options: Options) -> list[Decision]:
    """Say what would be made and why, and make nothing."""
    return _decide(planned, options, Lister(planned.given))


def _decide(planned: Planned, options: Options, lister: Lister) -> list[Decision]:
    folder = planned.folder
    known = read_entries(folder) if folder.is_dir() else {}
    decisions = decide(planned.reports, known, folder, again=options.again)
    wanted = {item.report.name: known[item.report.name].key for item in decisions if item.report.name in known}
    changed = any(item.why and item.report.name in known for item in decisions)
    return tell_changes(decisions, known, read_contents(folder, wanted), lister) if changed else decisions


def run_batch(path: str | Path, options: Options) -> Done:
    """Make the reports of a batch that do not stand yet.

    Parameters
    ----------
    path : str or Path
        Of its file, or its id.
    options : Options
        How.

    Returns
    -------
    Done
        What became of it; a report that failed is told there.

    Raises
    ------
    CsiError
        When an input cannot be used, another driver runs, or the catalogue cannot be written.
    KeyboardInterrupt
        When it was stopped by Ctrl+C or SIGTERM: what was finished stands, nothing else is left.
    """
    begin, started_at = time.monotonic(), dt.datetime.now(dt.UTC)
    if options.scheduler:
        import csi_lib.run.batch.dask  # noqa: F401 (says at once which extra is missing)
    planned = plan_batch(path, options)
    with (
        hold(planned.folder, options.mark),
        _stopped_by_sigterm(),
        open_catalogue(planned.folder, options.mark) as catalogue,
    ):
        clear_up(planned.folder, options.mark)
        lister = Lister(planned.given)
        decisions = _decide(planned, options, lister)
        _adopt(decisions, catalogue, planned.folder, lister)
        due = [item for item in decisions if item.why]
        try:
            _make(due, planned, options, catalogue, lister)
        finally:
            entries = _close(planned, options, catalogue)
        done = Done(
            folder=planned.folder,
            index=planned.folder / "index.html",
            entries=tuple(entries[item.name] for item in planned.reports if item.name in entries),
            made=sum(entries[item.report.name].state == "made" for item in due),
            reused=len(decisions) - len(due),
            seconds=time.monotonic() - begin,
            remark=_say_fallback(planned) if due else "",
        )
        manifest = describe_batch(planned, done, started_at)
        write_json(manifest, planned.folder / MANIFEST)
        return replace(done, hook=run_hook(planned.batch.hook, manifest, planned.path.parent))


def _say_fallback(planned: Planned) -> str:
    return say_fallback(load_brand(planned.given.engagement.report.brand, planned.given.home), planned.batch.formats)


def _adopt(decisions: Sequence[Decision], catalogue: Catalogue, folder: Path, lister: Lister) -> None:
    """Write down the reports that stand although their driver died before it could."""
    for item in decisions:
        if item.found:
            result = read_result(item.report, folder)
            _note(item.report, result, "made before the last driver died", catalogue, lister)


def _note(report: Report, result: Result, why: str, catalogue: Catalogue, lister: Lister) -> None:
    """Write down how a report ended and by name what it was made from."""
    catalogue.note_contents(report.name, report.key, lister.list_contents(report))
    catalogue.note(make_entry(report, result, why))


def _make(due: Sequence[Decision], planned: Planned, options: Options, catalogue: Catalogue, lister: Lister) -> None:
    whys = {item.report.name: item.reason for item in due}
    ordered = order_reports([item.report for item in due], options.workers)
    limit, retries = planned.batch.seconds, planned.batch.retries
    with (
        _open_kernels(options, bool(due)) as environment,
        Progress(len(due)) as progress,
    ):
        tasks = [Task(item, planned.folder, limit, 1, environment, options.mark, options.again) for item in ordered]
        for attempt in range(1, retries + 2):
            again: list[Task] = []
            with closing(_run(tasks, options)) as results:
                for task, result in results:
                    catalogue.note_attempt(result)
                    if result.failure.again and attempt <= retries:
                        again.append(replace(task, attempt=attempt + 1))
                        continue
                    _note(task.report, result, whys[result.name], catalogue, lister)
                    progress.add(result.name, result.failure.error)
            tasks = again


def _open_kernels(options: Options, needed: bool) -> Any:
    return open_kernels() if needed and not options.scheduler else no_kernels()


def _run(tasks: Sequence[Task], options: Options) -> Generator[tuple[Task, Result]]:
    if not tasks:
        return
    by_key = {task.report.key: task for task in tasks}
    with closing(
        run_dask(tasks, options.scheduler) if options.scheduler else run_local(tasks, options.workers)
    ) as results:
        for result in results:
            yield by_key[result.key], result


def _close(planned: Planned, options: Options, catalogue: Catalogue) -> dict[str, Entry]:
    """Forget what the batch does not make any more, list the rest, and free what nobody needs."""
    if options.shard == (1, 1):
        names = {report.name for report in planned.reports}
        catalogue.drop(set(catalogue.read()) - names)
        keep = {report.study for report in planned.reports}
        drop_studies(planned.given.cache, keep)
        drop_idle(planned.given.cache)
    clear_up(planned.folder, options.mark)
    entries = read_entries(planned.folder)
    engagement = planned.given.engagement
    listed = list(entries.values())
    write_index(planned.folder, planned.batch.id, engagement.client, listed, engagement.report.language)
    return entries


def describe_batch(planned: Planned, done: Done, started_at: dt.datetime) -> Mapping[str, Any]:
    """Say in JSON what became of a batch: what its hook gets."""
    return {
        "batch": planned.batch.id,
        "engagement": planned.given.engagement.id,
        "client": planned.given.engagement.client,
        "started_at": started_at.isoformat(timespec="seconds"),
        "seconds": round(done.seconds, 3),
        "folder": str(planned.folder),
        "index": str(done.index),
        "counts": {"reports": len(done.entries), "made": done.made, "reused": done.reused, "failed": len(done.failed)},
        "reports": [_describe_report(entry) for entry in done.entries],
    }


def _describe_report(entry: Entry) -> dict[str, Any]:
    names = ("name", "state", "kind", "about", "as_of", "audience", "key", "error", "page", "cell", "seconds")
    files = sorted(name for name in entry.files if "/" not in name)
    return make_plain({**{name: getattr(entry, name) for name in names}, "files": files})


@contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """Let a scheduler's polite end be the same as Ctrl+C."""
    if threading.current_thread() is not threading.main_thread():  # elsewhere Python sets no handlers
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def read_shard(text: str) -> tuple[int, int]:
    """Read ``2/4``: the second of four parts.

    Raises
    ------
    UsageError
        When it is written otherwise, or there is no such part.
    """
    part, _, parts = text.partition("/")
    if part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts):
        return int(part), int(parts)
    raise UsageError(f"--shard {text}: this is no part", do="Write 2/4 for the second of four parts")
