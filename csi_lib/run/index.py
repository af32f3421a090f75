"""The index of an engagement's reports, made anew from their manifests."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from csi_lib.files import write_whole
from csi_lib.report.html import Link, Report, render_index

_REPORT = re.compile(r"^(?P<as_of>\d{4}-\d{2}-\d{2})(?:\.failed)?$")


def write_index(home: Path, *, title: str, language: str = "en") -> Path:
    """Write ``index.html`` over all reports of an engagement, in one step.

    Parameters
    ----------
    home : Path
        Folder of the engagement's reports.
    title : str
        Name of the client.
    language : {"en", "de"}
        Of its own words.

    Returns
    -------
    Path
        The index.
    """
    path = home / "index.html"
    page = render_index(list_reports(home), title=title, language=language)
    write_whole(path, page.encode())
    return path


def list_reports(home: Path) -> list[Report]:
    """Read what the index says of each report from its manifest, newest first.

    Parameters
    ----------
    home : Path
        Folder of the engagement's reports.

    Returns
    -------
    list of Report
        Published and failed ones; a folder without a readable manifest is listed with that as its fault.
    """
    folders = [folder for folder in home.iterdir() if folder.is_dir() and _REPORT.match(folder.name)]
    return [_read_report(folder) for folder in sorted(folders, reverse=True)]


def _read_report(folder: Path) -> Report:
    as_of = folder.name[:10]
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return _make_report(folder.name, as_of, manifest)
    except (OSError, ValueError, KeyError, TypeError):
        return Report(as_of, ok=False, pages=(), faults=(f"{folder.name}: manifest.json cannot be read",))


def _make_report(name: str, as_of: str, manifest: dict[str, Any]) -> Report:
    return Report(
        as_of=as_of,
        ok=bool(manifest["ok"]),
        pages=tuple(Link(page["title"], f"{name}/{page['href']}") for page in manifest["pages"]),
        fingerprint=manifest["fingerprint"],
        baselines=tuple(manifest["baselines"]),
        faults=tuple(f"{job}: {note['error']}" for job, note in manifest["notebooks"].items() if not note["ok"]),
    )
