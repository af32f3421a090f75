"""Figures are never lost, which a fork at the wrong moment does in silence (trap 1 of forked kernels)."""

from __future__ import annotations

import subprocess
import sys

DRAW = "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.show()"
SEABORN = "import seaborn as sns\naxes = sns.lineplot(x=[1, 2], y=[3, 4])"
FORKED = "import os\nprint(os.environ['JPY_PARENT_PID'] != str(os.getppid()))"


def test_a_figure_survives(warm, run):
    made = run(warm, FORKED, DRAW, SEABORN)

    assert made.outcome.ok and made.text(0) == "True\n"
    assert [["image/png" in output.get("data", {}) for output in cell.outputs] for cell in made.cells[1:]] == [
        [True],
        [True],
    ]


def test_a_figure_is_the_same_picture_as_that_of_a_kernel_started_afresh(warm, cold, run):
    forked, fresh = run(warm, FORKED, DRAW, SEABORN), run(cold, FORKED, DRAW, SEABORN)

    assert (forked.text(0), fresh.text(0)) == ("True\n", "False\n")
    assert [cell.outputs for cell in forked.cells[1:]] == [cell.outputs for cell in fresh.cells[1:]]


def test_a_module_that_would_lose_them_forbids_to_fork():
    zygote = [sys.executable, "-m", "csi_lib.run.warm.zygote", "0", "matplotlib_inline.backend_inline"]

    ended = subprocess.run(zygote, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)

    assert ended.returncode == 1
    assert "no warm kernels: matplotlib_inline is imported" in ended.stderr
