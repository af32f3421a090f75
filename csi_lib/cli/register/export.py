"""Write the register as YAML files, one a record, for git; or as a workbook (.xlsx) to edit and take in again."""

from __future__ import annotations

import argparse
from pathlib import Path

from csi_lib.cli.register.places import add_day, add_engagement, read_place, say_head


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register export``."""
    add_engagement(verb)
    verb.add_argument("out", metavar="PLACE", help="a folder, or a file that ends in .xlsx")
    verb.add_argument(
        "--overwrite", action="store_true", help="replace files that were edited since they were written, too"
    )
    verb.add_argument(
        "--kind",
        metavar="KIND",
        nargs="+",
        default=[],
        help="of a workbook: sheets for these kinds, 'all' for every one (default: those that hold a record)",
    )
    add_day(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Write it and say how much."""
    from csi_lib.errors import UsageError
    from csi_lib.register.files import write_folder
    from csi_lib.report.wording import count_words

    out = Path(arguments.out)
    if out.suffix == ".xlsx":
        from csi_lib.cli.register.workbook import write_book

        return int(write_book(arguments, out))
    if out.is_file() or out.suffix:
        raise UsageError(f"{out} is no folder", do="Name a folder, or a file that ends in .xlsx")
    _, _, _, register = read_place(arguments)
    written = write_folder(register, out, overwrite=arguments.overwrite)
    print(f"Wrote {count_words(len(written), 'record')} to {out}; {say_head(register)}")
    return 0
