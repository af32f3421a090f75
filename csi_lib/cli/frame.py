"""A table written where a command was told to: whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def write_frame(frame: pd.DataFrame, out: Path, option: str = "--csv") -> None:
    """Write a table beside its place and move it there.

    Parameters
    ----------
    frame : DataFrame
        The table.
    out : Path
        Its place: Parquet where the name ends so, else CSV.
    option : str
        What named the place, for the message.

    Raises
    ------
    UsageError
        When the file cannot be written; what stood there still does.
    """
    from csi_lib.errors import UsageError
    from csi_lib.report.csv import write_csv

    aside = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        if out.suffix == ".parquet":
            frame.to_parquet(aside, index=False)
        else:
            write_csv(frame, aside)
        os.replace(aside, out)
    except OSError as error:
        what = f"{option} {out}: cannot be written: {error.strerror}"
        raise UsageError(what, do="Check folder, rights and space") from None
    finally:
        aside.unlink(missing_ok=True)
