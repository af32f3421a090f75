"""Names of reports that are names of folders on every machine, and never two of one name."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from csi_lib.study import Scope

LONGEST = 40  # of the readable part; the digits behind it tell apart what reads alike


def make_slug(scope: Scope) -> str:
    """Name what a report is about for a folder: ``whole``, ``service-netzwerk-vpn-3f2a91``."""
    if not scope.column:
        return "whole"
    plain = unicodedata.normalize("NFKD", scope.name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST].strip("-")
    digits = hashlib.sha256("\0".join((scope.column, scope.name, *scope.values)).encode()).hexdigest()[:6]
    return "-".join(part for part in (kind_of(scope), words, digits) if part)


def kind_of(scope: Scope) -> str:
    """Say what a scope is: ``whole``, ``service`` or ``unit``."""
    return {"": "whole", "service": "service"}.get(scope.column, "unit")
