"""``python -m csi_lib`` is the command ``csi``."""

import sys

from csi_lib.cli import main

if __name__ == "__main__":
    sys.exit(main())
