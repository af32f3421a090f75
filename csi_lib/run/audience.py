"""Whom a report is for: which pages, in which order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from csi_lib.errors import SettingsError, UsageError, suggest
from csi_lib.run.names import kind_of
from csi_lib.settings import Engagement, Id, Settings, list_kit, load
from csi_lib.study import Scope

Kind = Literal["whole", "service", "unit"]
DOCUMENT = "csi_document"  # in a notebook's metadata: a page of a document, as the plan; no report has it unasked
NEEDS = "csi_needs"  # in a notebook's metadata: keys of the engagement without which its page has nothing to say


class Audience(Settings):
    """A file of ``params/audiences``."""

    version: Literal[1]
    id: Id
    title: str = Field(min_length=1)
    pages: list[str] = []  # notebooks in the order of reading; none: all of them
    of: list[Kind] = Field(default=["whole", "service", "unit"], min_length=1)  # what such a report can be about
    document: bool = False  # a document of its own, as the plan: kept apart from the reports


def load_audience(name: str, home: Path) -> tuple[Audience, Path]:
    """Read an audience of the project or the kit.

    Parameters
    ----------
    name : str
        Its id, which is the name of its file.
    home : Path
        The project's root.

    Returns
    -------
    tuple of (Audience, Path)
        The audience and its file.

    Raises
    ------
    SettingsError
        When there is none of that name, or its file is not right.
    """
    known = list_kit("params/audiences", ".yml", home)
    if name not in known:
        raise SettingsError(f"no audience '{name}'", where="params/audiences", do=suggest(name, known))
    return load(known[name], Audience), known[name]


def check_scope(audience: Audience, path: Path, scope: Scope) -> None:
    """Refuse a report that its audience is not for, before anything is read.

    Raises
    ------
    UsageError
        Naming what the audience's reports are about.
    """
    kind = kind_of(scope)
    if kind in audience.of:
        return
    said = {"whole": "of everything", "service": "of one service", "unit": "of one business unit"}
    wanted = " or ".join(said[name] for name in audience.of)
    ways = {"whole": "leave out --service and --unit", "service": "give --service", "unit": "give --unit"}
    do = f"{' or '.join(ways[name] for name in audience.of)}, or choose another --audience"
    raise UsageError(
        f"the audience '{audience.id}' is for reports {wanted}, and this one is {said[kind]}",
        where=f"{path}, key of",
        do=do[0].upper() + do[1:],
    )


def choose_pages(audience: Audience, path: Path, known: Mapping[str, Path], engagement: Engagement) -> tuple[Path, ...]:
    """List the notebooks of an audience in its order; all that are known, in theirs, where it names none.

    A page whose subject the engagement does not have, as maturity without answers, is left out; so is a page of a
    document, as the plan, where the audience does not name it.

    Parameters
    ----------
    audience : Audience
        Whom the report is for.
    path : Path
        Its file, for the message.
    known : mapping of str to Path
        Name -> notebook, in reading order.
    engagement : Engagement
        What there is to speak of.

    Returns
    -------
    tuple of Path
        The notebooks.

    Raises
    ------
    SettingsError
        When a page is no notebook.
    """
    for page in audience.pages:
        if page not in known:
            raise SettingsError(f"no notebook '{page}'", where=f"{path}, key pages", do=suggest(page, known))
    named = audience.pages or [name for name, page in known.items() if not is_document(page)]
    chosen = [known[page] for page in named]
    return tuple(page for page in chosen if all(_has(engagement, key) for key in list_needs(page)))


def list_needs(notebook: Path) -> list[str]:
    """List the keys of the engagement without which a notebook's page has nothing to say: ``assessment.previous``."""
    return [str(key) for key in _read_metadata(notebook).get(NEEDS, [])]


def is_document(notebook: Path) -> bool:
    """Tell whether a notebook is a page of a document alone."""
    return bool(_read_metadata(notebook).get(DOCUMENT, False))


def _read_metadata(notebook: Path) -> dict[str, Any]:
    found = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
    return found if isinstance(found, dict) else {}


def _has(engagement: Engagement, key: str) -> bool:
    found: Any = engagement
    for name in key.split("."):
        found = getattr(found, name, None)
    return bool(found)
