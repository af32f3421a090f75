"""The one place that talks to an engine: Parquet and small frames in, a small frame out, the same text everywhere."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from csi_lib.address import POSTGRESQL
from csi_lib.engine.protocol import DUCKDB, Engine, Kept

if TYPE_CHECKING:
    from csi_lib.engine.duckdb import open_local, quote_path
    from csi_lib.engine.keep import keep_tables
    from csi_lib.engine.opening import open_engine

# Looked up only when asked for: who wants the name of an engine need not load one.
_HOMES = {"keep_tables": "keep", "open_engine": "opening", "open_local": "duckdb", "quote_path": "duckdb"}

__all__ = ["DUCKDB", "POSTGRESQL", "Engine", "Kept", "keep_tables", "open_engine", "open_local", "quote_path"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
