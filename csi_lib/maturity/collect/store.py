"""Answer files on disk: all of them or none, read back before they take their place, nothing overwritten unsaid."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from csi_lib.errors import CsiError, SourceError
from csi_lib.maturity.answers import Answer, Sheet
from csi_lib.maturity.collect.merge import Merged
from csi_lib.maturity.collect.replaced import CONFLICTS, add_conflicts
from csi_lib.maturity.collect.returned.notes import Notes
from csi_lib.maturity.collect.source import Source, make_standing
from csi_lib.settings import load


def load_standing(folder: Path, notes: Notes) -> dict[str, Source]:
    """Read the answer files that are there already.

    Parameters
    ----------
    folder : Path
        Where they lie; it need not exist.
    notes : Notes
        A file that cannot be read, or a second one of a respondent, is a fault.

    Returns
    -------
    dict of str to Source
        Respondent -> answers, with the name of the file.
    """
    found: dict[str, Source] = {}
    for path in sorted(folder.glob("*.yml")) if folder.is_dir() else []:
        try:
            sheet = load(path, Sheet)
        except CsiError as error:
            notes.refuse(error.where or str(path), error.what, error.do or "Repair it or take it out of the folder")
            continue
        if sheet.respondent in found:
            other = found[sheet.respondent].file
            notes.refuse(str(path), f"respondent '{sheet.respondent}' stands in {other} too", "Keep one of the two")
        found[sheet.respondent] = make_standing(sheet, path.name)
    return found


def is_changed(merged: Merged) -> bool:
    """Tell whether an answer file has to be written: it is new, or something in it would be another."""
    there = merged.standing
    if there is None:
        return True
    given = {name: answer for name, answer in merged.answers.items() if answer is not None}
    return (merged.role, {*merged.processes}, given) != (there.role, {*there.processes}, dict(there.answers))


def write_answers(found: Iterable[Merged], folder: Path) -> tuple[Path, ...]:
    """Write one answer file per respondent whose answers are new or other than before, all of them or none.

    Parameters
    ----------
    found : iterable of Merged
        Each with at least one answer.
    folder : Path
        Where they go; made if it is not there.

    Returns
    -------
    tuple of Path
        The files, and the list of what was replaced if anything was.

    Raises
    ------
    SourceError
        When a file would not read back as it was meant; the folder is then as it was before.
    OSError
        When the folder cannot be written; it is then as it was before.
    """
    entries = tuple(found)
    replaced = [conflict for item in entries for conflict in item.replaced]
    entries = tuple(item for item in entries if is_changed(item))
    texts = {name_file(item): write_text(item) for item in entries}
    listed = add_conflicts(folder, replaced)
    if listed is not None:
        texts[CONFLICTS] = listed
    if not texts:
        return ()
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".collect-", dir=folder))
    try:
        for name, text in texts.items():
            (aside / name).write_text(text, encoding="utf-8", newline="\n")
        for item in entries:
            _read_back(aside / name_file(item), item)
        _put_in_place(aside, folder, tuple(texts))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return tuple(folder / name for name in texts)


def name_file(merged: Merged) -> str:
    """Return the name of a respondent's file: that of the one that is there, else the pseudonym."""
    return merged.standing.file if merged.standing else f"{merged.respondent}.yml"


def _put_in_place(aside: Path, folder: Path, names: Sequence[str]) -> None:
    """Move files into the folder; when one cannot be moved, everything goes back to where it was."""
    before, done = aside / "before", []
    before.mkdir()
    try:
        for name in names:
            if (folder / name).exists():
                shutil.copy2(folder / name, before / name)
        for name in names:
            os.replace(aside / name, folder / name)
            done.append(name)
    except BaseException:
        for name in done:
            if (before / name).exists():
                os.replace(before / name, folder / name)
            else:
                (folder / name).unlink(missing_ok=True)
        raise


def _read_back(path: Path, merged: Merged) -> None:
    sheet = load(path, Sheet)
    meant = {name: answer for name, answer in merged.answers.items() if answer is not None}
    said = (sheet.respondent, sheet.group, sheet.role, sheet.date, tuple(sheet.processes), dict(sheet.answers))
    if said != (merged.respondent, merged.group, merged.role, merged.date, merged.processes, meant):
        raise SourceError("the answers would not read back as they were given", where=path.name, do="Report this")


def write_text(merged: Merged) -> str:
    """Return an answer file as text; a blank stays a line of its own, with what was written beside it.

    Parameters
    ----------
    merged : Merged
        The answers of one respondent.

    Returns
    -------
    str
        YAML.
    """
    head: dict[str, Any] = {
        "version": 1,
        "respondent": merged.respondent,
        "group": merged.group,
        "role": merged.role,
        **({"date": merged.date} if merged.date else {}),
        **({"processes": list(merged.processes)} if merged.processes else {}),
    }
    lines = [*_dump(head), "answers:"]
    for name, answer in merged.answers.items():
        if answer is None:
            left = merged.left.get(name, "")
            lines.append(f"  {name}:{f'  # blank; {_on_a_line(left)}' if left else ''}")
        else:
            lines += [f"  {line}" for line in _dump({name: _shorten(answer)})]
    return "\n".join(lines) + "\n"


def _shorten(answer: Answer) -> Any:
    given = answer.model_dump(exclude_defaults=True)
    return answer.answer if set(given) == {"answer"} else given


def _dump(data: Mapping[str, Any]) -> list[str]:
    """Return one line per key; lists and mappings stay on their line."""
    return [line for key, value in data.items() for line in _dump_pair(key, value)]


def _dump_pair(key: str, value: Any) -> list[str]:
    style = None if isinstance(value, list | dict) else False  # None: what holds no others is written on one line
    text = yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, default_flow_style=style, width=10**9)
    return str(text).rstrip("\n").split("\n")


def _on_a_line(text: str) -> str:
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
