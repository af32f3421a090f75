"""A document made as a report is, handed over in files, with the list of who gets them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from csi_lib.run import Run

FORMATS = ("docx", "pdf", "pptx", "xlsx", "md")


def add_making(verb: argparse.ArgumentParser) -> None:
    """Declare what every document can be asked for."""
    verb.add_argument("--format", action="append", choices=FORMATS, default=[], help="may be repeated (default: docx)")
    verb.add_argument("--brand", metavar="NAME", default="", help="a file of params/brands: name, logo, colours")
    verb.add_argument(
        "--language", choices=("en", "de"), default="", help="of the words (both: as the engagement says)"
    )
    verb.add_argument("--out", metavar="DIR", help="folder of all reports (default: reports)")
    verb.add_argument("--eml", action="store_true", help="drafts of mails too, one a receiver; nothing is sent")


def make_document(arguments: argparse.Namespace, audience: str, name: str, parameters: Mapping[str, Any]) -> int:
    """Make a document, write the list of who gets it and say where all of it is.

    Parameters
    ----------
    arguments : Namespace
        With what ``add_making`` declares.
    audience : str
        Which document.
    name : str
        Of its folder.
    parameters : mapping of str to object
        Of its notebooks.

    Returns
    -------
    int
        0 done, 1 a page failed.
    """
    from csi_lib.run import run_engagement

    wanted = arguments.format or ["docx"]
    made = run_engagement(
        arguments.engagement,
        out=Path(arguments.out) if arguments.out else None,
        workers=os.cpu_count() or 1,
        formats=[kind for kind in wanted if kind != "md"],
        parameters=parameters,
        options={"audience": audience, "brand": arguments.brand, "language": arguments.language},
        document=name,
    )
    failed = [outcome for outcome in made.outcomes if not outcome.ok]
    for outcome in failed:
        print(f"csi plan: {outcome.name} failed: {outcome.error}", file=sys.stderr)
    if failed:
        return 1
    files = [*made.published.files, *([_write_markdown(made)] if "md" in wanted else [])]
    for path in files:
        print(f"  {_shown(path)}")
    _distribute(made, audience, name, files, eml=arguments.eml)
    print(_shown(made.published.pages[0]))
    return 0


def _write_markdown(made: Run) -> Path:
    import nbformat

    from csi_lib.files import write_whole
    from csi_lib.project.markdown import write_markdown
    from csi_lib.report.export.document import read_document
    from csi_lib.run.engagement import describe

    folder = made.published.folder
    pages = {
        path.stem: nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        for page in made.published.pages
        if (path := folder / "notebooks" / f"{page.stem}.ipynb").is_file()
    }
    document = read_document(pages, describe(made.study), language=made.study.engagement.report.language)
    place = folder / f"{made.study.engagement.id}-{folder.parent.name}-{made.study.as_of}.md"
    write_whole(place, write_markdown(document).encode("utf-8"))
    return place


def _distribute(made: Run, audience: str, name: str, files: list[Path], *, eml: bool) -> None:
    from csi_lib.project.distribution import LIST, MAILS, list_distribution, log_distribution, write_list, write_mails
    from csi_lib.register.people import Stakeholder
    from csi_lib.register.people.receivers import list_receivers
    from csi_lib.report.wording import count_words
    from csi_lib.run.audience import load_audience

    receivers = list_receivers(made.study.records.of(Stakeholder), audience)
    rows = list_distribution(receivers, files, name, made.study.as_of)
    folder = made.published.folder
    write_list(rows, folder / LIST)
    log = folder.parents[1] / LIST
    total = log_distribution(rows, log)
    if not receivers:
        print(f"No stakeholder receives '{audience}': name it under 'receives' of a stakeholder")
        return
    print(f"For {count_words(len(receivers), 'receiver')}: {_shown(folder / LIST)}; the log has {total:,} lines")
    if eml:
        title = load_audience(audience, made.study.home)[0].title
        subject = f"{title} – {made.study.engagement.client} – {made.study.as_of}"
        mails = write_mails(rows, files, subject, folder / MAILS)
        print(f"{count_words(len(mails), 'draft')} of mails without addresses: {_shown(folder / MAILS)}")


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
