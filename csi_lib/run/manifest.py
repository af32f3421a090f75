"""manifest.json: what a report was made of and how long it took; the only file of a report that knows the time."""

from __future__ import annotations

import datetime as dt
import hashlib
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pandas as pd

from csi_lib.register.register import Register
from csi_lib.report.meta import Meta
from csi_lib.report.plain import make_plain
from csi_lib.run.execute import Outcome

MANIFEST_VERSION = 1
KIT = "csi-kit"
KEY_PACKAGES = (
    "duckdb",
    "ipykernel",
    "jinja2",
    "matplotlib",
    "nbclient",
    "numpy",
    "pandas",
    "papermill",
    "pyarrow",
    "scipy",
    "seaborn",
)


def make_manifest(
    meta: Meta,
    outcomes: Sequence[Outcome],
    *,
    ledger: pd.DataFrame,
    settings: Sequence[Path],
    kpis: Mapping[str, int],
    started_at: dt.datetime,
    root: Path,
    records: Register | None = None,
) -> dict[str, Any]:
    """Gather what a report was made of.

    Parameters
    ----------
    meta : Meta
        Head of the report.
    outcomes : sequence of Outcome
        How each notebook ended.
    ledger : DataFrame
        One row per input file, with its hash and row counts, as ingest wrote it.
    settings : sequence of Path
        Every settings file that was read.
    kpis : mapping of str to int
        Version of each KPI definition.
    started_at : datetime
        When the run began, with its zone.
    root : Path
        Settings files below it are named relative to it; no manifest tells where a machine keeps its files.
    records : Register, optional
        The register that was read: its head can be held against the register later (``csi register verify --head``).

    Returns
    -------
    dict
        Plain JSON values.
    """
    return {
        "manifest_version": MANIFEST_VERSION,
        "engagement": meta.engagement,
        "client": meta.client,
        "author": meta.author,
        "as_of": str(meta.as_of),
        "fingerprint": meta.fingerprint,
        "baselines": make_plain(list(meta.baselines)),
        "ok": all(outcome.ok for outcome in outcomes),
        "started_at": started_at.isoformat(timespec="seconds"),
        "notebooks": {outcome.name: _note_outcome(outcome) for outcome in outcomes},
        "inputs": [make_plain(row) for row in ledger.to_dict("records")],
        "settings": {name_below(path, root): hash_file(path) for path in sorted(settings)},
        "kpis": make_plain(dict(kpis)),
        "register": _note_register(records or Register()),
        "versions": list_versions(),
    }


def _note_register(records: Register) -> dict[str, Any]:
    return {
        "source": records.source,
        "records": len(records.entries),
        "changes": records.changes,
        "head": records.head,
        "digest": records.digest,
    }


def _note_outcome(outcome: Outcome) -> dict[str, Any]:
    return {"ok": outcome.ok, "seconds": round(outcome.seconds, 3), "error": outcome.error}


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def name_below(path: Path, root: Path) -> str:
    """Name a file relative to a folder with '/' on every platform; one elsewhere from its ``params`` on, or by name."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        parts = path.resolve().parts
        begin = max((place for place, part in enumerate(parts) if part == "params"), default=-1)
        return "/".join(parts[begin:])


def list_versions() -> dict[str, str]:
    """Return the versions of Python, the kit and the packages that numbers or pages depend on."""
    return {"python": platform.python_version(), **{name: _version_of(name) for name in (KIT, *KEY_PACKAGES)}}


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"  # the kit itself, run from its source tree
