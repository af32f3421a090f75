"""Write the minutes of a review (.docx, .pdf, .pptx, .xlsx): filled where it was held, else to be filled in."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from csi_lib.cli.register.places import add_engagement, read_place


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi review minutes``."""
    add_engagement(verb)
    verb.add_argument("review", metavar="REVIEW", help="its id")
    verb.add_argument("--out", metavar="FILE", help="the file (default: <review>.docx here); one that is there stays")
    verb.add_argument("--language", choices=("en", "de"), default="", help="of the words (default: as the engagement)")


def execute(arguments: argparse.Namespace) -> int:
    """Write the file and name it."""
    from csi_lib.cli.review.pack import choose_scope, pick
    from csi_lib.errors import UsageError
    from csi_lib.register.reviews import Review
    from csi_lib.report.export.formats import check_formats
    from csi_lib.run.minutes import write_minutes
    from csi_lib.study import gather

    engagement, path, _, register = read_place(arguments)
    review = pick(register, Review, arguments.review)
    out = Path(arguments.out or f"{review.id}.docx").resolve()
    check_formats([out.suffix.removeprefix(".")])
    if out.exists():
        raise UsageError(f"--out {out}: it exists already", do="Name another file; nothing is overwritten")
    if not out.parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {out.parent}", do="Make it, or name another")
    options = {"language": arguments.language} if arguments.language else {}
    scope = choose_scope(register, "", "", review.id)
    if review.held is not None and engagement.as_of is not None and review.held < engagement.as_of:
        scope = replace(scope, as_of=review.held)  # nobody saw later figures
    study = gather(path, scope=scope, options=options)
    print(write_minutes(study, review, out).path)
    return 0
