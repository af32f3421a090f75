"""Values as JSON knows them: exact where JSON can be, null where there is nothing to say."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd


def make_plain(value: Any) -> Any:
    """Turn a value of numpy, pandas or the standard library into one of JSON's own.

    Parameters
    ----------
    value : object
        A scalar, date, mapping, or a list, tuple or array of such.

    Returns
    -------
    object
        ``None``, bool, int, float, str, list or dict. What is missing or not finite becomes ``None``; floats keep
        every digit; dates are ISO 8601 and lose a midnight that says nothing; text is left as it is.
    """
    if isinstance(value, str):
        return _encodable(value)
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value) if math.isfinite(value) else None
    return _plain_other(value)


def _plain_other(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): make_plain(item) for key, item in value.items()}
    if isinstance(value, np.datetime64):
        return make_plain(pd.Timestamp(value))
    if isinstance(value, dt.datetime):
        return _say_stamp(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return value.total_seconds()
    if isinstance(value, list | tuple | np.ndarray | pd.Series | pd.Index):
        return [make_plain(item) for item in value]
    return _encodable(str(value))


def _say_stamp(value: dt.datetime) -> str:
    midnight = value.tzinfo is None and value.time() == dt.time.min and not getattr(value, "nanosecond", 0)
    return value.date().isoformat() if midnight else value.isoformat()


def _encodable(text: str) -> str:
    """Replace lone surrogates, the only characters that no UTF-8 file can hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return str.__str__(text)  # an exact str, also of numpy's and markupsafe's kinds
