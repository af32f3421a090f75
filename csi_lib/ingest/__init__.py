"""One export format per adapter: files in, canonical tables and findings out."""

from csi_lib.ingest.adapter import Adapter, load_adapter
from csi_lib.ingest.files import find_files
from csi_lib.ingest.gather import ingest
from csi_lib.ingest.issue import Issue
from csi_lib.ingest.ledger import compare_exports
from csi_lib.ingest.store import Ingested
from csi_lib.ingest.windows import find_windows

__all__ = [
    "Adapter",
    "Ingested",
    "Issue",
    "compare_exports",
    "find_files",
    "find_windows",
    "ingest",
    "load_adapter",
]
