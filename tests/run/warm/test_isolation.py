"""Nothing goes from one forked kernel to the next."""

from __future__ import annotations

import importlib.util

import pytest

LITTER = """\
import builtins, os, sys, warnings
import matplotlib, numpy as np, pandas as pd
os.environ["LITTER"] = "1"
os.chdir("/")
sys.path.insert(0, "/litter")
builtins.litter = 1
sys.setrecursionlimit(500)
warnings.simplefilter("error")
pd.set_option("display.max_rows", 3)
np.set_printoptions(precision=1)
matplotlib.rcParams["lines.linewidth"] = 99
import csi_lib.errors
csi_lib.errors.CsiError = None
"""
LOOK = """\
import builtins, os, sys, warnings
import matplotlib, numpy as np, pandas as pd
import csi_lib.errors
print(os.environ.get("LITTER"), os.getcwd(), "/litter" in sys.path, hasattr(builtins, "litter"),
      sys.getrecursionlimit(), len(warnings.filters), pd.get_option("display.max_rows"),
      np.get_printoptions()["precision"], matplotlib.rcParams["lines.linewidth"], csi_lib.errors.CsiError)
"""
CHANCE = """\
import random, secrets, tempfile, uuid
import numpy as np
for value in (random.random(), np.random.random(), np.random.default_rng().random(), uuid.uuid4(), uuid.uuid1(),
              secrets.token_hex(), tempfile.mktemp()):
    print(value)
"""


def test_a_kernel_does_not_see_what_another_left_behind(warm, run):
    before, litter, after = run(warm, LOOK), run(warm, LITTER), run(warm, LOOK)

    assert litter.outcome.ok, litter.outcome.error
    assert after.text() == before.text() != ""


def test_no_two_kernels_draw_the_same_numbers(warm, run):
    one, other = (run(warm, CHANCE).text().split() for _ in range(2))

    assert len(one) == len(other) == 7
    assert not set(one) & set(other)


@pytest.mark.skipif(importlib.util.find_spec("typst") is None, reason="typst is not installed (the extra 'office')")
def test_what_hangs_when_it_was_used_before_a_fork_is_used_after_it(warm, run):
    made = run(warm, "import typst\nprint(typst.compile(b'= A heading')[:4])", timeout=60)

    assert (made.outcome.error, made.text()) == ("", "b'%PDF'\n")
