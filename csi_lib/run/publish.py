"""Publishing a report whole or not at all: written aside, then moved into its place."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
from nbformat import NotebookNode

from csi_lib.errors import JobError, UsageError
from csi_lib.report.brand import Look
from csi_lib.report.csv import write_csv
from csi_lib.report.export.document import read_document
from csi_lib.report.export.formats import export
from csi_lib.report.html import Link, render_page
from csi_lib.report.meta import Meta
from csi_lib.report.results import HEAD_KEYS, collect_results, title_of, write_json, write_results
from csi_lib.run.execute import Outcome
from csi_lib.run.index import write_index
from csi_lib.run.pages import find_group

FAILED = ".failed"  # behind the date: the folder of a run that was not published
_ASIDE = re.compile(r"^\.(?P<name>.+)\.(?P<pid>\d+)\.(?P<kind>tmp|old)$")


@dataclass(frozen=True)
class Published:
    """Where a report went.

    Parameters
    ----------
    folder : Path
        The report's folder; the one of the failed run when not ``ok``.
    ok : bool
        The report is published; otherwise the last good one stands as it was.
    pages : tuple of Path
        Its pages, in order.
    index : Path
        The index of the engagement.
    files : tuple of Path
        The whole report in other formats.
    """

    folder: Path
    ok: bool
    pages: tuple[Path, ...]
    index: Path
    files: tuple[Path, ...] = ()


def publish(
    outcomes: Sequence[Outcome],
    *,
    out: Path,
    meta: Meta,
    manifest: Mapping[str, Any],
    frames: Mapping[str, pd.DataFrame] | None = None,
    formats: Sequence[str] = (),
    look: Look | None = None,
    place: str = "",
) -> Published:
    """Make a report's folder from its executed notebooks and move it into its place.

    Parameters
    ----------
    outcomes : sequence of Outcome
        How each notebook ended, in the order of the pages.
    out : Path
        Folder of all reports; this one goes to ``<out>/<engagement>/<as_of>/``.
    meta : Meta
        Head of the pages.
    manifest : mapping
        What ``make_manifest`` returned.
    frames : mapping of str to DataFrame, optional
        Tables to lay beside the pages as ``<name>.csv``.
    formats : sequence of str
        What else the whole report is written as: keys of ``FORMATS``; a report with a failed notebook is not.
    look : Look
        Whose name and colours those files carry, and in which language their words are.
    place : str
        Folder of these reports below ``out``; default the engagement's id.

    Returns
    -------
    Published
        Where it went. When a notebook failed, the folder is ``<as_of>.failed`` and the last good report of that day
        is untouched.

    Raises
    ------
    JobError
        When the folder cannot be written or moved, or a result does not follow its schema; the last good report is
        untouched then, too.
    """
    ok = all(outcome.ok for outcome in outcomes)
    home = out / (place or meta.engagement)
    target = home / f"{meta.as_of}{'' if ok else FAILED}"
    aside = home / f".{target.name}.{os.getpid()}.tmp"
    try:
        home.mkdir(parents=True, exist_ok=True)
        recover(home)
        shutil.rmtree(aside, ignore_errors=True)
        pages = write_folder(
            aside, outcomes, meta, manifest, frames or {}, formats=formats if ok else (), look=look, ok=ok
        )
        move_in(aside, target)
    except OSError as error:
        raise JobError(f"the report cannot be written: {error}", where=str(target)) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    if ok:
        shutil.rmtree(home / f"{meta.as_of}{FAILED}", ignore_errors=True)
    index = write_index(home, title=meta.client, language=(look or Look()).language)
    files = tuple(target / f"{name_report(meta)}.{name}" for name in (formats if ok else ()))
    return Published(target, ok, tuple(target / page.href for page in pages), index, files)


def write_folder(
    folder: Path,
    outcomes: Sequence[Outcome],
    meta: Meta,
    manifest: Mapping[str, Any],
    frames: Mapping[str, pd.DataFrame],
    *,
    formats: Sequence[str] = (),
    look: Look | None = None,
    ok: bool,
) -> tuple[Link, ...]:
    """Write everything a report consists of into a new folder.

    Parameters
    ----------
    folder : Path
        Not there yet.
    outcomes, meta, manifest, frames, formats, look
        As ``publish`` takes them.
    ok : bool
        No notebook failed.

    Returns
    -------
    tuple of Link
        The pages, in order.

    Raises
    ------
    OSError
        When the folder cannot be written; what is there of it is no report.
    """
    look = look or Look()
    folder.mkdir()
    notebooks = _keep_notebooks(outcomes, folder / "notebooks")
    pages = tuple(
        Link(title_of(notebook, name), f"{name}.html", group=find_group(name)) for name, notebook in notebooks.items()
    )
    shown = replace(meta, published=ok)
    files = [Link(kind.upper(), f"{name_report(meta)}.{kind}") for kind in formats]
    for name, notebook in notebooks.items():
        nav = [replace(page, current=page.href == f"{name}.html") for page in pages]
        _write_text(folder / f"{name}.html", render_page(notebook, nav=nav, meta=shown, look=look, files=files))
    if ok:
        head = {key: value for key, value in asdict(meta).items() if key in HEAD_KEYS}
        write_results(collect_results(notebooks, {**head, "as_of": str(meta.as_of)}), folder / "results.json")
    written = (
        export(read_document(notebooks, meta, look.brand, look.language), formats, folder, name_report(meta))
        if formats
        else ()
    )
    listed = [{"title": page.title, "href": page.href} for page in pages]
    made = [
        {"file": item.path.name, "removed": item.removed, "cut": item.cut, "cut_at": item.places} for item in written
    ]
    write_json({**manifest, "pages": listed, "files": made}, folder / "manifest.json")
    _write_frames(frames, folder)
    return pages


def name_report(meta: Meta) -> str:
    """Return the name, without suffix, of the files that a report is handed over in."""
    return meta.file or f"{meta.engagement}-{meta.as_of}"


def _keep_notebooks(outcomes: Sequence[Outcome], folder: Path) -> dict[str, NotebookNode]:
    folder.mkdir()
    kept = {}
    for outcome in outcomes:
        if outcome.notebook.exists():
            shutil.copyfile(outcome.notebook, folder / f"{outcome.name}.ipynb")
            kept[outcome.name] = nbformat.read(outcome.notebook, as_version=4)  # type: ignore[no-untyped-call]
    return kept


def _write_frames(frames: Mapping[str, pd.DataFrame], folder: Path) -> None:
    for name, frame in frames.items():
        write_csv(frame, folder / f"{name}.csv")


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def move_in(aside: Path, target: Path) -> None:
    """Move a finished folder into its place; the folder that stood there goes only once the new one stands.

    Parameters
    ----------
    aside : Path
        The finished folder, on the same file system.
    target : Path
        Its place.

    Raises
    ------
    OSError
        When it cannot be moved; what stood there stands there again.
    """
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    if target.exists():
        os.rename(target, old)
    try:
        os.rename(aside, target)
    except OSError:
        if old.exists():
            os.rename(old, target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written, before the work and not after it; makes nothing.

    Raises
    ------
    UsageError
        When the folder, or the nearest one above it that exists, is a file or may not be written.
    """
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir():
        raise UsageError("reports cannot go here: this is a file", where=str(nearest), do="Name a folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise UsageError("reports cannot go here: no right to write", where=str(nearest), do="Name another with --out")


def recover(home: Path) -> None:
    """Clear up behind runs that were killed: a report on its way out goes back, half-written ones go.

    Parameters
    ----------
    home : Path
        Folder of an engagement's reports; folders of processes that still run are left alone.
    """
    for folder in sorted(home.iterdir()):
        found = _ASIDE.match(folder.name)
        if not found or (int(found["pid"]) != os.getpid() and _is_running(int(found["pid"]))):
            continue
        target = home / found["name"]
        if found["kind"] == "old" and not target.exists():
            os.rename(folder, target)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":  # there signal 0 is no question but Ctrl+C
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
