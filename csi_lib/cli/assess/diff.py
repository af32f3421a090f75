"""Compare two editions of the question bank: what changed, and which scores stay comparable."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from csi_lib.maturity.bank.diff import Comparable, Difference, QuestionChange


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi assess diff``."""
    verb.add_argument("before", metavar="A", help="a folder, a file, or the name of a kept edition (1)")
    verb.add_argument("after", metavar="B", nargs="?", help="the same, later; default: the project's bank")
    verb.add_argument("--csv", metavar="FILE", help="write what changed there, a line per question and change")


def execute(arguments: argparse.Namespace) -> int:
    """Print what changed, then what stays comparable."""
    from csi_lib.cli.assess.places import find_bank, find_edition
    from csi_lib.cli.frame import write_frame
    from csi_lib.errors import UsageError
    from csi_lib.maturity.bank.diff import diff_banks

    before = find_edition(arguments.before)
    after = find_edition(arguments.after) if arguments.after else find_bank(None)
    if before.is_file() != after.is_file():
        raise UsageError(f"{before} and {after}: a file and a folder", do="Name two files or two folders")
    found = diff_banks(before, after)
    if arguments.csv:
        write_frame(_tabulate(found), Path(arguments.csv))
        print(f"Wrote {len(found.questions):,} changes to {arguments.csv}")
    print("\n".join(_say(found, before, after)))
    return 0


def _say(found: Difference, before: Path, after: Path) -> list[str]:
    lines = [f"From {before} to {after}"]
    if found.added:
        lines.append(f"Processes added ({len(found.added)}): {', '.join(found.added)}")
    if found.removed:
        lines.append(f"Processes removed ({len(found.removed)}): {', '.join(found.removed)}")
    kinds = Counter(item.kind for item in found.questions)
    summed = ", ".join(f"{kind} {times}" for kind, times in kinds.most_common())
    lines.append(f"Questions: {summed or 'nothing changed'}")
    # What a question is tagged with changes no score; the CSV has it.
    told = [item for item in found.questions if item.process not in found.added and item.kind != "fits"]
    lines += [line for item in told for line in _say_change(item)]
    lines.append("Scores")
    return lines + [line for name in _names(found.scores) for line in _say_scores(name, found.scores)]


def _say_change(item: QuestionChange) -> list[str]:
    share = "" if item.alike is None else f" ({float(item.alike):.0%} of the words in common)"
    lines = [f"  {item.kind:<16} {item.question}{share}"]
    if item.before:
        lines.append(f"    - {item.before}")
    if item.after:
        lines.append(f"    + {item.after}")
    return lines


def _names(scores: tuple[Comparable, ...]) -> list[str]:
    return list(dict.fromkeys(item.process for item in scores))


def _say_scores(process: str, scores: tuple[Comparable, ...]) -> list[str]:
    own = [item for item in scores if item.process == process]
    whole = [item.attribute for item in own if item.verdict == "comparable"]
    lines = [f"  {process}: comparable {', '.join(whole) or 'none'}"]
    for item in own:
        if item.verdict == "on the shared questions":
            lines.append(
                f"    {item.attribute} on {item.shared} shared questions only (of {item.before} before, "
                f"{item.after} after); not {', '.join(item.others)}"
            )
        elif item.verdict == "not comparable":
            lines.append(f"    {item.attribute} not comparable ({item.before} questions before, {item.after} after)")
    return lines


def _tabulate(found: Difference) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {
            "process": item.process,
            "question": item.question,
            "change": item.kind,
            "before": item.before,
            "after": item.after,
            "words_in_common": None if item.alike is None else float(item.alike),
        }
        for item in found.questions
    ]
    return pd.DataFrame(rows, columns=["process", "question", "change", "before", "after", "words_in_common"])
