"""Everything another person needs to make a report again, in one ZIP: settings, notebooks, report, hashes, versions."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import zipfile
from collections.abc import Iterator, Mapping
from importlib.metadata import distributions
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from csi_lib.address import hide_passwords
from csi_lib.errors import UsageError
from csi_lib.ingest.files import match_files
from csi_lib.project.packed_register import copy_register
from csi_lib.register.reading import find_folder
from csi_lib.register.store import find_place
from csi_lib.run.manifest import KIT
from csi_lib.run.names import kind_of
from csi_lib.run.publish import check_writable
from csi_lib.run.published import find_report, name_files, place_reports
from csi_lib.settings import Engagement, list_kit
from csi_lib.study import WHOLE, Scope

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a ZIP can say: the same content gives the same bytes
KIT_FOLDERS = {
    "params": ".yml",
    "params/kpi": ".yml",
    "params/sources": ".yml",
    "params/calendars": ".yml",
    "params/brands": ".yml",
    "notebooks": ".ipynb",
}
SKIPPED = (".ipynb_checkpoints",)
_README = """\
# {client}: report of {as_of}

What is here: `report/` as it was published, `params/` and `notebooks/` as they were used, `constraints.txt` with every
version, `archive.json` with the SHA-256 of every file and of every export that was read{data}.

To make the report again (Python {python}; KIT is the wheel or the source tree of CSI kit {version}):

    python -m venv .venv
    .venv/bin/pip install -c constraints.txt "KIT[office]"
    .venv/bin/csi run {engagement}{options}

{exports}

The same exports give the same numbers: compare `{place}/{as_of}/results.json` with `report/results.json`.
Persons get other pseudonyms: their key belongs to whoever read the exports first and is in no archive.
"""
_WITHOUT = "The exports are not in this archive. Put them where `archive.json` names them, with the same SHA-256:"


def archive(
    engagement: Engagement,
    path: Path,
    home: Path,
    *,
    scope: Scope = WHOLE,
    as_of: str = "",
    out: Path | None = None,
    data: bool = False,
) -> Path:
    """Pack a published report with all that it was made of.

    Parameters
    ----------
    engagement : Engagement
        Whose report.
    path : Path
        Its file.
    home : Path
        The project's root.
    scope : Scope
        What it is about: the whole, or one service or business unit.
    as_of : str
        Which report, by the last day of its data; default the newest.
    out : Path, optional
        The ZIP; default beside the report, ``<engagement>-<as_of>.zip``.
    data : bool
        The exports go in too; they are a client's data.

    Returns
    -------
    Path
        The ZIP, whole or not at all; the same content gives the same bytes.

    Raises
    ------
    UsageError
        When there is no such report, a file cannot be read, or exports that shall go in lie outside the project or
        are no longer the ones that were read.
    """
    report = find_report(home / "reports" / engagement.id, scope, as_of)
    manifest = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    files = dict(_list_files(engagement, path, home, report))
    exports = [*_list_exports(manifest, path, home), *_list_answers(engagement, path, home)]
    if data:
        files |= _take_exports(exports, home)
    root = name_files(engagement.id, scope, manifest["as_of"])
    target = out or report.parent / f"{root}.zip"
    check_writable(target.parent)
    target.parent.mkdir(parents=True, exist_ok=True)
    database = find_place(engagement, path)
    with TemporaryDirectory(prefix="csi-archive-") as aside:
        if database is not None:
            files |= copy_register(database, path, home, Path(aside))
        files |= _hide_passwords(files, engagement, Path(aside))
        _write(target, root, files, _say_texts(manifest, files, exports, scope, data=data))
    return target


def _hide_passwords(files: Mapping[str, Path], engagement: Engagement, aside: Path) -> dict[str, Path]:
    """Return the settings without the passwords of addresses, where they hold one."""
    name = f"params/engagements/{engagement.id}.yml"
    text = files[name].read_text(encoding="utf-8-sig")
    hidden = hide_passwords(text)
    if hidden == text:
        return {}
    copy = aside / "settings.yml"
    copy.write_text(hidden, encoding="utf-8", newline="\n")
    return {name: copy}


def _list_files(engagement: Engagement, path: Path, home: Path, report: Path) -> Iterator[tuple[str, Path]]:
    """Yield every file by its place in the archive."""
    yield f"params/engagements/{engagement.id}.yml", path
    for folder, suffix in KIT_FOLDERS.items():
        for name, file in list_kit(folder, suffix, home).items():
            yield f"{folder}/{name}{suffix}", file
    for folder in ("params/maturity", "params/words", "params/audiences"):
        yield from _walk(home / folder, folder)
    kept = find_folder(engagement, path)
    for given in (kept, path.parent / engagement.notes if engagement.notes else None):
        if given:
            place = given.resolve()
            yield from _walk(place, _name_below(place, home))
    yield from _walk(home / "params" / "baselines" / engagement.id, f"params/baselines/{engagement.id}")
    yield from _walk(report, "report")


def _walk(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if file.is_file() and not any(part in SKIPPED for part in file.parts):
            yield f"{name}/{file.relative_to(folder).as_posix()}", file


def _name_below(place: Path, home: Path) -> str:
    if not place.is_relative_to(home):
        raise UsageError(
            "this lies outside the project and cannot be packed", where=str(place), do=f"Move it to {home}"
        )
    return place.relative_to(home).as_posix()


def _list_exports(manifest: Mapping[str, Any], path: Path, home: Path) -> list[dict[str, Any]]:
    """List the exports that were read, by the project's own names where they lie inside."""
    rows = []
    for row in manifest["inputs"]:
        place = (path.parent / str(row["file"])).resolve()
        known = place if place.is_file() else _find_by_name(home, str(row["file"]))
        name = known.relative_to(home).as_posix() if known and known.is_relative_to(home) else str(row["file"])
        rows.append({"file": name, "sha256": row["sha256"], "rows": row.get("rows")})
    return rows


def _list_answers(engagement: Engagement, path: Path, home: Path) -> list[dict[str, Any]]:
    """List the answer files of the maturity questionnaire: a client's data like the exports."""
    block = engagement.assessment
    patterns = [*engagement.answers, *block.previous, *block.ratings]
    files = {file.resolve() for pattern in patterns for file in match_files(pattern, path)}
    return [{"file": _name_below(file, home), "sha256": _hash(file), "rows": None} for file in sorted(files)]


def _find_by_name(home: Path, name: str) -> Path | None:
    found = [file for file in sorted((home / "data").rglob(Path(name).name)) if file.is_file()]
    return found[0] if len(found) == 1 else home / name if (home / name).is_file() else None


def _take_exports(exports: list[dict[str, Any]], home: Path) -> dict[str, Path]:
    files = {}
    for row in exports:
        file = home / row["file"]
        if not file.is_file():
            raise UsageError("an export that was read is not in the project", where=row["file"], do="Leave out --data")
        if _hash(file) != row["sha256"]:
            raise UsageError(
                "this export is no longer the one that was read", where=str(file), do="Run the report again"
            )
        files[row["file"]] = file
    return files


def _say_texts(
    manifest: Mapping[str, Any], files: Mapping[str, Path], exports: list[dict[str, Any]], scope: Scope, *, data: bool
) -> dict[str, str]:
    listed = "\n".join(f"- `{row['file']}`" for row in exports)
    readme = _README.format(
        client=manifest["client"],
        as_of=manifest["as_of"],
        engagement=manifest["engagement"],
        python=platform.python_version(),
        version=manifest["versions"][KIT],
        options=_say_options(manifest, scope),
        place=place_reports(Path("reports") / manifest["engagement"], scope).as_posix(),
        data=", and the exports themselves in `data/`" if data else "",
        exports="The exports are in this archive." if data else f"{_WITHOUT}\n\n{listed}",
    )
    listing = {
        "engagement": manifest["engagement"],
        "as_of": manifest["as_of"],
        "fingerprint": manifest["fingerprint"],
        "exports": exports,
        "files": {name: _hash(file) for name, file in sorted(files.items())},
    }
    pins = sorted({f"{item.metadata['Name']}=={item.version}" for item in distributions()}, key=str.lower)
    return {
        "README.md": readme,
        "archive.json": json.dumps(listing, indent=1, ensure_ascii=False) + "\n",
        "constraints.txt": "\n".join(pin for pin in pins if not pin.startswith("csi-kit")) + "\n",
    }


def _say_options(manifest: Mapping[str, Any], scope: Scope) -> str:
    """Say with which words of ``csi run`` the report was made."""
    part = {kind_of(scope): scope.name} if scope.column else {}
    return "".join(f' --{name} "{text}"' for name, text in {**part, **manifest.get("options", {})}.items())


def _hash(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(target: Path, root: str, files: Mapping[str, Path], texts: Mapping[str, str]) -> None:
    aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as pack:
            for name in sorted({*files, *texts}):
                entry = zipfile.ZipInfo(f"{root}/{name}", EPOCH)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                content = texts[name].encode("utf-8") if name in texts else files[name].read_bytes()
                pack.writestr(entry, content)
        os.replace(aside, target)
    finally:
        aside.unlink(missing_ok=True)
