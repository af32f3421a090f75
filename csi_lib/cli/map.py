"""Recognise the tool that wrote an export and show how it is read, or propose a mapping."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csi_lib.ingest.batch import Batch
    from csi_lib.ingest.propose import Proposal
    from csi_lib.ingest.recognise import Candidate, Fill, Formats
    from csi_lib.ingest.sheet import Sheet

LARGE = 256 << 20  # bytes; of a larger text file only the beginning is looked at
BEGINNING = 32 << 20  # bytes
TEXTS = {".csv", ".tsv", ".txt", ".ndjson", ".jsonl"}
MOST_LINES = 40  # headings listed by name before the rest is counted


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi map``."""
    verb.add_argument("file", metavar="FILE", help="an export: CSV, XLSX, JSON, XES, Parquet, .gz or .zip")
    verb.add_argument("--adapter", help="read it with this adapter and not with the one that fits best")
    verb.add_argument("--table", help="canonical table; default: the one that fits best, else tickets")
    verb.add_argument("--zone", default="UTC", help="zone of the stamps, for example Europe/Berlin (default: UTC)")
    verb.add_argument("--kind", default="", help="kind of the rows where the file does not say: incident, request, ...")
    verb.add_argument("--out", metavar="FILE", help="write a proposed mapping there (params/sources/NAME.yml)")


def execute(arguments: argparse.Namespace) -> int:
    """Print what was recognised, the mapping with its coverage, and the doubts."""
    from csi_lib.errors import UsageError
    from csi_lib.scratch import keep_scratch

    path = Path(arguments.file)
    if not path.is_file():
        raise UsageError("there is no such file", where=str(path), do="Name one exported file")
    _check_words(arguments)
    with keep_scratch("csi-map-") as aside:
        return _map(arguments, _take_beginning(path, aside))


def _take_beginning(path: Path, aside: Path) -> Path:
    """Put the beginning of a large text file aside: for a mapping it says as much as the whole."""
    if path.stat().st_size <= LARGE or path.suffix.lower() not in TEXTS:
        return path
    with path.open("rb") as stream:
        data = stream.read(BEGINNING)
    print(f"{path.name} is large: only its first {BEGINNING >> 20} MB are looked at")
    (aside / path.name).write_bytes(data[: data.rfind(b"\n") + 1] or data)
    return aside / path.name


def _map(arguments: argparse.Namespace, path: Path) -> int:
    from csi_lib.ingest.reader import read_sheet
    from csi_lib.ingest.recognise import Formats
    from csi_lib.report.wording import count_words
    from csi_lib.settings import find_home

    formats = Formats(find_home())
    sheet = read_sheet(path, known=formats.count_known)
    heads = sum(bool(item) for item in sheet.headings)
    print(f"{path.name}: {count_words(sheet.count, 'row')}, {count_words(heads, 'heading')}")
    for remark in sheet.remarks:
        print(f"  {remark.what}")
    ways = _choose(arguments, formats.rank(sheet.headings), formats)
    if ways and (ways[0].fits or arguments.adapter) and not arguments.out:
        lines = _show_reading(path, ways, sheet, arguments)
    else:
        lines = _show_proposal(path, ways, sheet, formats, arguments)
    for line in lines:
        print(line)
    return 0


def _check_words(arguments: argparse.Namespace) -> None:
    from csi_lib.errors import UsageError, suggest
    from csi_lib.settings import check_zone
    from csi_lib.tables import TABLES

    if arguments.table and arguments.table not in TABLES:
        raise UsageError(f"no table '{arguments.table}'", do=suggest(arguments.table, TABLES))
    try:
        check_zone(arguments.zone)
    except ValueError as error:
        raise UsageError(str(error), where="--zone") from None


def _choose(arguments: argparse.Namespace, ways: list[Candidate], formats: Formats) -> list[Candidate]:
    from csi_lib.errors import UsageError, suggest

    if arguments.adapter:
        names = {adapter.id for adapter, *_ in formats.found}
        if arguments.adapter not in names:
            raise UsageError(
                f"no adapter '{arguments.adapter}'", where="--adapter", do=suggest(arguments.adapter, names)
            )
        ways = [item for item in ways if item.adapter.id == arguments.adapter]
    chosen = [item for item in ways if not arguments.table or item.table.name == arguments.table]
    if arguments.adapter and not chosen:
        raise UsageError(
            f"the adapter '{arguments.adapter}' knows no heading of this file",
            where=arguments.file,
            do="Leave --adapter out: csi map then proposes a mapping",
        )
    return chosen


def _show_reading(path: Path, ways: list[Candidate], sheet: Sheet, arguments: argparse.Namespace) -> list[str]:
    from csi_lib.errors import SourceError
    from csi_lib.ingest.batch import read_batches
    from csi_lib.ingest.recognise import find_ties, make_input, profile

    way = ways[0]
    lines = ["", f"Recognised: {_name(way)}: {way.known} of {way.headings} headings are known ({way.share:.0%})"]
    lines += [f"  as good: {_name(item)}" for item in find_ties(ways)]
    others = [item for item in ways[1:4] if item.fits and item not in find_ties(ways)]
    lines += [f"  next: {', '.join(f'{_name(item)} {item.share:.0%}' for item in others)}"] if others else []
    kind = arguments.kind or _guess_kind(way)
    try:
        (batch,) = read_batches(make_input(way, path, arguments.zone, kind))
    except SourceError as error:
        return [*lines, "", *_list_mapping(way, sheet), "", "Doubts", f"  {error}"]
    guessed = bool(kind) and not arguments.kind and "kind" not in batch.mapping.columns
    return [*lines, "", *_list_fills(profile(batch)), *_list_unread(batch), *_list_doubts(batch, way, guessed)]


def _guess_kind(way: Candidate) -> str:
    """Take a kind for the reading where neither a heading nor the beginning of an id can say it."""
    if "kind" not in way.table.names or not way.table.column("kind").needed:
        return ""
    rule = way.rule.columns.get("kind")
    return "" if rule and rule.prefixes else way.table.column("kind").values[0]


def _name(way: Candidate) -> str:
    return f"adapter {way.adapter.id}, table {way.table.name}"


def _list_mapping(way: Candidate, sheet: Sheet) -> list[str]:
    from csi_lib.ingest.adapter import map_headings

    found = map_headings(way.rule, sheet.headings).columns
    width = max((len(name) for name in found), default=0)
    rows = [f"  {name:<{width}}  {' + '.join(sheet.headings[place] for place in own)}" for name, own in found.items()]
    return ["Column and heading", *rows]


def _list_fills(fills: list[Fill]) -> list[str]:
    wide = max([6, *(len(item.column) for item in fills)])
    broad = min(40, max([7, *(len(item.heading) for item in fills)]))
    head = f"  {'column':<{wide}}  {'heading':<{broad}}  filled   read  range"
    rows = [
        f"  {item.column:<{wide}}  {item.heading[:broad]:<{broad}}  {item.filled:>6.1%} {item.read:>6.1%}  {item.span}"
        for item in fills
    ]
    return [head, *rows]


def _list_unread(batch: Batch) -> list[str]:
    unused = batch.mapping.unused
    if not unused:
        return []
    more = f" and {len(unused) - MOST_LINES:,} more" if len(unused) > MOST_LINES else ""
    return ["", f"Headings that are not read ({len(unused)}): {', '.join(unused[:MOST_LINES])}{more}"]


def _list_doubts(batch: Batch, way: Candidate, guessed: bool) -> list[str]:
    from csi_lib.ingest.quality import find_file_issues

    found = []
    if guessed:
        kinds = ", ".join(batch.input.table.column("kind").values)
        found.append(f"kind: the file does not say it for every row; set 'kind' for the source, one of: {kinds}")
    hint = f": {way.adapter.zone_hint}" if way.adapter.zone_hint else ""
    found.append(f"zone: stamps without an offset were read as {batch.input.zone}{hint}")
    if way.adapter.window:
        found.append(f"window: the tool's date range goes by the time a row was {way.adapter.window}")
    skipped = ("row_left_out", "sheet_chosen", "archive_joined", "unused_headings")
    found += [f"{item.what}. {item.do}" for item in find_file_issues(batch) if item.code not in skipped]
    found += _doubt_cells(batch)
    rejected = int((batch.reasons != "").sum()) + len(batch.sheet.broken)
    if rejected:
        reasons = [*batch.reasons[batch.reasons != ""], *(item.reason for item in batch.sheet.broken)]
        rows = "row" if rejected == 1 else "rows"
        found.append(f"{rejected:,} {rows} cannot be kept, for example: {_cut(reasons[0])}")
    return ["", "Doubts", *(f"  {text}" for text in found)]


def _doubt_cells(batch: Batch) -> list[str]:
    from csi_lib.ingest.issue import name_some
    from csi_lib.ingest.people import PEOPLE

    lines = []
    for fault in batch.faults:
        texts = list(dict.fromkeys(str(text).strip() for text in fault.texts[fault.mask]))
        named = "" if fault.column in PEOPLE else f": {name_some(texts)}"
        lines.append(f"{fault.column}: {int(fault.mask.sum()):,} cells {fault.code.replace('_', ' ')}{named}")
    return lines


def _cut(text: str) -> str:
    return text if len(text) <= 160 else text[:159] + "…"


def _show_proposal(
    path: Path, ways: list[Candidate], sheet: Sheet, formats: Formats, arguments: argparse.Namespace
) -> list[str]:
    from csi_lib.ingest.propose import propose
    from csi_lib.tables import TABLES

    table = TABLES[arguments.table or "tickets"]
    name = _name_adapter(Path(arguments.out).stem if arguments.out else path.name.split(".")[0])
    proposal = propose(sheet, table, formats, name)
    lines = ["", *_explain_no_fit(ways)]
    lines += [f"Proposed mapping for the table {table.name}", *_list_proposed(proposal)]
    if not arguments.out:
        return [*lines, "", proposal.text, "Write it with --out params/sources/NAME.yml, and look over every line"]
    _write_new(Path(arguments.out), proposal.text, name)
    return [*lines, "", f"Written to {arguments.out}. Look over every line, then: csi map {arguments.file}"]


def _explain_no_fit(ways: list[Candidate]) -> list[str]:
    from csi_lib.ingest.recognise import LEAST_KNOWN

    if not ways:
        return ["No adapter knows a heading of this file"]
    best = ways[0]
    if best.fits:
        return [f"{_name(best)} reads this file: a mapping of your own is needed only where that one is wrong"]
    if best.known < LEAST_KNOWN:
        return ["No adapter knows more than two headings of this file"]
    text = f"{_name(best)} knows {best.known} of {best.headings} headings"
    if best.absent:
        return [f"Nearest: {text}, but nothing feeds {', '.join(best.absent)}. {best.rule.recipe}".rstrip()]
    return [f"Nearest: {text}"]


def _list_proposed(proposal: Proposal) -> list[str]:
    wide = max((len(name) for name in proposal.columns), default=0)
    lines = [f"  {name:<{wide}}  {heading}" for name, heading in proposal.columns.items()]
    lines += ["", "Doubts", *(f"  {text}" for text in proposal.doubts)] if proposal.doubts else []
    return lines


def _name_adapter(text: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:60]
    return name or "own"


def _write_new(path: Path, text: str, name: str) -> None:
    from csi_lib.errors import UsageError

    if path.suffix != ".yml":
        raise UsageError("a mapping is a file that ends in .yml", where=str(path), do=f"For example {name}.yml")
    if path.exists():
        raise UsageError("this file is there already", where=str(path), do="Take another name, or remove it first")
    if not path.parent.is_dir():
        raise UsageError("there is no such folder", where=str(path.parent), do="Make it first")
    path.write_text(text, encoding="utf-8")
