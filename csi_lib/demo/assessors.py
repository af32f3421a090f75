"""What two assessors found when they looked at records and documents, before and after they talked it over."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np

from csi_lib.demo.chance import open_stream
from csi_lib.demo.panel import STATES, name_band
from csi_lib.demo.settings_file import write_yaml
from csi_lib.maturity import Process

RATED = ("incident", "problem", "change", "desk")  # where the assessors looked
DAY = dt.date(2026, 5, 26)
AGREED_DAY = dt.date(2026, 5, 29)
STRICT = {"a1": -6.0, "a2": 4.0}  # percent points
UNSURE = 9.0
GRADES = ("record", "document", "data", "document", "record")
REFS = {
    "record": "sample of 20 tickets, drawn by number",
    "document": "process handbook and minutes",
    "data": "export of the ticket tool",
}
OLD = 640  # days: beyond what counts as fresh
WEAKNESS = "done by some teams, not by all of them"
DIRECT_OF_L = 12.0  # what records show lies below what people say


def write_findings(folder: Path, seed: int, processes: list[Process]) -> list[Path]:
    """Write the assessors' files: each one's own rating, and what they agreed on.

    Parameters
    ----------
    folder : Path
        Where; made when it is not there.
    seed : int
        Seed of the engagement.
    processes : list of Process
        The questionnaire: attributes that nobody asks about are not rated.

    Returns
    -------
    list of Path
        Three files.
    """
    files = {(name, "own", DAY): _rate_all(name, lean, seed, processes) for name, lean in STRICT.items()}
    files["a1", "agreed", AGREED_DAY] = _rate_all("a1", 0.0, seed, processes)
    return [
        write_yaml(
            folder / f"{name}-{stage}.yml",
            {"version": 1, "assessor": name, "date": day, "stage": stage, "ratings": ratings},
        )
        for (name, stage, day), ratings in files.items()
    ]


def _rate_all(name: str, lean: float, seed: int, processes: list[Process]) -> list[dict[str, Any]]:
    return [
        _rate(open_stream(seed, f"finding {name} {lean} {item.process} {attribute}"), item.process, attribute, lean)
        for item in processes
        if item.process in RATED
        for attribute in sorted({question.attribute for question in item.rated})
        if attribute[0] in "123"
    ]


def _rate(rng: np.random.Generator, process: str, attribute: str, lean: float) -> dict[str, Any]:
    state = STATES[process]
    true = {"1": state.performed, "2": state.managed}.get(attribute[0], state.established) - DIRECT_OF_L
    letter = name_band(true + lean + (UNSURE * rng.standard_normal() if lean else 0.0))
    grade = GRADES[int(rng.integers(len(GRADES)))]
    age = OLD if rng.random() < 0.15 else int(rng.integers(10, 200))
    evidence = [{"grade": grade, "date": DAY - dt.timedelta(days=age), "ref": REFS[grade]}]
    if attribute == "1.1":
        evidence.append({"grade": "record", "date": DAY - dt.timedelta(days=30), "ref": REFS["record"]})
    found = {"process": process, "attribute": attribute, "rating": letter, "evidence": evidence}
    return found if letter == "F" else {**found, "weakness": WEAKNESS}
