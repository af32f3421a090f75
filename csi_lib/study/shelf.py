"""A study made once for a whole run: put aside, taken out again."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

from csi_lib.errors import SettingsError
from csi_lib.study.gathering import gather
from csi_lib.study.study import Study

STUDY_VARIABLE = "CSI_STUDY"  # path of a prepared study: set by `csi run`, so that all notebooks read the same one


def open_study(params: str | Path = "demo") -> Study:
    """Open an engagement by id or file; inside ``csi run``, the study that was prepared for the whole run.

    Parameters
    ----------
    params : str or Path
        Id of an engagement, or the path of its file.

    Returns
    -------
    Study
        Everything the notebooks show.
    """
    prepared = os.environ.get(STUDY_VARIABLE)
    if prepared:
        study = load_study(Path(prepared))
        if str(params) in (study.engagement.id, str(study.path)):
            return study
    return gather(params)


def save_study(study: Study, path: Path) -> None:
    """Write a study aside for the notebooks of one run."""
    path.write_bytes(pickle.dumps(study, protocol=pickle.HIGHEST_PROTOCOL))


def load_study(path: Path) -> Study:
    """Read a study that ``save_study`` wrote in this run.

    Raises
    ------
    SettingsError
        When the file is not there.
    """
    try:
        found = pickle.loads(path.read_bytes())  # noqa: S301 (written by this very run, in its own folder)
    except FileNotFoundError:
        raise SettingsError(
            "the prepared study is gone", where=str(path), do=f"Unset the variable {STUDY_VARIABLE}"
        ) from None
    assert isinstance(found, Study)
    return found
