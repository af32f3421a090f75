"""Walk two whole improvement cycles by commands alone, from an empty folder to the third frozen baseline.

Nothing but the client's part is done by hand: exports arrive as files. Everything else is a command of `csi`; each is
printed as it would be typed, with what it said.

    python tests/bench/two_cycles.py [FOLDER]
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import numpy as np
import pandas as pd

from csi_lib.cli import main
from csi_lib.register.store import Store

BEFORE_CLOSE = "before-close"
SEED = 20260701
FIRST = dt.date(2023, 1, 1)
PER_MONTH = 120  # incidents of each of two services
HOURS = {"Mail": 24.0, "Print": 20.0}  # median time to resolve before anything is tried
MAIL_LIVE = dt.date(2024, 4, 1)
MAIL_RATIO = 0.55  # what the first change truly does; the second does nothing
# What the client hands over, and how far it reaches.
EXPORTS = (dt.date(2024, 3, 31), dt.date(2025, 6, 30), dt.date(2026, 9, 30))


@dataclass
class Walk:
    """A folder in which commands are run, and what they said."""

    folder: Path
    copies: bool = False
    lines: list[str] = field(default_factory=list)
    day: dt.date = FIRST  # on which the next command is given

    def csi(self, words: str, *, expect: int = 0) -> str:
        """Run a command as it is typed; another exit code than expected ends the walk."""
        self.lines.append(f"$ csi {' '.join(words.split())}")
        out, err = io.StringIO(), io.StringIO()
        with _on(self.day), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main(shlex.split(words))
        said = (out.getvalue() + err.getvalue()).rstrip()
        self.lines += [said] if said else []
        if code:
            self.lines.append(f"(exit code {code})")
        if code != expect:
            raise AssertionError(f"exit code {code}, expected {expect}\n" + "\n".join(self.lines[-3:]))
        return said

    def keep(self, name: str) -> None:
        """Keep a copy of the folder as it is now beside it, for who wants to go another way from here."""
        if self.copies:
            shutil.copytree(self.folder, self.folder.with_name(name))

    def note(self, text: str) -> None:
        """Say what the client does."""
        self.lines.append(f"\n# {text}")


def write_export(folder: Path, last: dt.date) -> Path:
    """Write the client's tickets up to a day; the same rows every time, so that a longer export holds the shorter."""
    rows = draw_tickets()
    there = rows[rows["opened_at"] < pd.Timestamp(last) + pd.Timedelta(days=1)].copy()
    end = pd.Timestamp(last) + pd.Timedelta(days=1)
    unknown = there["resolved_at"] >= end  # still open on the day of the export
    there.loc[unknown, ["resolved_at", "reopen_count"]] = [pd.NaT, 0]
    path = folder / "plain_tickets.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    there.to_csv(path, index=False, date_format="%Y-%m-%d %H:%M:%S")
    return path


def draw_tickets() -> pd.DataFrame:
    """Draw incidents of two services; the change of the first one works, that of the second does not."""
    random = np.random.default_rng(SEED)
    months = pd.date_range(FIRST, EXPORTS[-1], freq="MS")
    parts = []
    for service, median in HOURS.items():
        for month in months:
            count = int(random.poisson(PER_MONTH))
            span = (month + pd.offsets.MonthBegin(1) - month).total_seconds()
            opened = month + pd.to_timedelta(np.sort(random.uniform(0, span, count)).round(), unit="s")
            works = service == "Mail" and month.date() >= MAIL_LIVE
            level = median * (MAIL_RATIO if works else 1.0) * float(np.exp(random.normal(0, 0.04)))
            hours = level * np.exp(random.normal(0, 0.8, count))
            parts.append(
                pd.DataFrame(
                    {
                        "opened_at": opened,
                        "resolved_at": opened + pd.to_timedelta((hours * 3600).round(), unit="s"),
                        "service": service,
                        "priority": random.choice(["2", "3", "4"], count),
                        "team": "Desk",
                        "reopen_count": (random.uniform(size=count) < 0.05).astype(int),
                    }
                )
            )
    found = pd.concat(parts, ignore_index=True).sort_values("opened_at", ignore_index=True)
    return found.assign(id=[f"T{number:06}" for number in range(len(found))], kind="incident")


def walk_two_cycles(folder: Path, *, copies: bool = False) -> Walk:
    """Walk from an empty folder to the third baseline.

    Parameters
    ----------
    folder : Path
        Absent or empty.
    copies : bool
        Keep copies of it on the way, beside it.

    Returns
    -------
    Walk
        The transcript.
    """
    walk = Walk(folder, copies)
    with _in_folder(folder.parent):
        walk.csi(
            f"""new {folder.name} --client 'Probe AG' --id probe --tool plain --profile small --kpi mttr_resolve
            --kpi reopen_rate --kpi incident_volume --date 2024-04-02"""
        )
    with _in_folder(folder):
        begin(walk)
        first_cycle(walk)
        second_cycle(walk)
        finish(walk)
    return walk


def begin(walk: Walk) -> None:
    """Look at the export, make the register, freeze what is, open the first cycle."""
    walk.csi("register init probe --by consultant")
    walk.csi("register import probe params/register/probe --by consultant --why 'The programme as it was scaffolded'")
    walk.note("The first export arrives")
    walk.day = dt.date(2024, 3, 15)
    write_export(walk.folder / "data", EXPORTS[0])
    walk.csi("check probe")
    walk.csi(
        """freeze probe start --from 2023-01-01 --to 2024-03-31 --author 'CSI analyst'
        --reason 'Where the engagement begins'"""
    )
    walk.csi(
        """register set probe programme programme vision='Nobody waits for IT' mission='We mend what stops work'
        goals+='{id: faster, goal: Faults are mended within a day, kpis: [mttr_resolve]}'
        --by consultant --why 'Agreed at the kick-off'"""
    )
    walk.csi("cycle open probe cycle-1 --title 'First cycle' --on 2024-03-20 --by consultant --why 'Kick-off'")


def first_cycle(walk: Walk) -> None:
    """From an opportunity to a change that works, and the second baseline."""
    walk.note("First cycle: an opportunity, an objective, a decision, a change")
    walk.csi(
        """register add probe opportunity mail-slow title='Mail faults take long'
        said='Mail is mended later than anything else' source='kpi signal' rests_on=measured where.service=Mail
        kpi=mttr_resolve raised=2024-03-15 by='CSI analyst' aims+=efficiency benefit=4 effort=2 risk=1
        --by consultant --why 'Seen in the first export'"""
    )
    walk.csi(
        """register move probe opportunity mail-slow accepted
        decision.reason='Largest share of the hours' decision.by='service manager' decision.on=2024-03-18
        --by consultant --why 'Decided at the kick-off'"""
    )
    walk.csi(
        """register add probe objective mail-in-a-day title='Mail faults are mended within a day'
        serves='Nobody waits for IT' kpi=mttr_resolve where.service=Mail baseline=start target.value=24 target.unit=h
        target.by=2025-03-31 owner='service owner mail' --by consultant --why 'Agreed with the service owner'"""
    )
    add_initiative(
        walk, "mail-repair", "Mail", "mail-in-a-day", "start", "value: 24, unit: h, by: 2025-03-31", "2024-03-18"
    )
    carry_out(walk, "mail-repair", decided="2024-03-19", live="2024-04-01")

    walk.note("A year later: the second export")
    walk.day = dt.date(2025, 7, 3)
    write_export(walk.folder / "data", EXPORTS[1])
    walk.csi("run probe --only before_after --only programme --format docx")
    walk.csi("cycle status probe", expect=1)
    walk.csi(
        """register evaluate probe mail-repair --customers 'Fewer calls back, says the user group'
        --employees 'The desk would not go back' --by consultant --why 'Evaluation of the first cycle'"""
    )
    walk.csi(
        """register move probe initiative mail-repair standardised lessons='Ask the desk before the tool is chosen'
        closing.result=standardised closing.reason='The target is met' closing.by='service manager'
        closing.on=2025-07-03 --by consultant --why 'Decided at the service review'"""
    )
    walk.keep(BEFORE_CLOSE)
    walk.day = dt.date(2025, 7, 7)
    close = """cycle close probe --baseline second --from 2024-07-01 --to 2025-06-30 --author 'CSI analyst'
        --reason 'Mail is mended in another way now' --next cycle-2 --title 'Second cycle' --on 2025-07-07
        --by consultant"""
    walk.csi("cycle status probe")
    walk.csi(f"{close} --dry-run")
    walk.csi(close)


def second_cycle(walk: Walk) -> None:
    """A change that does nothing: seen, restarted with another approach, and the third baseline."""
    walk.note("Second cycle: a change that does nothing")
    walk.day = dt.date(2025, 7, 8)
    walk.csi(
        """register add probe objective print-quick title='Printers are mended within fifteen hours'
        serves='Nobody waits for IT' kpi=mttr_resolve where.service=Print baseline=second target.value=15
        target.unit=h target.by=2026-06-30 owner='service owner print' --by consultant --why 'Next in line'"""
    )
    target = "value: 15, unit: h, by: 2026-06-30"
    add_initiative(walk, "print-letter", "Print", "print-quick", "second", target, "2025-07-10")
    carry_out(walk, "print-letter", decided="2025-07-14", live="2025-08-01")

    walk.note("Another year later: the third export")
    walk.day = dt.date(2026, 10, 1)
    write_export(walk.folder / "data", EXPORTS[2])
    walk.csi("run probe --only programme --format docx")
    walk.csi(
        """register evaluate probe --customers 'Nobody noticed a difference' --employees 'Nobody reads the letter'
        --by consultant --why 'Evaluation of the second cycle'"""
    )
    walk.csi(
        """register move probe initiative print-letter standardised lessons='A letter mends nothing'
        closing.result=standardised closing.reason='We like it' closing.by='service manager' closing.on=2026-10-05
        --by consultant --why 'An attempt to call it a success'""",
        expect=2,
    )
    target = "value: 15, unit: h, by: 2027-06-30"
    add_initiative(
        walk, "print-stock", "Print", "print-quick", "second", target, "2026-10-05", more="follows=print-letter"
    )
    walk.csi(
        """register move probe initiative print-letter restarted lessons='A letter mends nothing'
        closing.result=restarted closing.reason='No clear change; spare parts on stock come next'
        closing.by='service manager' closing.on=2026-10-05 --by consultant --why 'Decided at the service review'"""
    )
    walk.day = dt.date(2026, 10, 8)
    walk.csi(
        """cycle close probe --baseline third --from 2025-10-01 --to 2026-09-30 --author 'CSI analyst'
        --reason 'The second cycle is over' --next cycle-3 --title 'Third cycle' --on 2026-10-08 --by consultant"""
    )


def finish(walk: Walk) -> None:
    """Look back: both cycles, the chain behind an entry, and a history that is as it was written."""
    walk.note("Looking back")
    walk.csi("cycle status probe", expect=1)
    walk.csi("register list probe sip")
    walk.csi("trace probe mail-repair")
    walk.csi("register verify probe")


def add_initiative(
    walk: Walk, name: str, service: str, objective: str, baseline: str, target: str, declared: str, more: str = ""
) -> None:
    """Add an initiative as an idea, on the day on which it is declared."""
    walk.day = dt.date.fromisoformat(declared)
    walk.csi(
        f"""register add probe initiative {name} title='{name}' opportunity='{service} faults take long'
        source='kpi signal' hypothesis='Done this way, faults of {service} are mended sooner' kpi=mttr_resolve
        where.service={service} baseline={baseline} target='{{{target}}}' declared={declared} guards+=reopen_rate
        objective={objective} owner='service owner {service.lower()}' status=idea aims+=efficiency {more}
        --by consultant --why 'Proposed at the service review'"""
    )


def carry_out(walk: Walk, name: str, *, decided: str, live: str) -> None:
    """Plan, decide, test, train, go live."""
    walk.day = dt.date.fromisoformat(decided)
    walk.csi(f"register move probe initiative {name} planned --by consultant --why 'Taken up'")
    walk.csi(
        f"""register move probe initiative {name} running
        options+='{{id: one, what: As proposed, type: process, benefit: 4, effort: 2, risk: 1}}'
        options+='{{id: none, what: Leave it, type: no change, benefit: 1, effort: 1, risk: 2}}'
        decision.chosen=one decision.reason='More for less' decision.by='service manager' decision.on={decided}
        --by consultant --why 'Decided'"""
    )
    walk.day = dt.date.fromisoformat(live)
    walk.csi(
        f"""register move probe initiative {name} live date={live}
        tests+='{{what: Works in the pilot, result: passed, on: {decided}}}'
        training+='{{who: service desk, what: How it is done, on: {decided}}}' --by consultant --why 'Went live'"""
    )


@contextlib.contextmanager
def _on(day: dt.date) -> Iterator[None]:
    """Let the history say that it is written on a day of the walk: what is declared cannot be declared afterwards."""
    write = Store.write
    moment = dt.datetime.combine(day, dt.time(14), dt.UTC)
    with mock.patch.object(Store, "write", lambda *words, **more: write(*words, **{"at": moment, **more})):
        yield


@contextlib.contextmanager
def _in_folder(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _print_transcript() -> None:
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="csi-cycles-")) / "probe"
    print("\n".join(walk_two_cycles(given.resolve()).lines))


if __name__ == "__main__":
    _print_transcript()
