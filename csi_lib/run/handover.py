"""Handing a published report over in another format, without a kernel and without a new number."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from csi_lib.errors import UsageError, did_you_mean
from csi_lib.report.brand import Look, load_brand
from csi_lib.report.export.document import read_document
from csi_lib.report.export.formats import Written, check_formats, export
from csi_lib.report.meta import Meta
from csi_lib.run.publish import check_writable
from csi_lib.run.published import find_report, name_files
from csi_lib.settings import Engagement
from csi_lib.study import WHOLE, Scope


def export_report(
    engagement: Engagement,
    home: Path,
    formats: Sequence[str],
    *,
    scope: Scope = WHOLE,
    as_of: str = "",
    only: Sequence[str] = (),
    brand: str = "",
    language: str = "",
    reports: Path | None = None,
    out: Path | None = None,
) -> tuple[Written, ...]:
    """Write a published report in other formats, from its executed notebooks.

    Parameters
    ----------
    engagement : Engagement
        Whose report.
    home : Path
        The project's root.
    formats : sequence of str
        Keys of ``FORMATS``.
    scope : Scope
        What it is about: the whole, or one service or business unit.
    as_of : str
        Which report, by the last day of its data; default the newest.
    only : sequence of str
        Names of notebooks; none means all.
    brand, language : str
        Default as the engagement says.
    reports : Path, optional
        Folder of all reports; default ``reports`` below the root.
    out : Path, optional
        Where the files go; default beside the report's pages.

    Returns
    -------
    tuple of Written
        One per format.

    Raises
    ------
    UsageError
        When there is no such report or page, or a format is unknown or its library is missing.
    """
    check_formats(formats)
    look = Look(load_brand(brand or engagement.report.brand, home), language or engagement.report.language)
    folder = find_report((reports or home / "reports") / engagement.id, scope, as_of)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    notebooks = _read_notebooks(folder, manifest, only)
    meta = _read_meta(manifest)
    target = out or folder
    check_writable(target)
    target.mkdir(parents=True, exist_ok=True)
    stem = f"{name_files(meta.engagement, scope, meta.as_of)}{''.join(f'-{name}' for name in only)}"
    return export(read_document(notebooks, meta, look.brand, look.language), formats, target, stem)


def _read_notebooks(folder: Path, manifest: dict[str, Any], only: Sequence[str]) -> dict[str, NotebookNode]:
    pages = [Path(page["href"]).stem for page in manifest["pages"]]
    for name in only:
        if name not in pages:
            raise UsageError(
                f"--only {name}: no such page", where=str(folder), do=did_you_mean(name, pages).capitalize()
            )
    chosen = [name for name in pages if not only or name in only]
    return {
        name: nbformat.read(folder / "notebooks" / f"{name}.ipynb", as_version=4)  # type: ignore[no-untyped-call]
        for name in chosen
    }


def _read_meta(manifest: dict[str, Any]) -> Meta:
    return Meta(
        client=manifest["client"],
        engagement=manifest["engagement"],
        as_of=manifest["as_of"],
        fingerprint=manifest["fingerprint"],
        baselines=tuple(manifest["baselines"]),
        author=manifest.get("author", ""),
    )
