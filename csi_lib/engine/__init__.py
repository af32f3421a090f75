"""The one place that talks to an engine: Parquet and small frames in, a small frame out, the same text everywhere."""

from csi_lib.engine.duckdb import open_local, quote_path
from csi_lib.engine.keep import keep_tables
from csi_lib.engine.opening import open_engine
from csi_lib.engine.protocol import DUCKDB, POSTGRESQL, Engine, Kept

__all__ = ["DUCKDB", "POSTGRESQL", "Engine", "Kept", "keep_tables", "open_engine", "open_local", "quote_path"]
