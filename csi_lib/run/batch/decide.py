"""Which reports of a plan have to be made, and why; which stand already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from csi_lib.run.batch.catalogue import Entry
from csi_lib.run.batch.contents import Contents, Lister, say_changes
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
    told : str
        Why, with the names of what changed.
    """

    report: Report
    why: str
    found: bool = False
    told: str = ""

    @property
    def reason(self) -> str:
        """The longest account there is of why it is made."""
        return self.told or self.why


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


def tell_changes(
    decisions: Iterable[Decision], known: Mapping[str, Entry], noted: Mapping[str, Contents], lister: Lister
) -> list[Decision]:
    """Say of every report that is made again which KPI, page, settings key or file changed since it was made.

    Parameters
    ----------
    decisions : iterable of Decision
        As ``decide`` returned them.
    known : mapping of str to Entry
        The catalogue.
    noted : mapping of str to mapping
        What each report was made from by name, as far as that was written down.
    lister : Lister
        Of what they would be made from now.

    Returns
    -------
    list of Decision
        In the same order.
    """
    return [_tell(item, known.get(item.report.name), noted.get(item.report.name, {}), lister) for item in decisions]


def _tell(item: Decision, entry: Entry | None, before: Contents, lister: Lister) -> Decision:
    if not item.why or entry is None or not before or entry.key == item.report.key:
        return item
    return replace(item, told=say_changes(before, lister.list_contents(item.report), item.report.parts, entry.parts))
