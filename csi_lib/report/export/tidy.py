"""A document without the characters that no XML holds, so that everything else need not think of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from csi_lib.report.export.clean import Cleaner
from csi_lib.report.export.document import Document

_KEPT = ("svg", "logo", "path")  # drawings and files are no text


def tidy_document(document: Document, cleaner: Cleaner) -> Document:
    """Return the document with every text clean, each occurrence counted once.

    Parameters
    ----------
    document : Document
        The report.
    cleaner : Cleaner
        Counts what is taken out.

    Returns
    -------
    Document
        The very same where there was nothing to take out.
    """
    return _tidy(document, cleaner)


def _tidy(value: Any, cleaner: Cleaner) -> Any:
    if isinstance(value, str):
        return value if value.isprintable() else cleaner.clean(value)
    if isinstance(value, tuple):
        parts = tuple(_tidy(part, cleaner) for part in value)
        return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
    if isinstance(value, Mapping):
        pairs = {_tidy(key, cleaner): _tidy(part, cleaner) for key, part in value.items()}
        return pairs if pairs != value else value
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in _KEPT}
        new = {name: _tidy(part, cleaner) for name, part in old.items()}
        changed = {name: part for name, part in new.items() if part is not old[name]}
        return replace(value, **changed) if changed else value
    return value
