"""Close a run of CI: read its JUnit reports, refuse skips that must not be, print one plain line of numbers.

Usage: python .ci/closing.py FOLDER_OF_REPORTS [PATTERN=WHAT ...]

Each PATTERN is looked for in a test's name and in the reason of its skip. A test that matches must have run, and at
least one test must match: a promise that nobody tests any more is no promise.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree


@dataclass(frozen=True)
class Case:
    """One test: its name, what became of it (passed, failed, skipped), and why it was skipped."""

    name: str
    outcome: str
    reason: str = ""


def read_cases(folder: Path) -> list[Case]:
    """Read every test of every JUnit report in a folder."""
    return [
        _read_case(element, path.stem)
        for path in sorted(folder.glob("*.xml"))
        for element in ElementTree.parse(path).getroot().iter("testcase")
    ]


def _read_case(element: ElementTree.Element, report: str) -> Case:
    name = f"{report}: {element.get('classname', '')}::{element.get('name', '')}"
    skipped = element.find("skipped")
    if element.find("failure") is not None or element.find("error") is not None:
        return Case(name, "failed")
    if skipped is not None:
        return Case(name, "skipped", f"{skipped.get('message') or ''} {skipped.text or ''}".strip())
    return Case(name, "passed")


def find_gaps(cases: list[Case], promises: dict[str, str]) -> list[str]:
    """Say which promises were not kept because a test was skipped or is not there at all."""
    gaps = []
    for pattern, what in promises.items():
        matching = [case for case in cases if re.search(pattern, f"{case.name} {case.reason}", re.IGNORECASE)]
        if not matching:
            gaps.append(f"{what}: no test matches '{pattern}'")
        gaps += [f"{what}: {case.name} was skipped: {case.reason}" for case in matching if case.outcome == "skipped"]
    return gaps


def count(cases: list[Case]) -> str:
    """Return the closing line."""
    numbers = {outcome: sum(case.outcome == outcome for case in cases) for outcome in ("passed", "failed", "skipped")}
    return ", ".join(f"{number} {outcome}" for outcome, number in numbers.items())


def main(argv: list[str]) -> int:
    """Print gaps and the closing line; 0 only when tests ran, none failed and no promise was skipped."""
    cases = read_cases(Path(argv[0]))
    gaps = find_gaps(cases, dict(promise.split("=", 1) for promise in argv[1:]))
    for gap in gaps:
        print(f"must not skip: {gap}")
    print(count(cases))
    return int(bool(gaps) or not cases or any(case.outcome == "failed" for case in cases))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
