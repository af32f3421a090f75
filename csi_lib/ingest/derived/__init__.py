"""Derived columns, computed once in SQL over Parquet, so that every engine reads the same numbers."""

from csi_lib.ingest.derived.clock import Clocks, load_clocks
from csi_lib.ingest.derived.records import write_records
from csi_lib.ingest.derived.tables import open_raw
from csi_lib.ingest.derived.tickets import write_tickets

__all__ = ["Clocks", "load_clocks", "open_raw", "write_records", "write_tickets"]
