"""Hand a published report over as PDF, PPTX, DOCX or XLSX; no notebook runs again and no number changes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from csi_lib.cli.part import add_part, read_part


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi export``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument("formats", metavar="FORMAT", nargs="+", help="pdf, pptx, docx, xlsx")
    verb.add_argument("--as-of", metavar="DATE", default="", help="which report (default: the newest)")
    add_part(verb, "the report of this service alone", "the report of this business unit alone")
    verb.add_argument("--only", action="append", metavar="NAME", default=[], help="a page; may be repeated")
    verb.add_argument("--brand", metavar="NAME", default="", help="a file of params/brands")
    verb.add_argument(
        "--language",
        choices=("en", "de"),
        default="",
        help="of all words of the report, its pages' too (default: as the engagement says)",
    )
    verb.add_argument("--reports", metavar="DIR", help="folder of all reports (default: reports)")
    verb.add_argument("--out", metavar="DIR", help="where the files go (default: beside the pages)")


def execute(arguments: argparse.Namespace) -> int:
    """Write the files and name each; the last line is the last file."""
    from csi_lib.report.brand import load_brand
    from csi_lib.report.fonts import say_fallback
    from csi_lib.report.wording import count_words
    from csi_lib.run.handover import export_report
    from csi_lib.settings import find_home, load_engagement

    settings, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    written = export_report(
        settings,
        home,
        arguments.formats,
        scope=read_part(arguments),
        as_of=arguments.as_of,
        only=arguments.only,
        brand=arguments.brand,
        language=arguments.language,
        reports=Path(arguments.reports) if arguments.reports else None,
        out=Path(arguments.out) if arguments.out else None,
    )
    remark = say_fallback(load_brand(arguments.brand or settings.report.brand, home), arguments.formats)
    if remark:
        print(f"csi export: {remark}", file=sys.stderr)
    for item in written:
        marks = [f"{count_words(item.removed, 'control character')} removed"] if item.removed else []
        marks += [f"{count_words(item.cut, 'text')} cut, each with a note: {item.places}"] if item.cut else []
        if marks:
            print(f"{item.path.name}: {'; '.join(marks)}")
    print("\n".join(str(item.path) for item in written))
    return 0
