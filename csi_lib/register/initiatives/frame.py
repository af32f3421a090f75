"""The initiatives as one plain table."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from csi_lib.register.initiatives.completeness import find_gaps
from csi_lib.register.initiatives.initiative import Initiative


def register_frame(initiatives: Iterable[Initiative]) -> pd.DataFrame:
    """Return the register as a table.

    Returns
    -------
    DataFrame
        One row per initiative: ``id, title, opportunity, source, hypothesis, kpi, where`` (text), ``status, owner,
        aims, declared, date`` (days), ``baseline, target, unit, by, worthwhile, transition, guards, follows,
        gaps, file``.
    """
    rows = [
        {
            **{name: getattr(item, name) for name in _PLAIN},
            "where": ", ".join(f"{key} = {value}" for key, value in sorted(item.where.items())),
            "aims": ", ".join(item.aims),
            "target": item.target.value if item.target else None,
            "unit": item.target.unit if item.target else "",
            "by": item.target.by if item.target else None,
            "guards": ", ".join(item.guards),
            "gaps": "; ".join(find_gaps(item)),
        }
        for item in initiatives
    ]
    frame = pd.DataFrame(rows, columns=list(_REGISTER_COLUMNS))
    days = {name: pd.to_datetime(frame[name]).astype("datetime64[us]") for name in ("declared", "date", "by")}
    return frame.assign(**days, target=frame["target"].astype("float64"))


_PLAIN = (
    "id", "title", "opportunity", "source", "hypothesis", "kpi", "status", "owner", "declared", "date",
    "baseline", "worthwhile", "transition", "follows", "file",
)  # fmt: skip
_REGISTER_COLUMNS = (
    "id", "title", "opportunity", "source", "hypothesis", "kpi", "where", "status", "owner", "aims", "declared",
    "date", "baseline", "target", "unit", "by", "worthwhile", "transition", "guards", "follows", "gaps", "file",
)  # fmt: skip
