"""Measures that were computed before: found again by everything they depend on, so never stale."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pyarrow as pa

from csi_lib.engine import DUCKDB
from csi_lib.kpi.definition import Kpi

# The rooms and files of this package whose code decides a value, and what computes underneath.
_CODE = ("kpi/**/*.py", "engine/*.py", "clocks/*.py", "clocks.py", "periods.py", "tables/*.py")
_UNDERNEATH = ("duckdb", "pandas", "numpy", "pyarrow")


def make_key(tables: Mapping[str, Path], kpis: Iterable[Kpi], engine: str, settings: Mapping[str, object]) -> str:
    """Fingerprint everything that measures depend on.

    Parameters
    ----------
    tables : mapping of str to Path
        The prepared tables; size and time of change of each file count.
    kpis : iterable of Kpi
        The definitions, whole.
    engine : str
        Name of the engine; of a URL only its kind counts, and no password gets anywhere.
    settings : mapping of str to object
        Fingerprint of the data, window, grain, slices and whatever else was asked; values that JSON can hold, or days.

    Returns
    -------
    str
        SHA-256 as hexadecimal text.
    """
    content = {
        "tables": {name: _look_at(path) for name, path in sorted(tables.items())},
        "kpis": [kpi.model_dump(mode="json") for kpi in kpis],
        "engine": engine.partition(":")[0] if engine != DUCKDB else DUCKDB,
        "settings": dict(settings),
        "code": _hash_code(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=_write_day).encode()).hexdigest()


def read_measures(folder: Path, key: str) -> pd.DataFrame | None:
    """Read what was computed for this key, or nothing where there is none or the file is damaged."""
    try:
        return pd.read_parquet(folder / f"{key}.parquet")
    except (OSError, ValueError, pa.ArrowException):
        return None


def write_measures(folder: Path, key: str, measures: pd.DataFrame) -> None:
    """Keep measures for the next time; whole or not at all, and a folder that cannot be written is no fault.

    Parameters
    ----------
    folder : Path
        Beside the prepared tables; made when it is not there.
    key : str
        What ``make_key`` returned.
    measures : DataFrame
        The long frame.
    """
    aside = folder / f".{key}.{os.getpid()}.tmp"
    try:
        folder.mkdir(exist_ok=True)
        measures.to_parquet(aside, index=False)
        os.replace(aside, folder / f"{key}.parquet")
    except OSError:
        aside.unlink(missing_ok=True)


def _look_at(path: Path) -> tuple[int, int]:
    state = os.stat(path)
    return state.st_size, state.st_mtime_ns


def _write_day(value: object) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no part of a key")


@cache
def _hash_code() -> str:
    root = Path(__file__).parents[1]
    files = sorted(path for pattern in _CODE for path in root.glob(pattern))
    code = b"\0".join(file.read_bytes().replace(b"\r\n", b"\n") for file in files)
    return hashlib.sha256(code + " ".join(version(name) for name in _UNDERNEATH).encode()).hexdigest()
