"""Print constraints.txt for the Python that runs this: names and versions, no address, no path.

``make lock`` runs it in a throw-away environment that holds everything the kit can need.
"""

from __future__ import annotations

import platform
from importlib.metadata import distributions

LEFT_OUT = {"csi-kit", "pip", "wheel"}

HEAD = """\
# The versions the kit is tested with. Made by `make lock`; do not edit by hand.
# Resolved on Python {python}, {system}, with the extras lab, office, test, postgres, dask and spark.
# Names that one system does not need do no harm there. Windows also takes colorama and pywinpty (through tqdm,
# click, pytest and JupyterLab's terminals) and macOS appnope: they are not pinned, pip takes what fits the rest.
"""


def list_pins() -> list[str]:
    """List what is installed here as ``name==version``, sorted by name."""
    found = {dist.metadata["Name"]: dist.version for dist in distributions()}
    names = sorted((name for name in found if name.lower() not in LEFT_OUT), key=str.lower)
    return [f"{name}=={found[name]}" for name in names]


if __name__ == "__main__":
    print(HEAD.format(python=platform.python_version(), system=platform.system()), end="")
    print("\n".join(list_pins()))
