"""Write the status report of a month: initiatives, figures, what happened, what stands in the way."""

from __future__ import annotations

import argparse
import re

from csi_lib.cli.plan.making import add_making, make_document

PROCESSES = ("incident", "change", "problem", "desk", "sla", "satisfaction", "finance")  # groups of the catalogue


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi plan status``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument(
        "--period", metavar="MONTH", type=_month, default="", help="as 2026-06 (default: the last with usable numbers)"
    )
    verb.add_argument("--process", choices=PROCESSES, default="", help="only its figures (default: all)")
    add_making(verb)


def execute(arguments: argparse.Namespace) -> int:
    """Make the report and say where it is."""
    given = {"period": arguments.period, "process": arguments.process}
    parameters = {name: text for name, text in given.items() if text}
    if arguments.period:
        check_month(arguments.engagement, arguments.period)
    return make_document(arguments, "status", "-".join(["status", *parameters.values()]), parameters)


def check_month(engagement: str, period: str) -> None:
    """Refuse a month that the exports say nothing of, before anything is computed or written.

    Raises
    ------
    UsageError
        Naming the first and the last day of the data.
    """
    from csi_lib.register.plans.month import read_month
    from csi_lib.study.inputs import read_inputs

    read_month(period, *read_inputs(engagement).window())


def _month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a month like 2026-06")
    return text
