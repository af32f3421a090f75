"""Run one command whose kernels are forked: ``python -m csi_lib.run.warm COMMAND…``."""

from __future__ import annotations

import os
import subprocess
import sys

from csi_lib.run.warm import ZYGOTE_VARIABLE, warm_kernels


def main(command: list[str]) -> int:
    """Run a command with a zygote announced to it; return its exit code."""
    if not command:
        print("usage: python -m csi_lib.run.warm COMMAND…", file=sys.stderr)
        return 2
    environment = {**os.environ, "JUPYTER_DEFAULT_PROVISIONER_NAME": "csi-fork-provisioner"}
    with warm_kernels() as address:
        if address:
            environment[ZYGOTE_VARIABLE] = address
        try:
            return subprocess.run(command, env=environment, check=False).returncode
        except OSError as error:
            print(f"{command[0]}: {error.strerror}", file=sys.stderr)
            return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
