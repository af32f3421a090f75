"""The register as a workbook: out for a client to edit, and back in with every difference listed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import find_author, find_day, open_place, read_place, say_head

if TYPE_CHECKING:
    from csi_lib.register.exchange.listing import Line
    from csi_lib.register.exchange.proposal import Proposal

STOPPED = 1


def write_book(arguments: argparse.Namespace, out: Path) -> int:
    """Write the register as a workbook and say what is in it."""
    from csi_lib.errors import UsageError
    from csi_lib.files import write_whole
    from csi_lib.register.exchange.book import make_workbook
    from csi_lib.register.exchange.snapshot import take_snapshot
    from csi_lib.register.known import know
    from csi_lib.report.wording import count_words

    engagement, path, home, register = read_place(arguments)
    if out.exists() and not arguments.overwrite:
        raise UsageError("the workbook is there already; it may be edited", where=str(out), do="Say --overwrite")
    known = know(engagement, path, home)
    snapshot = take_snapshot(engagement.id, engagement.client, register, known, arguments.kind)
    data = make_workbook(snapshot, find_day(arguments, engagement))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_whole(out, data)
    records, sheets = len(snapshot.seal.records), len(snapshot.forms)
    print(f"Wrote {count_words(records, 'record')} on {count_words(sheets, 'sheet')} to {out}; {say_head(register)}")
    return 0


def read_book(arguments: argparse.Namespace, file: Path) -> int:
    """List what a workbook would change and what stands in the way; write it where nothing does."""
    from csi_lib.errors import UsageError
    from csi_lib.register.exchange.answers import read_answers
    from csi_lib.register.exchange.listing import count_lines
    from csi_lib.register.exchange.proposal import propose

    if not file.is_file():
        raise UsageError("there is no such workbook", where=str(file), do="Check the path")
    place = open_place(arguments)
    answers = read_answers(arguments.accept or (), arguments.keep or ())
    found = propose(file.read_bytes(), place.engagement.id, place.store.read(), place.known, answers, arguments.why)
    for line in found.lines:
        print(_say(line, found))
    if arguments.list:
        write_list(found, Path(arguments.list))
    said = count_lines(found.lines)
    if found.open:
        stopped = f"{len(found.open)} stand in the way" if len(found.open) > 1 else "one stands in the way"
        print(f"csi register import: {said}; {stopped}, nothing was written", file=sys.stderr)
        return STOPPED
    if not found.changes or arguments.dry_run:
        reason = "--dry-run" if arguments.dry_run else "nothing differs"
        print(f"{said}; nothing was written ({reason})")
        return 0
    after = place.store.write(found.changes, by=find_author(arguments), why=arguments.why)
    print(f"{said}; wrote {len(found.changes):,}; {say_head(after)}")
    return 0


def _say(line: Line, found: Proposal) -> str:
    if line.sort != "question":
        return f"{line.sort}: {line}"
    answer = found.answers.of(line.name)
    told = {None: "", True: " [accepted]", False: " [kept]"}[answer]
    return f"{line.sort}{told}: {line}"


def write_list(found: Proposal, out: Path) -> None:
    """Write every line as CSV: sort, sheet, cell, kind, id, what, do, name, answer."""
    import pandas as pd

    from csi_lib.cli.frame import write_frame

    words = {None: "", True: "accepted", False: "kept"}
    rows = [
        {
            "sort": line.sort,
            "sheet": line.sheet,
            "cell": line.cell,
            "kind": line.record[0],
            "id": line.record[1],
            "what": line.what,
            "do": line.do,
            "name": line.name,
            "answer": words[found.answers.of(line.name)] if line.name else "",
        }
        for line in found.lines
    ]
    columns = ["sort", "sheet", "cell", "kind", "id", "what", "do", "name", "answer"]
    write_frame(pd.DataFrame(rows, columns=columns), out, "--list")
