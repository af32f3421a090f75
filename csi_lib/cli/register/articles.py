"""Write what initiatives taught as articles for a knowledge base: Markdown, one a file, and one table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from csi_lib.cli.register.places import add_engagement, read_place

if TYPE_CHECKING:
    from csi_lib.register.initiatives.evaluation import Evaluation

TABLE = "lessons.csv"


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register articles``."""
    add_engagement(verb)
    verb.add_argument("--out", metavar="DIR", required=True, help="folder of the articles; made if it is not there")
    verb.add_argument("--overwrite", action="store_true", help="replace articles that were edited since, too")


def execute(arguments: argparse.Namespace) -> int:
    """Write the articles and name the initiatives that are over and taught nothing."""
    import pandas as pd

    from csi_lib.cli.frame import write_frame
    from csi_lib.files import write_whole
    from csi_lib.register.exchange.articles import COLUMNS, collect_lessons, write_article
    from csi_lib.report.wording import count_words

    _, _, _, register = read_place(arguments)
    found, out = collect_lessons(register, say_evaluation), Path(arguments.out)
    texts = {out / f"{item.id}.md": write_article(item).encode() for item in found.articles}
    if not arguments.overwrite:
        _refuse_edited(texts)
    out.mkdir(parents=True, exist_ok=True)
    for path, data in texts.items():
        write_whole(path, data)
    rows = [[getattr(item, name) for name in COLUMNS] for item in found.articles]
    write_frame(pd.DataFrame(rows, columns=list(COLUMNS)), out / TABLE, "--out")
    for name in found.missing:
        print(f"initiative '{name}' is over and names no lessons")
    print(f"Wrote {count_words(len(texts), 'article')} and {TABLE} to {out}")
    return 0


def say_evaluation(item: Evaluation) -> str:
    """Say what a run found, with its effect and interval."""
    from csi_lib.report.wording import say_change, say_interval

    said = f"{item.verdict[0].upper()}{item.verdict[1:]}, and the target is {item.state}"
    if item.state == "not enough evidence":
        said = f"{item.verdict[0].upper()}{item.verdict[1:]}; whether the target is met cannot be told"
    if item.effect is None:
        return f"{said}."
    ends = say_interval(item.lo, item.hi, item.effect_kind, item.unit)
    return f"{said}: {say_change(item.effect, item.effect_kind, item.unit)}, {ends}."


def _refuse_edited(texts: dict[Path, bytes]) -> None:
    from csi_lib.errors import UsageError

    edited = [path for path, data in texts.items() if path.exists() and path.read_bytes() != data]
    if edited:
        what = f"{len(edited):,} of the articles are there already and read otherwise"
        raise UsageError(what, where=str(edited[0]), do="Say --overwrite, or name another folder with --out")
