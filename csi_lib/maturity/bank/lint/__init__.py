"""The check of the question bank: what a reader, a respondent or a rating would stumble over."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from csi_lib.errors import SettingsError
from csi_lib.kpi import Kpi
from csi_lib.maturity.bank.files import BankFile, join_files, read_files
from csi_lib.maturity.bank.lint.earlier import check_earlier
from csi_lib.maturity.bank.lint.finding import MAY_BE_MEANT, Finding, place_faults
from csi_lib.maturity.bank.lint.references import check_bands, check_fits, check_kpis
from csi_lib.maturity.bank.lint.structure import (
    check_attributes_known,
    check_coverage,
    check_groups,
    check_ids,
    check_structure,
)
from csi_lib.maturity.bank.lint.wording import check_wording, find_join
from csi_lib.maturity.framework import Framework

COLUMNS = ("file", "line", "key", "rule", "says", "do")

__all__ = ["COLUMNS", "MAY_BE_MEANT", "Finding", "find_join", "lint_bank"]


def lint_bank(
    folder: Path,
    framework: Framework,
    kpis: Mapping[str, Kpi],
    items: Mapping[str, Collection[str]],
    earlier: Path | None = None,
) -> tuple[Finding, ...]:
    """Check a folder of question files.

    Parameters
    ----------
    folder : Path
        The bank.
    framework : Framework
        Whose attributes have to be asked about.
    kpis : mapping of str to Kpi
        The catalogue.
    items : mapping of str to collection of str
        Other framework -> its items, for ``fits``.
    earlier : Path, optional
        The bank as it was: ids must have kept their meaning, and editions must have risen.

    Returns
    -------
    tuple of Finding
        By file and line; empty when there is nothing to mend.

    Raises
    ------
    DefinitionError
        When a folder holds no file.
    SettingsError
        When a file of the earlier bank is malformed.
    """
    files, broken = read_files(Path(folder))
    before = _read_earlier(earlier)
    joined = join_files(files)
    names = [item.in_words for item in joined.values()] + [item.title for item in joined.values()]
    of_all = [*check_ids(files), *check_bands(files)]
    found = [finding for path, error in broken.items() for finding in _list_faults(path, error)]
    for file in files:
        faults = [
            *check_structure(file),
            *check_groups(file),
            *(() if broken else check_coverage(file, joined, framework)),  # the file that is missing may have it
            *check_attributes_known(file, framework),
            *check_wording(file, names),
            *check_kpis(file, kpis),
            *check_fits(file, items),
            *check_earlier(file, before),
            *(fault for where, fault in of_all if where is file),
        ]
        found += place_faults(file, faults)
    return tuple(sorted(found))


def _read_earlier(folder: Path | None) -> tuple[BankFile, ...]:
    if folder is None:
        return ()
    files, broken = read_files(Path(folder))
    for error in broken.values():
        raise error
    return files


def _list_faults(path: Path, error: SettingsError) -> Iterator[Finding]:
    """Turn the one sentence about a malformed file into a finding per fault."""
    for said in re.split(r"; (?=line \d+:)", error.what):
        line = re.match(r"line (\d+): ", said) or re.search(r"line (\d+)", error.where)
        says = re.sub(r"^line \d+: ", "", said)
        yield Finding(path.name, int(line[1]) if line else 1, path.stem, "malformed", says, error.do or "Mend it")
