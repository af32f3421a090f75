"""Freeze a baseline: values, limits, definitions and data hash of one window, written once."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, read_day

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from csi_lib.baseline import Baseline
    from csi_lib.kpi import Kpi
    from csi_lib.settings import Engagement


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi freeze``."""
    add_engagement(verb)
    verb.add_argument("id", metavar="ID", help="id of the new baseline")
    add_window(verb)
    verb.add_argument("--replaces", metavar="ID", default="", help="the baseline this one follows")


def add_window(verb: argparse.ArgumentParser) -> None:
    """Declare what every freeze needs: the window, who freezes, and why."""
    verb.add_argument("--from", dest="first", metavar="DATE", required=True, type=read_day, help="first day, inclusive")
    verb.add_argument("--to", dest="last", metavar="DATE", required=True, type=read_day, help="last day, inclusive")
    verb.add_argument("--author", metavar="NAME", required=True)
    verb.add_argument("--reason", metavar="TEXT", required=True)


def execute(arguments: argparse.Namespace) -> int:
    """Measure the window and write the baseline."""
    from csi_lib.baseline import baselines_folder
    from csi_lib.report.wording import count_words
    from csi_lib.settings import find_home, load_engagement

    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    frozen = freeze_window(
        engagement,
        path,
        home,
        arguments.id,
        first=arguments.first,
        last=arguments.last,
        author=arguments.author,
        reason=arguments.reason,
        replaces=arguments.replaces,
    )
    held = count_words(len(frozen.values), "value")
    print(f"Froze baseline '{frozen.id}' of {engagement.id}: {frozen.first} to {frozen.last}, {held}")
    print(f"Digest {frozen.digest}")
    file = baselines_folder(home, engagement.id) / f"{frozen.id}.yml"
    print(f"Wrote {file}; reports of {engagement.id} compare with it from now on")
    return 0


def freeze_window(
    engagement: Engagement,
    path: Path,
    home: Path,
    baseline: str,
    *,
    first: dt.date,
    last: dt.date,
    author: str,
    reason: str,
    replaces: str = "",
) -> Baseline:
    """Measure a window of an engagement and freeze it.

    Parameters
    ----------
    engagement, path, home : Engagement, Path, Path
        Whose, its file, and the project's root.
    baseline : str
        A new id.
    first, last : date
        Local days, both inclusive, inside the data.
    author, reason : str
        Who freezes it and why.
    replaces : str
        The baseline this one follows; empty for the first.

    Returns
    -------
    Baseline
        What was written, once and for all.

    Raises
    ------
    CsiError
        When the id is taken, the window lies outside the data, or something cannot be read.
    """
    from csi_lib.baseline import BaselineValue, baselines_folder, freeze
    from csi_lib.ingest import ingest
    from csi_lib.study import choose_kpis, data_window, measure_window

    folder = baselines_folder(home, engagement.id)
    _refuse_taken(folder, baseline)
    kpis = choose_kpis(engagement, path, home)
    found = ingest(engagement, path, cache=home / "reports" / ".cache" / engagement.id)
    begin, as_of = data_window(engagement, path, found)
    _check_window(first, last, begin, as_of)
    slices = [name for name in engagement.slices if name in BaselineValue.model_fields]  # others have no place there
    values = measure_window(engagement, found, kpis, first, last, as_of=as_of, grain="all", by=slices)
    months = measure_window(engagement, found, kpis, first, last, as_of=as_of, by=[])
    return freeze(
        folder,
        baseline,
        engagement=engagement.id,
        first=first,
        last=last,
        zone=engagement.zone,
        author=author,
        reason=reason,
        data=found.fingerprint,
        values=values,
        limits=_limits(months, kpis),
        replaces=replaces,
    )


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


def _check_window(first: dt.date, last: dt.date, begin: dt.date, as_of: dt.date) -> None:
    from csi_lib.errors import UsageError

    if last < first:
        raise UsageError(f"--to {last} lies before --from {first}")
    if first < begin or last > as_of:
        raise UsageError(
            f"the window {first} to {last} is not covered by the data ({begin} to {as_of})",
            do="Choose days inside the data",
        )


def _limits(months: pd.DataFrame, kpis: tuple[Kpi, ...]) -> pd.DataFrame:
    """Collect the limits of every total series long enough to have them."""
    import pandas as pd

    from csi_lib.signals import fix_limits

    rows = [row for row in (fix_limits(months, kpi) for kpi in kpis) if row is not None]
    return pd.DataFrame(rows, columns=["kpi", "stat", "periods", "center", "lower", "upper", "frozen"])
