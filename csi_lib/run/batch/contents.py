"""What stands behind a report's fingerprints, by name: which KPI file, page, settings key or data file changed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from csi_lib.run.batch.plan import Report
from csi_lib.run.batch.prints import PARTS, digest, hash_once, list_packages
from csi_lib.settings import list_kit
from csi_lib.study import Inputs, Scope, narrow

Contents = Mapping[str, Mapping[str, str]]  # part -> name -> short digest
NAMED = 5  # names of one part that a plan shows
_KEPT = 12  # hexadecimal digits: enough to tell two versions of one thing apart


class Lister:
    """Lists what reports of one engagement are made from; only when somebody asks, for it costs a little.

    Parameters
    ----------
    given : Inputs
        Of the whole engagement.
    """

    def __init__(self, given: Inputs) -> None:
        self._given = given
        self._shared = {
            "definitions": {kpi.id: _short(kpi.model_dump(mode="json")) for kpi in given.kpis},
            "answers": _list_files(given.answers.all, given.home),
            "beside": {name: hash_once(path)[:_KEPT] for name, path in given.beside.items()},
            "packages": list_packages(),
            "data": {**_list_data(given), **_list_files(_list_readers(given), given.home)},
        }
        self._dated: dict[dt.date | None, Inputs] = {}

    def list_contents(self, report: Report) -> dict[str, dict[str, str]]:
        """List what one report is made from.

        Parameters
        ----------
        report : Report
            Of the plan.

        Returns
        -------
        dict of str to dict of str to str
            Part -> name -> digest; the kit's own files are not listed.
        """
        day = report.scope.as_of
        if day not in self._dated:
            self._dated[day] = narrow(self._given, Scope(as_of=day))
        scope = Scope(report.scope.name, report.scope.column, report.scope.values)
        given = narrow(self._dated[day], scope, restrict_rows=False)
        return {
            **self._shared,
            "settings": dict(_list_settings(given)),
            "register": dict(_list_register(given)),
            "notebooks": {path.stem: hash_once(path)[:_KEPT] for path in report.notebooks},
            "look": {name: _short(value) for name, value in report.look},
        }


def say_changes(before: Contents, now: Contents, parts: Mapping[str, str], then: Mapping[str, str]) -> str:
    """Say which parts of a report changed, and what of each.

    Parameters
    ----------
    before, now : mapping of str to mapping of str to str
        What it was made from, as far as that was written down, and what it would be made from.
    parts, then : mapping of str to str
        The fingerprints of its parts now and then.

    Returns
    -------
    str
        For example ``a KPI changed (mttr_resolve), the look changed (brand, language)``.
    """
    return ", ".join(
        said + _name_changes(before.get(part, {}), now.get(part, {}))
        for part, said in PARTS.items()
        if then.get(part) != parts.get(part)
    )


def _name_changes(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    if not before:  # made by a kit that did not write it down
        return ""
    named = [name for name in now if name in before and now[name] != before[name]]
    named += [f"{name} is new" for name in now if name not in before]
    named += [f"{name} is gone" for name in before if name not in now]
    more = f" and {len(named) - NAMED:,} more" if len(named) > NAMED else ""
    return f" ({', '.join(named[:NAMED])}{more})" if named else ""


def _list_settings(given: Inputs) -> Iterator[tuple[str, str]]:
    for key, value in given.engagement.model_dump(mode="json", exclude={"report"}).items():
        if isinstance(value, dict) and value:
            yield from ((f"{key}.{name}", _short(inner)) for name, inner in value.items())
        else:
            yield key, _short(value)


def _list_register(given: Inputs) -> Iterator[tuple[str, str]]:
    yield from ((f"initiative {item.id}", _short(item.model_dump(mode="json"))) for item in given.initiatives)
    others = (item.record for item in given.records.entries if item.record.KIND != "initiative")
    yield from ((f"{item.KIND} {item.id}", _short(item.model_dump(mode="json"))) for item in others)
    yield from ((f"baseline {item.id}", item.digest[:_KEPT]) for item in given.baselines)
    if len(given.notes):
        for file, rows in given.notes.groupby("file", sort=True):
            yield f"notes {Path(str(file)).name}", _short(rows.drop(columns="file").to_dict("records"))


def _list_data(given: Inputs) -> dict[str, str]:
    ledger = given.found.ledger
    # The ledger names files as the engagement does; here they are told from the project's root.
    paths = [Path(os.path.normpath(given.path.parent / str(file))) for file in ledger["file"]]
    names = [_name(path, given.home) for path in paths]
    return {name: str(text)[:_KEPT] for name, text in zip(names, ledger["sha256"], strict=True)}


def _name(path: Path, home: Path) -> str:
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else path.name


def _list_readers(given: Inputs) -> tuple[Path, ...]:
    """List the files that say how the data are read: adapters and business clocks."""
    engagement = given.engagement
    adapters = {source.adapter for source in engagement.sources.values()}
    clocks = {engagement.calendar, *engagement.service_calendars.values()}
    wanted = (("params/sources", adapters), ("params/calendars", clocks))
    return tuple(
        file for folder, names in wanted for name, file in list_kit(folder, ".yml", given.home).items() if name in names
    )


def _list_files(paths: tuple[Path, ...], home: Path) -> dict[str, str]:
    return {_name(path, home): hash_once(path)[:_KEPT] for path in paths}


def _short(value: Any) -> str:
    return digest(value)[:_KEPT]
