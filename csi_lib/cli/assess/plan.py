"""Say how many more interviews each process needs, and when to stop; without answers, how many to plan."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from csi_lib.maturity import Assessment
    from csi_lib.maturity.confidence import Confidence
    from csi_lib.maturity.needs import Need

_WIDTHS = (24, 7, 26, 7, 22)


def add_arguments(verb: argparse.ArgumentParser) -> None:
    """Declare the options of ``csi assess plan``."""
    verb.add_argument("engagement", metavar="ENGAGEMENT", help="id or file")
    verb.add_argument(
        "--band",
        metavar="POINTS",
        type=_points,
        default=None,
        help="width to get below, in percentage points (default: 35, the width of the bands P and L)",
    )


def execute(arguments: argparse.Namespace) -> int:
    """Read the answers there are and print the plan."""
    from csi_lib.maturity.measured import load_panels
    from csi_lib.maturity.needs import BAND, expect_widths, plan_interviews
    from csi_lib.settings import find_home, load_engagement
    from csi_lib.study.answering import find_answer_files, read_assessment

    engagement, path = load_engagement(arguments.engagement)
    home = find_home(path.parent)
    files = find_answer_files(engagement, path, home)
    assessment = read_assessment(files, engagement, path, home)
    band = arguments.band or BAND
    if assessment.confidence:
        print("\n".join(_say_plan(plan_interviews(assessment.confidence, band), assessment, band)))
    else:
        print("\n".join(_say_forecast(expect_widths(load_panels(home)), band)))
    return 0


def _say_plan(needs: tuple[Need, ...], assessment: Assessment, band: float) -> list[str]:
    sure: dict[str, Confidence] = {item.process: item for item in assessment.confidence}
    lines = [
        f"Until the widest 95 % interval up to the next level is narrower than {band:g} points:",
        _lay_out("process", "asked", "widest interval", "points", "likeliest level", "to do"),
    ]
    for item in needs:
        level = sure[item.process].likeliest
        likely = "none" if level is None else f"level {level} with {100 * item.level_chance:.0f} %"
        attribute = f"PA {item.attribute}" if item.attribute else "none"
        lines.append(_lay_out(item.title, item.respondents, attribute, f"{item.width:.0f}", likely, item.says))
    lines.append(
        "New answers are expected to vary like those so far. Ask each group that can know; stop a process when its "
        "line says so."
    )
    return lines


def _lay_out(*cells: object) -> str:
    *firsts, last = (str(cell) for cell in cells)
    return (
        "  " + " ".join(f"{cell[:width]:<{width}}" for cell, width in zip(firsts, _WIDTHS, strict=True))
    ) + f" {last}"


def _say_forecast(widths: pd.DataFrame, band: float) -> list[str]:
    rows = widths.to_dict("records")
    enough = next((row for row in rows if row["widest"] <= band), None)
    likely = next((row for row in rows if row["narrowest"] <= band), None)
    lines = ["Nobody has answered yet. Measured mean width of a 95 % interval of an attribute, five questions:"]
    lines += [
        f"  {int(row['people']):>3} people: {row['narrowest']:.0f} points where they agree, "
        f"{row['widest']:.0f} where half say one thing and half the other"
        for row in rows
    ]
    if likely is not None:
        most = f"{int(enough['people'])}" if enough is not None else f"more than {int(rows[-1]['people'])}"
        more = f", {most} where half say one thing and half the other"
        lines.append(f"Plan {int(likely['people'])} people a process where they agree{more} (below {band:g} points).")
    return lines


def _points(text: str) -> float:
    value = float(text)
    if not 0 < value <= 100:
        raise argparse.ArgumentTypeError(f"a number of points above 0 and up to 100 (given: {text})")
    return value
