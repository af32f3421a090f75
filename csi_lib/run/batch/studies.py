"""Studies put aside by their content: computed once for all audiences, and again only when something changed."""

from __future__ import annotations

import gzip
import os
import pickle
import time
from dataclasses import replace
from pathlib import Path

from csi_lib.files import hold_alone, write_whole
from csi_lib.run.batch.plan import Report
from csi_lib.study import Inputs, Study, compute, narrow

IDLE_DAYS = 7
FOLDER = "studies"  # beside the prepared tables


def take_study(given: Inputs, report: Report) -> Study:
    """Return the study of a report, from where it was put aside or computed now.

    Parameters
    ----------
    given : Inputs
        Of the whole engagement.
    report : Report
        Its scope and its fingerprint decide.

    Returns
    -------
    Study
        The tables it points to are there.
    """
    folder = given.cache / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{report.study}.gz"
    with hold_alone(folder / f".{report.study}.lock"):
        known = _load(path, given.path)
        if known is not None:
            os.utime(path)  # in use, see drop_studies
            # The numbers are the same in every language and under every brand.
            return replace(known, engagement=narrow(given, report.scope, restrict_rows=False).engagement)
        made = compute(narrow(given, report.scope))
        _save(made, path)
    return made


def drop_studies(cache: Path, keep: set[str]) -> None:
    """Remove the studies that no report of a batch rests on, and that no other batch asked for lately."""
    oldest = time.time() - 86_400 * IDLE_DAYS
    for path in (cache / FOLDER).glob("*.gz"):
        if path.stem not in keep and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
    for lock in (cache / FOLDER).glob(".*.lock"):
        lock.unlink(missing_ok=True)


def _load(path: Path, engagement: Path) -> Study | None:
    """Read a study; one of a project that was moved since points to files that are elsewhere now."""
    try:
        study = pickle.loads(gzip.decompress(path.read_bytes()))  # noqa: S301 (our own folder, as all of its tables)
    except (OSError, EOFError, pickle.UnpicklingError, AttributeError, ImportError, gzip.BadGzipFile):
        return None
    if not isinstance(study, Study) or study.path != engagement:
        return None
    return study if all(table.is_file() for table in study.ingested.tables.values()) else None


def _save(study: Study, path: Path) -> None:
    write_whole(path, gzip.compress(pickle.dumps(study, protocol=pickle.HIGHEST_PROTOCOL), 1))
