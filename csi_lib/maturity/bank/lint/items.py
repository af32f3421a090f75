"""What a question may fit: the items of the other frameworks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

# Tags of a question whose form is ours and stands in no list: maturity level and stream, maturity indicator level, …
_STEPS = ("1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5")
_DOMAINS = (("EDM", 5), ("APO", 14), ("BAI", 11), ("DSS", 6), ("MEA", 4))
_AREAS = "CAM CAR CM DAR IRP IWM MA OPD OPF OPM OPP OT PPQA QWM REQM RSKM SAM SCON SD SSD SST STSM WMC WP"
_GOALS = "SG1 SG2 SG3 SG4 GG1 GG2 GG3"
OWN: dict[str, tuple[str, ...]] = {
    "itil-pmf": ("vision", "process", "people", "technology", "culture"),
    "ogc": tuple(f"{step}{must}" for step in _STEPS for must in ("", "M")),
    "samm": tuple(f"{level}{stream}" for level in "123" for stream in "AB"),
    "c2m2": ("1", "2", "3"),
    "ten-steps": tuple(str(step) for step in range(1, 11)),
    # ISACA, COBIT 2019: the 40 objectives of the core model.
    "cobit2019": tuple(f"{name}{number:02d}" for name, last in _DOMAINS for number in range(1, last + 1)),
    # CMU/SEI-2010-TR-034, CMMI for Services 1.3: the 24 process areas; a question names a goal.
    "cmmi-svc": (*_AREAS.split(), *_GOALS.split()),
}


def list_items(frameworks: Iterable[Path]) -> dict[str, tuple[str, ...]]:
    """List what a question or process may fit.

    Parameters
    ----------
    frameworks : iterable of Path
        Framework files; one that has no items of its own can be named by nothing yet.

    Returns
    -------
    dict of str to tuple of str
        Framework -> items.
    """
    return dict(OWN)
