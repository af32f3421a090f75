"""Sets of date forms of one order of day and month: what a column needs that is written in several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.ingest.dateforms import (
    EPOCH,
    EPOCH_MS,
    JOINT,
    SERIAL,
    STAMP,
    WRITTEN,
    WRITTEN_FORMS,
    day_order,
    parse_texts,
)

ORDERS = ("day first", "month first")

_MADE = (*WRITTEN_FORMS, WRITTEN.removesuffix(":%S"), "%Y-%m-%d")  # what a spreadsheet makes of a date it has read
_SAMPLE = 500  # texts on which hopeless formats are dropped before the whole column is tried
_CLEAR = 20  # texts that say "day first" to one that says "month first", before that one is taken for a slip
_CHANCE = 0.001  # a column less likely than that to be as it was written is refused
_LOW_DAYS = 12 * 12 / 365.25  # share of days from the 1st to the 12th of a month


@dataclass(frozen=True)
class FormSet:
    """A column read under a set of forms: the stamps, and by which form each was read (-1: by none)."""

    forms: tuple[str, ...]
    stamps: pd.Series
    by: np.ndarray

    @property
    def form(self) -> str:
        """The forms as one string."""
        return JOINT.join(self.forms)

    @property
    def read(self) -> int:
        """How many texts were read."""
        return int((self.by >= 0).sum())

    def add(self, form: str, stamps: pd.Series) -> FormSet:
        """Read by one more form what was not read before."""
        new = (self.by < 0) & stamps.notna().to_numpy()
        by = np.where(new, len(self.forms), self.by)
        return FormSet((*self.forms, form), self.stamps.where(~new, stamps), by)


def parse_hopeful(values: np.ndarray, formats: Sequence[str]) -> dict[str, pd.Series]:
    """Read the texts under each format that fits some of a sample; a year in front that fits all leaves no doubt."""
    sample = values[:: max(1, len(values) // _SAMPLE)]
    parsed = {}
    for item in formats if len(values) else ():
        if len(formats) > 1 and len(sample) < len(values) and parse_texts(sample, item).isna().all():
            continue
        parsed[item] = parse_texts(values, item)
        if item.startswith("%Y") and parsed[item].notna().all():
            return {item: parsed[item]}
    return parsed


def join_forms(values: np.ndarray, parsed: dict[str, pd.Series], formats: Sequence[str], order: str) -> FormSet:
    """Join forms of one order, the one that reads most first, until nothing more can be read."""
    found = FormSet((), pd.Series(pd.NaT, index=range(len(values))).astype(STAMP), np.full(len(values), -1))
    known = {item: stamps for item, stamps in parsed.items() if day_order(item) in ("", order)}
    while True:
        gains = {item: _gain(found, stamps) for item, stamps in known.items()}
        if max(gains.values(), default=0) > 0:
            chosen = max(gains, key=gains.__getitem__)  # of equal ones the preferred
            found = found.add(chosen, known[chosen])
            continue
        left = found.by < 0
        rest = [item for item in formats if item not in parsed and day_order(item) in ("", order)]
        if not found.forms or not left.any() or not rest:
            return found
        late = parse_hopeful(values[left], rest)  # forms too rare to be in the sample
        if not any(stamps.notna().any() for stamps in late.values()):
            return found
        known = {item: parse_texts(values, item) for item in late}
        parsed = {**parsed, **known}


def _gain(found: FormSet, stamps: pd.Series) -> int:
    """Count what a form would add; nothing where it contradicts what was read already."""
    there = stamps.notna().to_numpy()
    both = there & (found.by >= 0)
    clash = (stamps.to_numpy()[both] != found.stamps.to_numpy()[both]).any()
    return 0 if clash else int((there & (found.by < 0)).sum())


def weigh(found: list[FormSet]) -> list[FormSet]:
    """Choose between day first and month first; keep both where the column does not tell, or says both."""
    day, month = found
    if not day.read and not month.read:
        return []
    differ = (day.stamps.to_numpy() != month.stamps.to_numpy()) & (day.by >= 0) & (month.by >= 0)
    only_day, only_month = (int(((a.by >= 0) & (b.by < 0)).sum()) for a, b in ((day, month), (month, day)))
    if differ.any() and max(only_day, only_month) < _CLEAR * min(only_day, only_month):
        return [day, month] if only_day >= only_month else [month, day]
    if only_day == only_month:
        return [day, month] if only_day or differ.any() else [day]
    return [day] if only_day > only_month else [month]


def add_serials(values: np.ndarray, found: FormSet) -> FormSet:
    """Read bare numbers among dates as a spreadsheet's day numbers; a column of nothing else is not touched."""
    left = found.by < 0
    if not left.any() or 2 * found.read < len(values):
        return found
    serials = parse_texts(values, SERIAL).where(left)
    return found.add(SERIAL, serials) if serials.notna().any() else found


def try_epochs(values: np.ndarray) -> list[FormSet]:
    """Read a column of which every text is a number of seconds or milliseconds since 1970."""
    empty = pd.Series(pd.NaT, index=range(len(values))).astype(STAMP)
    none = FormSet((), empty, np.full(len(values), -1))
    tried = [none.add(item, parse_texts(values, item)) for item in (EPOCH, EPOCH_MS)]
    return [item for item in tried if len(values) and item.read == len(values)]


def tell_apart(values: np.ndarray, best: list[FormSet]) -> str:
    """Return a text that shows how the candidates disagree; the first text where there is one or none."""
    if len(best) > 1:
        differ = np.flatnonzero(best[0].stamps.to_numpy() != best[1].stamps.to_numpy())
        return str(values[differ[0]]) if len(differ) else str(values[0])
    return str(values[0]) if len(values) else ""


def looks_swapped(found: FormSet) -> bool:
    """Tell whether the texts with an order of day and month are just those a spreadsheet could not take for dates."""
    ordered = np.isin(found.by, [place for place, form in enumerate(found.forms) if day_order(form)])
    made = np.isin(found.by, [place for place, form in enumerate(found.forms) if form in (SERIAL, *_MADE)])
    days = found.stamps.dt.day.to_numpy()
    if not ordered.any() or not made.any() or (days[ordered] <= 12).any() or (days[made] > 12).any():
        return False
    chance = _LOW_DAYS ** int(made.sum()) * (1 - _LOW_DAYS) ** int(ordered.sum())
    return bool(chance < _CHANCE)
