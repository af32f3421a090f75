"""What happens when a batch is finished: a command of the user gets its manifest."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

HOOK_SECONDS = 600.0  # mail and uploads take seconds


def run_hook(command: Sequence[str], manifest: Mapping[str, Any], folder: Path) -> str:
    """Run a command with the manifest of a batch on its standard input.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments; no shell reads them.
    manifest : mapping
        JSON values.
    folder : Path
        Its working folder: that of the batch's file.

    Returns
    -------
    str
        What went wrong; empty when nothing did.
    """
    if not command:
        return ""
    text = json.dumps(manifest, ensure_ascii=False)
    try:
        done = subprocess.run(command, input=text, text=True, encoding="utf-8", cwd=folder, timeout=HOOK_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the hook {command[0]} did not run: {error}"
    return f"the hook {command[0]} ended with {done.returncode}" if done.returncode else ""
