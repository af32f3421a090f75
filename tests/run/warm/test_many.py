"""Many kernels at a time, of which none is lost; ``python -m tests.bench.kernels --count 300`` asks for more."""

from __future__ import annotations

import importlib.util
import logging
import os
import sys
import warnings
from pathlib import Path


def _load_bench():
    place = Path(__file__).parents[2] / "bench" / "kernels.py"
    spec = importlib.util.spec_from_file_location("bench_kernels", place)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_no_kernel_of_many_at_a_time_is_lost(caplog):
    caplog.set_level(logging.INFO, "csi_lib.run.warm.provisioner")
    answers = _load_bench().soak(18, at_once=6, preload=("pandas",))

    assert len(answers) == 18 and {answer.split()[0] for answer in answers} == {"3"}, answers
    # A machine out of processes for a moment may refuse a fork: that kernel is started afresh, with a reason.
    reasons = [record.getMessage() for record in caplog.records if "started afresh" in record.getMessage()]
    if reasons:
        warnings.warn(f"{len(reasons)} of 18 kernels: {reasons[0]}", stacklevel=1)
    assert answers.count(f"3 {os.getpid()}") == len(reasons) < 18, reasons
    assert len({*answers} - {f"3 {os.getpid()}"}) == 1, answers  # the others come from one zygote
