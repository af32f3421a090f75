"""The register in a database: written whole or not at all, with a history that nobody can change unseen."""

from csi_lib.register.change import Change
from csi_lib.register.store.conflict import Conflict, ConflictError
from csi_lib.register.store.place import Place, find_place
from csi_lib.register.store.store import HISTORY_COLUMNS, Store, create_store, open_database, open_store
from csi_lib.register.store.verify import Verified

__all__ = [
    "HISTORY_COLUMNS",
    "Change",
    "Conflict",
    "ConflictError",
    "Place",
    "Store",
    "Verified",
    "create_store",
    "find_place",
    "open_database",
    "open_store",
]
