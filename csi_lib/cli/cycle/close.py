"""Close the open cycle: entries in the SIP, a new frozen baseline beside the old one, and the next cycle, in one go."""

from __future__ import annotations

import argparse
import datetime as dt
from typing import TYPE_CHECKING

from csi_lib.cli.freeze import add_window
from csi_lib.cli.register.places import Place, add_day, add_engagement, find_author, find_day, open_place, say_head

if TYPE_CHECKING:
    from csi_lib.baseline import Baseline
    from csi_lib.register.closing import Sorted
    from csi_lib.register.cycle import Cycle
    from csi_lib.register.register import Register


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi cycle close``."""
    add_engagement(verb)
    verb.add_argument("--baseline", metavar="ID", required=True, help="id of the new baseline")
    add_window(verb)
    verb.add_argument("--next", metavar="ID", required=True, help="id of the next cycle")
    verb.add_argument("--title", metavar="TEXT", default="", help="of the next cycle")
    verb.add_argument("--by", metavar="NAME", default="", help="who closes it (default: CSI_USER, else the login)")
    verb.add_argument("--dry-run", action="store_true", help="only say what would be done")
    add_day(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Freeze, then write all records in one transaction; what was frozen by a run that broke off is used again."""
    from csi_lib.baseline import baselines_folder, load_baseline
    from csi_lib.register.closing import close_cycle, say_left_open, say_lines, sort_initiatives
    from csi_lib.register.cycle import Frozen

    place = open_place(arguments)
    register = place.store.read()
    cycle = _find_cycle(register)
    check_names(register, cycle, baseline=arguments.baseline, following=arguments.next)
    found = sort_initiatives(register)
    print(f"Cycle '{cycle.id}', open since {cycle.opened}")
    print("\n".join(say_lines(found)))
    _check(found)
    folder = baselines_folder(place.home, place.engagement.id)
    began = _check_began(load_baseline(folder, cycle.began.id), cycle)
    before = (folder / f"{began.id}.yml").read_bytes()
    if arguments.dry_run:
        _try(arguments, place, register, cycle)
        return 0
    _try_records(arguments, place, register, cycle)
    ended = _freeze(arguments, place, began)
    changes = close_cycle(
        register,
        cycle,
        ended=Frozen(id=ended.id, digest=ended.digest),
        on=find_day(arguments, place.engagement),
        reason=arguments.reason,
        next_id=arguments.next,
        title=arguments.title,
    )
    fresh = open_place(arguments)  # knows the new baseline
    written = fresh.store.write(changes, by=find_author(arguments), why=arguments.reason, source="cycle")
    assert (folder / f"{began.id}.yml").read_bytes() == before, "the old baseline was touched"
    _say_done(cycle, began, ended, arguments, len(found.concluded))
    for line in say_left_open(written):
        print(line)
    print(say_head(written))
    return 0


def _find_cycle(register: Register) -> Cycle:
    from csi_lib.errors import UsageError
    from csi_lib.register.closing import find_open

    cycle = find_open(register)
    if cycle is None:
        raise UsageError("no cycle is open", do="csi cycle open begins one")
    return cycle


def check_names(register: Register, cycle: Cycle, *, baseline: str, following: str) -> None:
    """Refuse names that are taken: a cycle ends with another baseline than it began from, and in another cycle.

    Raises
    ------
    UsageError
        Naming the option.
    """
    from csi_lib.errors import UsageError

    if not baseline:
        raise UsageError("--baseline is empty: name the new one")
    if baseline == cycle.began.id:
        raise UsageError(f"--baseline {baseline}: it is there already, name another")
    if following == cycle.id:
        raise UsageError(f"--next {following}: that is the cycle being closed; name another")
    if register.entry("cycle", following) is not None:
        raise UsageError(f"--next {following}: that cycle is there already; name another")


def _check(found: Sorted) -> None:
    from csi_lib.errors import UsageError

    if found.blocking:
        said = "; ".join(f"{item.id}: {why}" for item, why in found.blocking)
        raise UsageError(f"the cycle cannot be closed: {said}", do="csi cycle status says the same")
    if not found.concluded:
        raise UsageError(
            "the cycle cannot be closed: no initiative is concluded, so nothing enters the SIP",
            do="Evaluate an initiative, then move it to standardised, restarted or stopped",
        )


def _check_began(baseline: Baseline, cycle: Cycle) -> Baseline:
    from csi_lib.errors import BaselineError

    if baseline.digest != cycle.began.digest:
        raise BaselineError(
            f"baseline '{baseline.id}' is not the one that cycle '{cycle.id}' began from",
            where=f"digest {baseline.digest[:16]}, then {cycle.began.digest[:16]}",
            do="Restore the file from git",
        )
    return baseline


def _freeze(arguments: argparse.Namespace, place: Place, began: Baseline) -> Baseline:
    """Freeze the new baseline, or take it up where a run that broke off had frozen it already."""
    from csi_lib.baseline import baselines_folder, load_baseline
    from csi_lib.cli.freeze import freeze_window
    from csi_lib.errors import BaselineError

    folder = baselines_folder(place.home, place.engagement.id)
    if (folder / f"{arguments.baseline}.yml").exists():
        found = load_baseline(folder, arguments.baseline)
        wanted = (arguments.first, arguments.last, began.id, arguments.reason.strip())
        if (found.first, found.last, found.replaces, found.reason) == wanted:
            print(f"Baseline '{found.id}' was frozen already, with the same window and reason: it is used")
            return found
        raise BaselineError(
            f"baseline '{found.id}' exists already, with another window or reason",
            where=str(folder / f"{found.id}.yml"),
            do="A baseline is written once: use a new id",
        )
    return freeze_window(
        place.engagement,
        place.path,
        place.home,
        arguments.baseline,
        first=arguments.first,
        last=arguments.last,
        author=arguments.author,
        reason=arguments.reason,
        replaces=began.id,
    )


def _try_records(arguments: argparse.Namespace, place: Place, register: Register, cycle: Cycle) -> None:
    """Hold the records against every rule before a baseline is frozen: what is frozen cannot be taken back."""
    from dataclasses import replace

    from csi_lib.register.closing import close_cycle
    from csi_lib.register.cycle import Frozen
    from csi_lib.register.rules import check_changes

    known = replace(place.known, baselines=place.known.baselines | {arguments.baseline})
    changes = close_cycle(
        register,
        cycle,
        ended=Frozen(id=arguments.baseline, digest="0" * 64),
        on=find_day(arguments, place.engagement),
        reason=arguments.reason,
        next_id=arguments.next,
        title=arguments.title,
    )
    check_changes(register, changes, known, source="cycle")


def _try(arguments: argparse.Namespace, place: Place, register: Register, cycle: Cycle) -> None:
    _try_records(arguments, place, register, cycle)
    on: dt.date = find_day(arguments, place.engagement)
    print(f"Would freeze baseline '{arguments.baseline}', {arguments.first} to {arguments.last}, in place of "
          f"'{cycle.began.id}', which stays; would close '{cycle.id}' on {on} and open '{arguments.next}'")  # fmt: skip
    print("Nothing was written")


def _say_done(cycle: Cycle, began: Baseline, ended: Baseline, arguments: argparse.Namespace, entries: int) -> None:
    from csi_lib.report.wording import count_words

    print(f"Froze baseline '{ended.id}': {ended.first} to {ended.last}, digest {ended.digest}")
    print(f"Baseline '{began.id}' is as it was, digest {began.digest}")
    print(f"{count_words(entries, 'entry', 'entries')} added to the Service Improvement Programme")
    print(f"Cycle '{cycle.id}' is closed; cycle '{arguments.next}' is open and began from '{ended.id}'")
