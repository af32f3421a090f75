"""A quick start of our own processes: what nbformat brings along and nobody here asks for is left unloaded."""

from __future__ import annotations

import sys

# The grammar of internationalised addresses that jsonschema builds at its import (through lark) where this package is
# installed: more than a second of a processor in every process, for a check of the format `iri` that no notebook has.
_GRAMMAR = "rfc3987_syntax"


def load_jsonschema() -> None:
    """Import jsonschema, on which nbformat rests, without that grammar; who wants it later can still import it.

    Source
    ------
    jsonschema/_format.py: the import is optional and its absence leaves the formats ``iri`` unchecked.
    """
    if "jsonschema" in sys.modules or _GRAMMAR in sys.modules:
        return
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # for an import this reads: not installed
    try:
        import jsonschema  # noqa: F401
    finally:
        del sys.modules[_GRAMMAR]
