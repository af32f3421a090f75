"""The same text on PostgreSQL gives the same measures; a throw-away server, reached by a socket only."""

import datetime as dt
import importlib.util
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
import pytest

from csi_lib.engine import open_engine
from csi_lib.errors import SourceError, UsageError
from csi_lib.kpi import measure
from csi_lib.kpi.example import work_example


def find_binaries():
    """Folder of initdb and pg_ctl: on the path, or where Debian puts them."""
    named = shutil.which("initdb")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def as_user(folder):
    """A server refuses to run as root: hand its folder to another account, and say how to become it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("no postgres server: running as root without setpriv")
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]


@pytest.fixture(scope="module")
def url():
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no postgres server: initdb is not installed")
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("no postgres driver: pip install csi-kit[postgres]")
    folder = Path(tempfile.mkdtemp(prefix="csi-pg-"))  # a socket's path may have 107 characters
    become = as_user(folder)

    def call(tool, *words):
        done = subprocess.run(
            [*become, binaries / tool, *words], cwd=folder, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr

    data = folder / "data"
    call("initdb", "-D", data, "-U", "csi", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    call("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
    try:
        yield f"postgresql://csi@/postgres?host={folder}"
    finally:
        call("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def test_every_worked_example_holds_on_postgres(catalogue, url, tmp_path):
    assert [line for kpi in catalogue.values() for line in work_example(kpi, tmp_path, engine=url)] == []


def draw_tables(seed=7):
    draw = random.Random(seed)

    def stamp(low, high):
        return dt.datetime(2025, 10, 1) + dt.timedelta(seconds=draw.randrange(low * 86_400, high * 86_400))

    def mostly(value):
        return value if draw.random() < 0.9 else None

    tickets = []
    for number in range(600):
        opened = stamp(0, 180)
        resolved = mostly(opened + dt.timedelta(seconds=draw.randrange(9 * 86_400)))
        hours = (resolved - opened).total_seconds() / 3600 if resolved else None
        tickets.append(
            {
                "id": str(number),
                "kind": draw.choice(["incident", "request"]),
                "in_scope": mostly(True),
                "opened_at": opened,
                "resolved_at": resolved,
                "first_response_at": mostly(opened),
                "hours_to_respond": mostly(draw.random() * 3),
                "minutes_to_respond": mostly(draw.random() * 90),
                "hours_to_resolve": hours,
                "open_at_end": resolved is None,
                "sla_met": draw.choice([True, False, None]),
                "sla_decided_at": resolved,
                "reopen_count": mostly(draw.choice([0, 0, 2])),
                "reassign_count": mostly(draw.choice([0, 1])),
                "service": draw.choice(["Mail", "", 'the "web", x', None]),
                "team": mostly(draw.choice(["Süd", "Nord\nOst"])),
            }
        )
    changes = [
        {
            "id": str(number),
            "opened_at": (opened := stamp(0, 180)),
            "ended_at": mostly(opened + dt.timedelta(days=draw.randrange(40))),
            "state": draw.choice(["open", "closed", "draft", None]),
            "outcome": draw.choice(["successful", "issues", "unsuccessful", "cancelled", None]),
            "failed": draw.choice([True, False, None]),
            "service": draw.choice(["Mail", None]),
        }
        for number in range(200)
    ]
    outages = [
        {
            "id": str(number),
            "service": draw.choice(["Mail", "Web"]),
            "kind": draw.choice(["unplanned", "unplanned", "maintenance"]),
            "started_at": (begun := stamp(0, 180)),
            "ended_at": mostly(begun + dt.timedelta(seconds=draw.randrange(5 * 86_400))),
        }
        for number in range(40)
    ]
    surveys = [
        {
            "id": str(k),
            "kind": "csat",
            "responded_at": mostly(stamp(0, 180)),
            "score": draw.randint(1, 5),
            "service": "Mail",
        }
        for k in range(200)
    ]
    costs = [
        {
            "id": str(k),
            "booked_at": stamp(0, 180),
            "amount": draw.random() * 99,
            "currency": "EUR",
            "activity": "incident",
        }
        for k in range(30)
    ]
    problems = [{"id": "1", "opened_at": "2025-11-01", "resolved_at": "2025-12-01", "days_to_resolve": 30}]
    return {
        "tickets": tickets,
        "changes": changes,
        "outages": outages,
        "surveys": surveys,
        "costs": costs,
        "problems": problems,
    }


def test_postgres_gives_the_measures_that_duckdb_gives(catalogue, write_tables, url):
    tables = write_tables(**draw_tables())
    window = {
        "zone": "Europe/Berlin",
        "first": dt.date(2025, 10, 1),
        "last": dt.date(2026, 3, 31),
        "as_of": dt.date(2026, 3, 31),
        "by": [("service",), ("team",), ("service", "team")],
    }
    here, there = (measure(tables, catalogue.values(), **window, engine=name) for name in ("duckdb", url))
    assert len(here) > 1_000 and (here["reason"] == "").sum() > 100
    pd.testing.assert_frame_equal(here, there, rtol=1e-9, atol=1e-8)


def test_nothing_stays_on_the_postgres_server(catalogue, write_tables, url):
    tables = write_tables(tickets=[{"id": "A", "kind": "incident", "in_scope": True, "opened_at": "2026-01-05"}])
    days = {"first": dt.date(2026, 1, 1), "last": dt.date(2026, 1, 31), "as_of": dt.date(2026, 1, 31)}
    measure(tables, [catalogue["incident_volume"]], zone="UTC", **days, engine=url)
    with open_engine(url) as engine:
        left = engine.query("SELECT COUNT(*) AS n FROM pg_class WHERE relname IN ('tickets', 'csi_days', 'csi_edges')")
    assert left["n"].iloc[0] == 0


def test_a_question_that_postgres_cannot_answer_is_one_line(url):
    with open_engine(url) as engine, pytest.raises(SourceError, match="the engine cannot answer"):
        engine.query("SELECT nothing FROM nowhere")


def test_a_postgres_server_that_is_not_there_is_told_without_the_password():
    pytest.importorskip("psycopg", reason="no postgres driver: pip install csi-kit[postgres]")
    gone = "postgresql://me:hush-hush@/db?host=/nowhere/at/all"
    with pytest.raises(UsageError, match="cannot connect to PostgreSQL") as caught, open_engine(gone):
        pass
    assert "hush-hush" not in str(caught.value) and "Traceback" not in str(caught.value)


def test_a_missing_postgres_driver_names_the_extra_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageError, match=r"pip install csi-kit\[postgres\]"), open_engine("postgresql://me@host/db"):
        pass
