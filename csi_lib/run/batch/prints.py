"""Fingerprints of what a report is made from, part by part, so that a plan can say which one changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from csi_lib.run.manifest import KIT, hash_file, list_versions
from csi_lib.settings import find_kit
from csi_lib.study import Inputs

# Part -> what a plan says when it changed.
PARTS = {
    "data": "the data changed",
    "settings": "the settings changed",
    "definitions": "a KPI changed",
    "beside": "roles, terms, calendars, rates or formats changed",
    "register": "initiatives, notes or baselines changed",
    "answers": "answers on maturity changed",
    "notebooks": "a notebook changed",
    "look": "the look changed",
    "kit": "the kit changed",
    "packages": "a package changed",
}


def digest(value: Any) -> str:
    """Return the SHA-256 of a JSON value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str, ensure_ascii=False).encode()).hexdigest()


def print_shared(given: Inputs) -> dict[str, str]:
    """Fingerprint the parts that are the same for every report of an engagement."""
    return {
        "definitions": digest([[kpi.model_dump(mode="json") for kpi in given.kpis], _hash_all(given.unused)]),
        "answers": digest([hash_file(path) for path in given.answers.all]),
        "beside": digest(_hash_all(given.beside)),
        "kit": hash_kit(),
        "packages": hash_packages(),
    }


def _hash_all(files: Mapping[str, Path]) -> dict[str, str]:
    return {name: hash_once(path) for name, path in files.items()}


def print_study(given: Inputs, data: str, shared: Mapping[str, str]) -> dict[str, str]:
    """Fingerprint the parts that a study is computed from.

    Parameters
    ----------
    given : Inputs
        Narrowed to the report; its data are not looked at.
    data : str
        Fingerprint of its rows.
    shared : mapping of str to str
        What ``print_shared`` returned.

    Returns
    -------
    dict of str to str
        All of ``PARTS`` but the notebooks and the look.
    """
    return {
        **shared,
        "data": data,
        # Brand, language and formats are the look: no number is computed from them.
        "settings": digest(given.engagement.model_dump(mode="json", exclude={"report"})),
        "register": digest(
            [
                [item.model_dump(mode="json") for item in given.initiatives],
                given.records.digest,
                given.notes.drop(columns="file", errors="ignore").to_dict("records") if len(given.notes) else [],
                [item.digest for item in given.baselines],
            ]
        ),
    }


def print_report(study: Mapping[str, str], notebooks: Iterable[Path], wanted: Mapping[str, Any]) -> dict[str, str]:
    """Fingerprint all parts of a report.

    Parameters
    ----------
    study : mapping of str to str
        What ``print_study`` returned.
    notebooks : iterable of Path
        Its pages, in order.
    wanted : mapping of str to object
        What else decides how it looks: formats, language, brand, title.

    Returns
    -------
    dict of str to str
        All of ``PARTS``.
    """
    pages = [[path.stem, hash_once(path)] for path in notebooks]
    return {**study, "notebooks": digest(pages), "look": digest(dict(wanted))}


def hash_once(path: Path) -> str:
    """Return the digest of a file, read again only when it was written again."""
    return _hash(path, path.stat().st_mtime_ns)


@cache
def _hash(path: Path, changed: int) -> str:
    return hash_file(path)


@cache
def hash_kit() -> str:
    """Return one digest over the kit's code and templates."""
    root = Path(__file__).resolve().parents[2]
    templates = find_kit("reports/templates")
    files = [*sorted(root.rglob("*.py")), *sorted(root.rglob("*.json")), *sorted(templates.iterdir())]
    inner = hashlib.sha256()
    for path in files:
        if path.is_file() and "_kit" not in path.parts:
            inner.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return inner.hexdigest()


def hash_packages() -> str:
    """Return one digest over the versions of Python and of everything the kit is built on, as installed here."""
    return digest(list_packages())


@cache
def list_packages() -> dict[str, str]:
    """List the versions of Python and of everything the kit is built on, as installed here."""
    found: dict[str, str] = {}
    waiting = [KIT]
    while waiting:
        name = waiting.pop()
        try:
            found[name] = version(name)
            needed = requires(name) or []
        except PackageNotFoundError:
            continue
        # What an extra asks for counts where the kit itself offers the extra and a report can look different by it.
        wanted = [item for item in needed if "extra ==" not in item or (name == KIT and "office" in item)]
        for item in wanted:
            match = re.match(r"[A-Za-z0-9._-]+", item)
            if match and _normal(match[0]) not in found:
                found.setdefault(_normal(match[0]), "")
                waiting.append(_normal(match[0]))
    found.pop(KIT, None)  # its code counts by itself
    return {**found, **{name: text for name, text in list_versions().items() if name != KIT}}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
