"""Rows of an answer as a frame whose types are the same whichever engine sent them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa


def tidy_rows(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Make a frame of rows of Python values.

    Parameters
    ----------
    names : sequence of str
        The columns.
    rows : sequence of sequence
        Their values, None where there is none.

    Returns
    -------
    DataFrame
        Text, ``boolean``, ``Int64`` (also for decimals that are whole), ``float64`` and ``datetime64[us]``; a column
        without any value holds objects.
    """
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return pd.DataFrame({name: _tidy_values(values) for name, values in zip(names, columns, strict=True)})


def tidy_arrow(table: pa.Table) -> pd.DataFrame:
    """Make the same frame of an Arrow table, without a Python object per cell where there is a quicker way.

    Parameters
    ----------
    table : Table
        The answer.

    Returns
    -------
    DataFrame
        As ``tidy_rows`` returns it.
    """
    return pd.DataFrame(
        {name: _tidy_arrow(column) for name, column in zip(table.column_names, table.columns, strict=True)}
    )


def _tidy_arrow(column: pa.ChunkedArray) -> pd.Series:
    if pa.types.is_decimal(column.type) and column.type.scale == 0:  # a sum of integers
        column = column.cast(pa.int64())
    kind = column.type
    if column.null_count == len(column) or pa.types.is_decimal(kind):
        return _tidy_values(column.to_pylist())
    if pa.types.is_boolean(kind):
        return column.to_pandas(types_mapper={kind: pd.BooleanDtype()}.get)
    if pa.types.is_integer(kind):
        return column.cast(pa.int64()).to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    if pa.types.is_floating(kind):
        return column.cast(pa.float64()).to_pandas()
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return column.cast(pa.timestamp("us")).to_pandas()
    return _tidy_values(column.to_pylist())


def _tidy_values(values: Sequence[Any]) -> pd.Series:
    present = [value for value in values if value is not None]
    if not present:
        return pd.Series([None] * len(values), dtype="object")
    first = present[0]
    if isinstance(first, bool):
        return pd.Series(values, dtype="boolean")
    if isinstance(first, str):
        return pd.Series(values, dtype="str")
    if isinstance(first, dt.datetime | dt.date):
        return pd.Series(values, dtype="datetime64[us]")
    # Sums of integers come back as decimals from some engines.
    if all(isinstance(value, int) or (isinstance(value, Decimal) and value == int(value)) for value in present):
        return pd.Series([None if value is None else int(value) for value in values], dtype="Int64")
    return pd.Series([None if value is None else float(value) for value in values], dtype="float64")
