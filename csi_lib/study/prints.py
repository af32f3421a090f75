"""What a study is made from: its files, and one digest over all of it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pandas as pd

from csi_lib import register
from csi_lib.baseline import Baseline, baselines_folder
from csi_lib.ingest import Ingested
from csi_lib.kpi import Kpi
from csi_lib.register.reading import list_register_files
from csi_lib.settings import Engagement, list_kit

# Folder -> how the names of its files end. ``params`` itself: the roles and the glossary.
BESIDE = {"params": ".yml", "params/calendars": ".yml", "params/calibration": ".csv", "params/sources": ".yml"}


def list_beside(home: Path) -> dict[str, Path]:
    """List what pages read beside the engagement: roles, glossary, calendars, measured rates and export formats.

    Parameters
    ----------
    home : Path
        The project's root.

    Returns
    -------
    dict of str to Path
        Name below the project or the kit -> file: the project's own one where it has one.
    """
    return {
        f"{folder}/{file.name}": file
        for folder, suffix in BESIDE.items()
        for file in list_kit(folder, suffix, home).values()
    }


def list_unused(home: Path, kpis: tuple[Kpi, ...]) -> dict[str, Path]:
    """List the files of KPIs that are known and not used: a page says of them, too, whether they can be measured."""
    used = {kpi.id for kpi in kpis}
    return {name: file for name, file in list_kit("params/kpi", ".yml", home).items() if name not in used}


def list_files(engagement: Engagement, path: Path, home: Path, answers: tuple[Path, ...]) -> tuple[Path, ...]:
    """List every settings file that a study was read from, each once."""
    folders = [path.parent / engagement.notes] if engagement.notes else []
    folders.append(baselines_folder(home, engagement.id))
    shared = (*list_kit("params/kpi", ".yml", home).values(), *list_beside(home).values())
    kept = list_register_files(engagement, path)
    found = {path, *answers, *shared, *kept, *(file for folder in folders for file in folder.glob("*.yml"))}
    return tuple(sorted(Path(os.path.normpath(file)) for file in found))


def make_fingerprint(
    engagement: Engagement,
    found: Ingested,
    kpis: tuple[Kpi, ...],
    records: register.Register,
    notes: pd.DataFrame,
    baselines: tuple[Baseline, ...],
    answer_files: tuple[Path, ...],
    beside: Iterable[Path],
) -> str:
    """Return the SHA-256 over data, settings, definitions, baselines, answers, notes, lists and the kit's version."""
    known = {
        "kit": kit_version(),
        "data": found.fingerprint,
        "engagement": engagement.model_dump(mode="json"),
        "kpis": [kpi.model_dump(mode="json") for kpi in kpis],
        "register": records.digest,
        "notes": notes.drop(columns="file", errors="ignore").to_dict("records"),
        "baselines": [item.digest for item in baselines],
        "answers": [hashlib.sha256(file.read_bytes()).hexdigest() for file in answer_files],
        "beside": [[file.name, hashlib.sha256(file.read_bytes()).hexdigest()] for file in beside],
    }
    return hashlib.sha256(json.dumps(known, sort_keys=True, default=str).encode()).hexdigest()


def kit_version() -> str:
    """Return the version of the installed kit."""
    try:
        return version("csi-kit")
    except PackageNotFoundError:
        return "0+source"
