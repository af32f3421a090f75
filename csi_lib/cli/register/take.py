"""Take in audit findings, wishes, ideas, complaints or replies to a survey from a table, each row accounted for."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from csi_lib.cli.register.places import (
    Place,
    add_day,
    add_engagement,
    add_who,
    find_author,
    find_day,
    open_place,
    say_head,
)
from csi_lib.cli.register.values import HELP

if TYPE_CHECKING:
    from csi_lib.register.exchange.take.recipe import Recipe
    from csi_lib.register.exchange.take.taking import Taken, Wish

STOPPED = 1


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi register take``."""
    add_engagement(verb)
    verb.add_argument("file", metavar="FILE", help="a table: CSV or XLSX, one finding or reply a row")
    verb.add_argument(
        "--as",
        dest="recipe",
        metavar="WHAT",
        required=True,
        help="audit, customer, employee (opportunities); complaint, idea, survey (feedback); or a file of params/takes",
    )
    verb.add_argument(
        "--map", metavar="KEY=HEADING", action="append", default=[], help="the column of a key, where it is not found"
    )
    verb.add_argument(
        "--set", metavar="KEY=VALUE", action="append", default=[], help=f"the same for every row without one: {HELP}"
    )
    verb.add_argument("--prefix", metavar="WORD", default="", help="ids begin with it (default: the file's name)")
    verb.add_argument("--dates", metavar="FORMAT", default="", help="how days are written, e.g. %%m/%%d/%%Y")
    verb.add_argument("--scale", metavar="LOW-HIGH", default="", help="what the scores of a survey run over, e.g. 0-10")
    verb.add_argument("--leave-out", action="store_true", help="take the other rows in where some are refused")
    verb.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    verb.add_argument("--list", metavar="FILE", help="what became of every row, as CSV")
    add_day(verb)
    add_who(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Take the rows in, or name those that are refused and take none (exit code 1)."""
    from csi_lib.ingest.reader import read_sheet
    from csi_lib.register.exchange.take.recipe import load_recipe
    from csi_lib.register.exchange.take.taking import list_taken, take

    place, file = open_place(arguments), Path(arguments.file)
    recipe = _put_scale(load_recipe(arguments.recipe, place.home), arguments.scale)
    wish = _read_wish(arguments, recipe, place, file)
    sheet = read_sheet(_check_file(file), known=recipe.count_known)
    found = take(sheet, recipe, wish, place.store.read(), place.known)
    for row in found.refused:
        print(f"row {row.number}: {row.text}")
    if found.unread:
        print(f"not read: {', '.join(found.unread)}")
    for line in list_taken(found, recipe):
        print(line)
    if arguments.list:
        _write_list(found, Path(arguments.list))
    if found.refused and not arguments.leave_out:
        do = "Correct them, or say --leave-out"
        count = len(found.refused)
        stopped = "one row stands in the way" if count == 1 else f"{count:,} rows stand in the way"
        print(f"csi register take: {stopped}, nothing was written. {do}", file=sys.stderr)
        return STOPPED
    if arguments.dry_run or not found.changes:
        print(f"nothing was written ({'--dry-run' if arguments.dry_run else 'nothing is new'})")
        return 0
    after = place.store.write(found.changes, by=find_author(arguments), why=arguments.why)
    print(f"wrote {len(found.changes):,}; {say_head(after)}")
    return 0


def _check_file(file: Path) -> Path:
    from csi_lib.errors import UsageError

    if not file.is_file():
        raise UsageError("there is no such table", where=str(file), do="Check the path")
    return file


def _put_scale(recipe: Recipe, given: str) -> Recipe:
    import re

    from csi_lib.errors import UsageError
    from csi_lib.register.exchange.take.recipe import Scale

    if not given:
        return recipe
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)", given)
    if recipe.scale is None or found is None or float(found[1]) == float(found[2]):
        what = "this table has no scores" if recipe.scale is None else f"'{given}' is no scale"
        raise UsageError(what, where="--scale", do="A scale is LOW-HIGH, e.g. 0-10, of a survey")
    return recipe.model_copy(update={"scale": Scale(low=float(found[1]), high=float(found[2]))})


def _read_wish(arguments: argparse.Namespace, recipe: Recipe, place: Place, file: Path) -> Wish:
    from csi_lib.cli.assess.export import make_hider
    from csi_lib.cli.register.values import put_values
    from csi_lib.errors import UsageError, suggest
    from csi_lib.register.exchange.take.taking import Wish, slug
    from csi_lib.register.kinds import KINDS

    model = KINDS[recipe.kind]
    known = {*recipe.names, *model.model_fields} - {"version", "id", "withdrawn"}
    chosen: dict[str, str] = {}
    for word in arguments.map:
        key, _, heading = word.partition("=")
        if key not in known or not heading:
            raise UsageError(f"'{word}' names no column of a key", where="--map", do=suggest(key, known))
        chosen[key] = heading
    values: dict[str, Any] = dict(put_values({}, arguments.set, model))
    prefix = slug(arguments.prefix or file.stem)
    if not prefix:
        raise UsageError("ids need a word to begin with", where="--prefix", do="Name one of letters and digits")
    day = find_day(arguments, place.engagement)
    return Wish(prefix, day, chosen, values, arguments.dates, make_hider(place.engagement.id, place.home))


def _write_list(found: Taken, out: Path) -> None:
    import pandas as pd

    from csi_lib.cli.frame import write_frame

    rows = [{"row": row.number, "fate": row.fate, "id": row.name, "text": row.text} for row in found.rows]
    write_frame(pd.DataFrame(rows, columns=["row", "fate", "id", "text"]), out, "--list")
