"""Freeze a baseline: values, limits, definitions and data hash of one window, written once."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from csi_lib.kpi import Kpi


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi freeze``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("id", metavar="ID", help="id of the new baseline")
    verb.add_argument("--from", dest="first", metavar="DATE", required=True, type=_day, help="first day, inclusive")
    verb.add_argument("--to", dest="last", metavar="DATE", required=True, type=_day, help="last day, inclusive")
    verb.add_argument("--author", metavar="NAME", required=True)
    verb.add_argument("--reason", metavar="TEXT", required=True)
    verb.add_argument("--replaces", metavar="ID", default="", help="the baseline this one follows")


def execute(arguments: argparse.Namespace) -> int:
    """Measure the window and write the baseline."""
    from csi_lib.baseline import BaselineValue, baselines_folder, freeze
    from csi_lib.ingest import ingest
    from csi_lib.report.wording import count_words
    from csi_lib.settings import find_home, load_engagement
    from csi_lib.study import choose_kpis, data_window, measure_window

    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    folder = baselines_folder(home, engagement.id)
    _refuse_taken(folder, arguments.id)
    kpis = choose_kpis(engagement, path, home)
    found = ingest(engagement, path, cache=home / "reports" / ".cache" / engagement.id)
    begin, as_of = data_window(engagement, path, found)
    first, last = _check_window(arguments, begin, as_of)
    slices = [name for name in engagement.slices if name in BaselineValue.model_fields]  # others have no place there
    values = measure_window(engagement, found, kpis, first, last, as_of=as_of, grain="all", by=slices)
    months = measure_window(engagement, found, kpis, first, last, as_of=as_of, by=[])
    frozen = freeze(
        folder,
        arguments.id,
        engagement=engagement.id,
        first=first,
        last=last,
        zone=engagement.zone,
        author=arguments.author,
        reason=arguments.reason,
        data=found.fingerprint,
        values=values,
        limits=_limits(months, kpis),
        replaces=arguments.replaces,
    )
    held = count_words(len(frozen.values), "value")
    print(f"Froze baseline '{frozen.id}' of {engagement.id}: {first} to {last}, {held}")
    print(f"Digest {frozen.digest}")
    print(f"Wrote {folder / f'{frozen.id}.yml'}; reports of {engagement.id} compare with it from now on")
    return 0


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a date like 2025-03-31") from None


def _refuse_taken(folder, baseline_id: str) -> None:  # type: ignore[no-untyped-def]
    """Refuse before the work, not after it."""
    import re

    from csi_lib.errors import BaselineError, UsageError
    from csi_lib.settings import ID_PATTERN, RESERVED_IDS

    if not re.match(ID_PATTERN, baseline_id) or baseline_id in RESERVED_IDS:
        raise UsageError(f"'{baseline_id}' is no id", do="Use small letters, digits, - and _")
    if (folder / f"{baseline_id}.yml").exists():
        raise BaselineError(
            f"baseline '{baseline_id}' exists already",
            where=str(folder / f"{baseline_id}.yml"),
            do="A baseline is written once: use a new id, with --replaces and a reason",
        )


def _check_window(arguments: argparse.Namespace, first: dt.date, as_of: dt.date) -> tuple[dt.date, dt.date]:
    from csi_lib.errors import UsageError

    if arguments.last < arguments.first:
        raise UsageError(f"--to {arguments.last} lies before --from {arguments.first}")
    if arguments.first < first or arguments.last > as_of:
        raise UsageError(
            f"the window {arguments.first} to {arguments.last} is not covered by the data ({first} to {as_of})",
            do="Choose days inside the data",
        )
    return arguments.first, arguments.last


def _limits(months: pd.DataFrame, kpis: tuple[Kpi, ...]) -> pd.DataFrame:
    """Collect the limits of every total series long enough to have them."""
    import pandas as pd

    from csi_lib.signals import fix_limits

    rows = [row for row in (fix_limits(months, kpi) for kpi in kpis) if row is not None]
    return pd.DataFrame(rows, columns=["kpi", "stat", "periods", "center", "lower", "upper", "frozen"])
