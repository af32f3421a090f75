"""Making one report on any machine: a task goes in, a result comes out, nothing is raised."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import socket
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from csi_lib.errors import CsiError, JobError, one_line
from csi_lib.report.brand import Look, load_brand
from csi_lib.report.meta import Meta
from csi_lib.run.batch.failure import Failure, read_failure
from csi_lib.run.batch.folder import ASIDE, list_files, read_key, read_standing
from csi_lib.run.batch.plan import Report
from csi_lib.run.batch.studies import take_study
from csi_lib.run.closing import close_pages
from csi_lib.run.drive import NOTEBOOK_SECONDS, Outcome, execute_job
from csi_lib.run.engagement import describe, list_measures, note_inputs
from csi_lib.run.plan import plan_jobs
from csi_lib.run.publish import FAILED, move_in, write_folder
from csi_lib.study import STUDY_VARIABLE, Inputs, Study, read_inputs, save_study


@dataclass(frozen=True)
class Task:
    """A report with everything a worker needs to make it.

    Parameters
    ----------
    report : Report
        What to make.
    folder : Path
        The batch's folder, which all workers share.
    seconds : float
        Time limit.
    attempt : int
        From 1.
    environment : dict of str to str
        Variables of the kernels; empty where the worker has its own.
    shard : str
        Mark of the shard that the driver makes.
    again : bool
        Make it also where it stands.
    """

    report: Report
    folder: Path
    seconds: float
    attempt: int = 1
    environment: Mapping[str, str] = field(default_factory=dict)
    shard: str = ""
    again: bool = False

    @property
    def aside(self) -> Path:
        """Where the report is written before it is moved into its place."""
        return self.folder / f"{ASIDE}{self.shard}"

    @property
    def marker(self) -> Path:
        """A file that is there while the report is being made."""
        return self.aside / f"{self.report.key}.began"


@dataclass(frozen=True)
class Result:
    """How a report ended.

    Parameters
    ----------
    name, key : str
        Of the report.
    ok : bool
        It stands in its place, whole; else what stood there before still does.
    seconds : float
        How long it took.
    attempt : int
        From 1.
    failure : Failure
        What went wrong; empty when nothing did.
    files : dict of str to (int, str)
        Name -> size and SHA-256.
    pages : dict of str to float
        Notebook -> seconds.
    started_at : str
        ISO 8601, UTC.
    machine : str
        Who made it.
    """

    name: str
    key: str
    ok: bool
    seconds: float
    attempt: int = 1
    failure: Failure = field(default_factory=Failure)
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    pages: Mapping[str, float] = field(default_factory=dict)
    started_at: str = ""
    machine: str = ""


def make_report(task: Task) -> Result:
    """Make one report and move its folder into its place.

    Parameters
    ----------
    task : Task
        What to make and where.

    Returns
    -------
    Result
        A fault is told there, whatever it is; nothing is raised.
    """
    if not task.again and read_key(task.folder / task.report.name) == task.report.key:
        return read_result(task.report, task.folder)  # made by a worker that died before it could say so
    begin, started_at = time.monotonic(), dt.datetime.now(dt.UTC)
    deadline = begin + task.seconds
    outcomes: tuple[Outcome, ...] = ()
    failure, files = Failure(), {}
    try:
        with _scratch(task) as scratch:
            study = take_study(_read(task.report), task.report)
            outcomes = _execute(task, study, scratch, deadline)
            failure = read_failure(outcomes)
            files = _put(task, study, outcomes, scratch, started_at)
    except CsiError as error:
        failure = Failure(str(error), again=isinstance(error, JobError))
    except MemoryError:
        failure = Failure("there was not enough memory", again=True)
    except Exception as error:  # the result is the place where a fault is told, whatever it is
        failure = Failure(one_line(f"{type(error).__name__}: {error}"), again=isinstance(error, OSError))
    return Result(
        name=task.report.name,
        key=task.report.key,
        ok=not failure.error,
        seconds=time.monotonic() - begin,
        attempt=task.attempt,
        failure=failure,
        files=files,
        pages={outcome.name: round(outcome.seconds, 3) for outcome in outcomes},
        started_at=started_at.isoformat(timespec="seconds"),
        machine=socket.gethostname(),
    )


def read_result(report: Report, folder: Path) -> Result:
    """Read how a report that stands ended."""
    files, pages, started_at = read_standing(folder / report.name)
    seconds = sum(pages.values())
    return Result(report.name, report.key, True, seconds, files=files, pages=pages, started_at=started_at)


@contextmanager
def _scratch(task: Task) -> Iterator[Path]:
    """Keep a folder beside the reports while one is made, and the mark that it is."""
    scratch = task.aside / uuid.uuid4().hex[:12]
    scratch.mkdir(parents=True)
    task.marker.write_text(f"{socket.gethostname()} {os.getpid()}\n", encoding="utf-8")
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        task.marker.unlink(missing_ok=True)


def _read(report: Report) -> Inputs:
    given = _read_once(report.engagement, report.inputs, report.options)
    if given.fingerprint != report.inputs:
        raise CsiError("the inputs changed while the batch ran", where=report.engagement, do="Run the batch again")
    return given


@lru_cache(maxsize=1)
def _read_once(engagement: str, fingerprint: str, options: tuple[tuple[str, str], ...]) -> Inputs:
    """Read an engagement once for all the reports that a worker makes of it."""
    return read_inputs(engagement, dict(options))


def _execute(task: Task, study: Study, scratch: Path, deadline: float) -> tuple[Outcome, ...]:
    save_study(study, scratch / "study")
    environment = {**(task.environment or find_environment()), STUDY_VARIABLE: str(scratch / "study")}
    outcomes = []
    for job in plan_jobs(task.report.notebooks, task.report.engagement, scratch / "executed"):
        left = deadline - time.monotonic()
        if left <= 0:
            late = f"TimeoutError: the report took longer than {task.seconds:,.0f} s"
            outcomes.append(Outcome(job.name, False, 0.0, late, job.output))
            break
        outcomes.append(execute_job(job, environment, min(left, NOTEBOOK_SECONDS)))
    close_pages(outcomes, study)
    return tuple(outcomes)


def _put(
    task: Task, study: Study, outcomes: tuple[Outcome, ...], scratch: Path, started_at: dt.datetime
) -> dict[str, tuple[int, str]]:
    """Write the folder aside and move it into its place; of a failed report beside it."""
    ok = all(outcome.ok for outcome in outcomes)
    target = task.folder / (task.report.name if ok else f"{task.report.name}{FAILED}")
    meta = _name(describe(study, index="../../../index.html"), task.report)
    manifest = {
        **note_inputs(study, meta, outcomes, started_at),
        "report": task.report.name,
        "key": task.report.key,
        "parts": dict(task.report.parts),
        "about": {"name": task.report.scope.name, "kind": task.report.kind},
        "audience": task.report.audience,
    }
    frames = {"measures": list_measures(study), "rejected": study.ingested.rejected}
    aside = scratch / "report"
    chosen = study.engagement.report
    look = Look(load_brand(chosen.brand, study.home), chosen.language)
    write_folder(aside, outcomes, meta, manifest, frames, formats=task.report.formats if ok else (), look=look, ok=ok)
    files = list_files(aside)
    target.parent.mkdir(parents=True, exist_ok=True)
    move_in(aside, target)
    if ok:
        shutil.rmtree(task.folder / f"{task.report.name}{FAILED}", ignore_errors=True)
    return files


def _name(meta: Meta, report: Report) -> Meta:
    """Let the names of the files say what the report is about: they leave the folder that does."""
    return replace(meta, file=f"{meta.engagement}-{report.name.replace('/', '-')}")


_own: dict[str, str] = {}


def set_environment(environment: Mapping[str, str]) -> None:
    """Tell this process the variables of the kernels it will start: a worker of another machine has its own zygote."""
    _own.clear()
    _own.update(environment)


def find_environment() -> dict[str, str]:
    """Return the variables of the kernels of this process.

    Raises
    ------
    JobError
        When nobody has told them.
    """
    if not _own:
        raise JobError("this worker has no kernels", do="Register csi_lib.run.batch.dask.Kernels with the cluster")
    return dict(_own)
