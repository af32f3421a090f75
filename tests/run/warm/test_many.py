"""Many kernels at a time, of which none is lost; ``python -m tests.bench.kernels --count 300`` asks for more."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path


def _load_bench():
    place = Path(__file__).parents[2] / "bench" / "kernels.py"
    spec = importlib.util.spec_from_file_location("bench_kernels", place)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_no_kernel_of_many_at_a_time_is_lost():
    answers = _load_bench().soak(18, at_once=6, preload=("pandas",))

    assert len(answers) == 18 and len(set(answers)) == 1, answers  # one sum, one zygote
    assert answers[0].startswith("3 ")
