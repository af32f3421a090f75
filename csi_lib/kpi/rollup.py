"""The text of one event date in two parts: what adds up is counted once in small groups, quantiles by themselves.

Counts and sums of a service, a priority and the total are sums over the same small groups, so every row is counted
once and not once per grouping. A quantile cannot be put together from parts and sees the rows of each group.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from csi_lib.kpi.sql import PERIOD, SliceSets, list_columns, list_slices, name_slices, write_sets, write_stamped

_ADDED = re.compile(r"(COUNT|SUM)\((.*)\)", re.DOTALL)
_QUANTILE = re.compile(r"(percentile_cont\([0-9.]+\) WITHIN GROUP \(ORDER BY )(.*)\)", re.DOTALL)


def split_aggregates(aggregates: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Split aggregates into those that add up over groups and the others.

    Parameters
    ----------
    aggregates : mapping of str to str
        Alias -> SQL aggregate.

    Returns
    -------
    tuple of dict
        Counts and sums; all others.
    """
    added = {alias: text for alias, text in aggregates.items() if _argument(_ADDED, text)}
    return added, {alias: text for alias, text in aggregates.items() if alias not in added}


def write_rolled(
    table: str, stamp: str, aggregates: Mapping[str, str], sets: SliceSets, ranks: Mapping[str, str] | None = None
) -> str:
    """Write the text of counts and sums: first by period and all slices together, then by each grouping of them.

    Parameters
    ----------
    table, stamp, aggregates, sets, ranks
        As ``write_fused`` takes them; only counts and sums.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns (NULL: all) and the aliases.
    """
    keys = ", ".join([PERIOD, *(f"csi_{name}" for name in list_columns(sets))])
    arguments: dict[str, str] = {}  # argument -> column
    parts: dict[str, str] = {}  # aggregate over a column -> column of the small groups
    sums = []
    for alias, text in aggregates.items():
        own = _shorten(_ADDED, text, arguments)
        sums.append(f"SUM({parts.setdefault(own, f'csi_p{len(parts)}')}) AS {alias}")
    counted = ", ".join(f"{text} AS {name}" for text, name in parts.items())
    return f"""{_write_arguments(table, stamp, arguments, sets, ranks)}, fine AS (
  SELECT {keys}, {counted} FROM argued GROUP BY {keys}
)
SELECT {PERIOD}, {list_slices(list_columns(sets))}
  {", ".join(sums)}
FROM fine
GROUP BY {write_sets(sets)}"""


def write_ranked(
    table: str, stamp: str, aggregates: Mapping[str, str], sets: SliceSets, ranks: Mapping[str, str] | None = None
) -> str:
    """Write the text of quantiles, in which every argument is worked out once.

    Parameters
    ----------
    table, stamp, aggregates, sets, ranks
        As ``write_fused`` takes them; only quantiles.

    Returns
    -------
    str
        A query with ``csi_period``, the slice columns (NULL: all) and the aliases.
    """
    arguments: dict[str, str] = {}
    ranked = [f"{_shorten(_QUANTILE, text, arguments)} AS {alias}" for alias, text in aggregates.items()]
    return f"""{_write_arguments(table, stamp, arguments, sets, ranks)}
SELECT {PERIOD}, {list_slices(list_columns(sets))}
  {", ".join(ranked)}
FROM argued
GROUP BY {write_sets(sets)}"""


def are_quantiles(aggregates: Mapping[str, str]) -> bool:
    """Tell whether all of them are quantiles."""
    return all(_argument(_QUANTILE, text) for text in aggregates.values())


def _write_arguments(
    table: str, stamp: str, arguments: Mapping[str, str], sets: SliceSets, ranks: Mapping[str, str] | None
) -> str:
    columns = list_columns(sets)
    keys = ", ".join([PERIOD, *(f"csi_{name}" for name in columns)])
    listed = ", ".join(f"{text} AS {name}" for text, name in arguments.items())
    ranked = ", ".join(f"{text} AS {name}" for name, text in (ranks or {}).items())
    source = f"(SELECT p.*, {ranked} FROM stamped AS p WHERE {PERIOD} >= 0) AS r" if ranked else "stamped"
    return f"""WITH stamped AS (
  {write_stamped(table, stamp, name_slices(columns))}
), argued AS (
  SELECT {keys}, {listed} FROM {source} WHERE {PERIOD} >= 0
)"""


def _shorten(shape: re.Pattern[str], text: str, arguments: dict[str, str]) -> str:
    """Put a column in the place of the argument of an aggregate."""
    argument = _argument(shape, text)
    column = arguments.setdefault("1" if argument == "*" else argument, f"csi_x{len(arguments)}")
    return f"{text[: text.index(argument)]}{column})"


def _argument(shape: re.Pattern[str], text: str) -> str:
    """Return the argument when the whole text is one aggregate of that shape, else nothing."""
    found = shape.fullmatch(text)
    argument = found.groups()[-1] if found else ""
    return "" if argument.startswith("DISTINCT") or not _is_closed(argument) else argument


def _is_closed(text: str) -> bool:
    """Tell whether no bracket of the text closes one that was opened before it."""
    depth = 0
    for sign in re.sub(r"'[^']*'", "", text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0
