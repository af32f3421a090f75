"""Which reports of a plan have to be made, and why; which stand already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from csi_lib.run.batch.catalogue import Entry
from csi_lib.run.batch.folder import is_whole, read_key
from csi_lib.run.batch.plan import Report
from csi_lib.run.batch.prints import PARTS


@dataclass(frozen=True)
class Decision:
    """What is to happen to a report.

    Parameters
    ----------
    report : Report
        The report.
    why : str
        Why it is made; empty where it stands.
    found : bool
        It stands, and the catalogue does not know it yet.
    """

    report: Report
    why: str
    found: bool = False


def decide(
    reports: Iterable[Report], known: Mapping[str, Entry], folder: Path, *, again: bool = False
) -> list[Decision]:
    """Compare a plan with what was made before.

    Parameters
    ----------
    reports : iterable of Report
        The plan.
    known : mapping of str to Entry
        The catalogue.
    folder : Path
        Of the batch.
    again : bool
        Make all of them.

    Returns
    -------
    list of Decision
        In the order of the plan.
    """
    return [Decision(item, "asked for") if again else _decide(item, known.get(item.name), folder) for item in reports]


def _decide(report: Report, entry: Entry | None, folder: Path) -> Decision:
    stands = folder / report.name
    if entry is not None and entry.key == report.key and entry.state == "made":
        return Decision(report, "" if is_whole(stands, entry.files) else "it is not there any more")
    if read_key(stands) == report.key:  # a driver died after the report stood and before it was written down
        return Decision(report, "", found=True)
    if entry is None:
        return Decision(report, "new")
    if entry.key == report.key:
        return Decision(report, "it failed the last time")
    changed = [said for part, said in PARTS.items() if entry.parts.get(part) != report.parts.get(part)]
    return Decision(report, ", ".join(changed))
