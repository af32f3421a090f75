"""A table of an analyst's own: a tidy frame, and what kind of values each of its columns holds."""

from __future__ import annotations

import pandas as pd

from csi_lib.report.blocks import Column, Kind, Table


def table(frame: pd.DataFrame, title: str = "", note: str = "") -> Table:
    """Turn a tidy frame into a table of the report, every row in full precision.

    Parameters
    ----------
    frame : DataFrame
        A named index comes first, as columns; one without a name is left out. Headings are the names of the columns.
    title : str
        Caption.
    note : str
        A sentence below the table.

    Returns
    -------
    Table
        Numbers, days and flags are told from the types of the columns.

    Raises
    ------
    UsageError
        When two columns have the same name.
    """
    named = [name for name in frame.index.names if name is not None]
    tidy = frame.reset_index(level=named) if named else frame
    labels = [" ".join(map(str, name)) if isinstance(name, tuple) else str(name) for name in tidy.columns]
    columns = tuple(Column(label, kind=_guess_kind(tidy.iloc[:, place])) for place, label in enumerate(labels))
    rows = tuple(dict(zip(labels, row, strict=True)) for row in tidy.itertuples(index=False, name=None))
    return Table(title, columns, rows, note)


def _guess_kind(values: pd.Series) -> Kind:
    if pd.api.types.is_bool_dtype(values):
        return "flag"
    if pd.api.types.is_numeric_dtype(values):
        return "number"
    return "stamp" if pd.api.types.is_datetime64_any_dtype(values) else "text"
