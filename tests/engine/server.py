"""A throw-away PostgreSQL for tests and benches, reached by a socket only."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoServer(Exception):
    """Says plainly what is missing."""


@contextmanager
def serve_postgresql() -> Iterator[str]:
    """Start a server and yield its URL; raises NoServer where there is none to start."""
    binaries = _find_binaries()
    if binaries is None:
        raise NoServer("no postgres server: initdb is not installed")
    if importlib.util.find_spec("psycopg") is None:
        raise NoServer("no postgres driver: pip install csi-kit[postgres]")
    folder = Path(tempfile.mkdtemp(prefix="csi-pg-"))  # a socket's path may have 107 characters
    become = _as_user(folder)

    def call(tool: str, *words: str | Path) -> None:
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


def _find_binaries() -> Path | None:
    """Folder of initdb and pg_ctl: on the path, or where Debian puts them."""
    named = shutil.which("initdb")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _as_user(folder: Path) -> list[str]:
    """A server refuses to run as root: hand its folder to another account, and say how to become it."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        raise NoServer("no postgres server: running as root without setpriv")
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    shutil.chown(folder, user)
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
