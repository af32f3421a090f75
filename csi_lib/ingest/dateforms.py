"""Date forms: texts as stamps under one form, month names and marks of seven languages included."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pandas as pd

STAMP = "datetime64[us]"
YEARS = (1980, 2199)  # no tool is older; 1970-01-01 and 9999-12-31 are how some write "never"
WRITTEN = "%Y-%m-%d %H:%M:%S"  # how the reader writes the date cells of a workbook
WRITTEN_FORMS = (WRITTEN, f"{WRITTEN}%z", f"{WRITTEN}.%f", f"{WRITTEN}.%f%z")  # the stamp columns of a Parquet file
JOINT = " | "  # between the forms of a column that is written in several

SERIAL = "excel serial"  # days since 1899-12-30, local time: a date cell shown as a number
EPOCH = "epoch s"  # seconds since 1970 UTC
EPOCH_MS = "epoch ms"
NUMERIC = {SERIAL: 86_400e6, EPOCH: 1e6, EPOCH_MS: 1e3}  # microseconds in one
# Source: ECMA-376 part 1, 18.17.4.1: the 1900 date base; from March 1900 on day 0 is 1899-12-30
_ORIGIN = {SERIAL: "1899-12-30", EPOCH: "1970-01-01", EPOCH_MS: "1970-01-01"}

_USUAL = re.compile(r"[0-9/.:+TZ -]*")  # a text of these alone is as tidy as it can be
_DIGITS = re.compile(r"\d{1,13}(?:\.\d+)?")
_TAIL = re.compile(r"\s+\d{1,3}(?:[.,]\d+)?\s?%$")  # "02-03-2026 10:00 \n\n 78%": how much of the time is used up
_HALF = re.compile(r"\b([ap])\s?\.?\s?m\b\.?", re.IGNORECASE)  # AM, p.m., "a. m." with any kind of space
_WORD = re.compile(r"[^\W\d_]{3,}\.?")
_OF = re.compile(r"\bde\b\.?\s*", re.IGNORECASE)  # "19 de enero de 2026"
_SPACES = re.compile(r"\s+")

# English, German, French, Spanish, Portuguese, Italian and Dutch, without accents and dots; as in the CLDR, and the
# short forms in use beside it (mrz, fev, set). No word means two months.
_MONTHS: dict[str, str] = {
    "Jan": "jan january januar janner jan janv janvier ene enero janeiro gen gennaio januari",
    "Feb": "feb february februar feber fev fevr fevrier febrero fevereiro febbraio februari",
    "Mar": "mar march marz maerz mrz mars marzo marco maart mrt",
    "Apr": "apr april avr avril abr abril aprile",
    "May": "may mai mayo maio mag maggio mei",
    "Jun": "jun june juni juin junio junho giu giugno",
    "Jul": "jul july juli juil juillet julio julho lug luglio",
    "Aug": "aug august aout ago agosto augustus",
    "Sep": "sep sept september septembre septiembre setiembre set setembro settembre",
    "Oct": "oct october okt oktober octobre octubre out outubro ott ottobre",
    "Nov": "nov november novembre noviembre novembro",
    "Dec": "dec december dez dezember decembre dic diciembre dezembro dicembre",
}
_ENGLISH = {word: month for month, words in _MONTHS.items() for word in words.split()}


def is_plain(form: str) -> bool:
    """Tell whether a form is one strptime format of digits alone, which any engine reads alike."""
    return JOINT not in form and form not in NUMERIC and not re.search(r"%[bBpz]", form)


def is_absolute(form: str) -> bool:
    """Tell whether texts of this form say their own distance from UTC."""
    return "%z" in form or form in (EPOCH, EPOCH_MS)


def day_order(form: str) -> str:
    """Say whether day or month comes first in a form of digits; "" where neither can be taken for the other."""
    orders = {_order_one(part) for part in form.split(JOINT)} - {""}
    return orders.pop() if len(orders) == 1 else ""


def _order_one(form: str) -> str:
    if "%d" not in form or "%m" not in form or form.startswith("%Y"):
        return ""
    return "day first" if form.index("%d") < form.index("%m") else "month first"


def parse_texts(texts: np.ndarray, form: str) -> pd.Series:
    """Read texts under one form.

    Parameters
    ----------
    texts : ndarray of str, shape (n,)
        The texts.
    form : str
        strptime format, ``excel serial``, ``epoch s``, ``epoch ms``, or several joined by `` | ``, of which the
        first that fits a text counts; month names may be of any language known. Under ``%z`` and the epochs the
        result is UTC already.

    Returns
    -------
    Series of datetime64[us], shape (n,)
        Missing where the text does not fit, or names a year in which no ticket can be.
    """
    return _first_fit(texts, form, _within_years)


def parse_any_year(texts: np.ndarray, form: str) -> pd.Series:
    """Read texts as ``parse_texts`` does, years in which no ticket can be included."""
    return _first_fit(texts, form, lambda part: part)


def _first_fit(texts: np.ndarray, form: str, keep: Callable[[pd.Series], pd.Series]) -> pd.Series:
    values = np.asarray(texts, dtype=object)
    parts = form.split(JOINT) if form else []
    if len(parts) == 1:
        return keep(_parse_one(values, form))
    stamps = pd.Series(pd.NaT, index=range(len(values))).astype(STAMP)
    for part in parts:
        left = stamps.isna().to_numpy()
        if left.any():
            stamps[left] = keep(_parse_one(values[left], part)).to_numpy()
    return stamps


def _within_years(stamps: pd.Series) -> pd.Series:
    return stamps.where(stamps.dt.year.between(*YEARS))


def _parse_one(texts: np.ndarray, form: str) -> pd.Series:
    if form in NUMERIC:
        return _parse_numbers(texts, form)
    form = form.replace("%B", "%b")
    stamps = _strptime(texts, form)
    left = np.flatnonzero(stamps.isna())
    odd = np.array([place for place in left if not _USUAL.fullmatch(texts[place])], dtype=np.int64)
    tidy = np.array([tidy_text(texts[place]) for place in odd], dtype=object)
    if len(odd):
        stamps.iloc[odd] = _strptime(tidy, form).to_numpy()
    return stamps


def _strptime(texts: np.ndarray, form: str) -> pd.Series:
    read = pd.to_datetime(pd.Series(texts, dtype=object), format=form, errors="coerce", utc="%z" in form)
    return (read.dt.tz_localize(None) if "%z" in form else read).astype(STAMP)


def _parse_numbers(texts: np.ndarray, form: str) -> pd.Series:
    numbers = np.array([float(text) if _DIGITS.fullmatch(text.strip()) else np.nan for text in texts], dtype=float)
    step = 1e6 if form == SERIAL else 1.0  # a day as a float is exact to about a microsecond only
    micro = np.round(numbers * NUMERIC[form] / step) * step
    span = np.timedelta64(1, "us") * np.nan_to_num(np.clip(micro, 0, 3e17)).astype(np.int64)
    stamps = pd.Series(np.datetime64(_ORIGIN[form], "us") + span).astype(STAMP)
    return stamps.where(~np.isnan(numbers))


@lru_cache(maxsize=1 << 16)
def tidy_text(text: str) -> str:
    """Write a date in the one way strptime knows: English months, AM and PM, plain spaces, nothing behind it."""
    plain = _TAIL.sub("", _SPACES.sub(" ", text).strip())
    plain = _HALF.sub(lambda match: f"{match[1].upper()}M", plain)
    return _OF.sub("", _WORD.sub(_name_month, plain))


def _name_month(match: re.Match[str]) -> str:
    return _translate(match[0])


@lru_cache(maxsize=1_024)
def _translate(word: str) -> str:
    bare = unicodedata.normalize("NFD", word.rstrip(".").casefold())
    return _ENGLISH.get("".join(item for item in bare if not unicodedata.combining(item)), word)
