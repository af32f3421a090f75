"""The files behind how a report looks: its brand and the words of its language."""

from __future__ import annotations

from pathlib import Path

from csi_lib.report.brand import load_brand
from csi_lib.report.language import ENGLISH
from csi_lib.settings import Engagement, find_kit, list_kit


def list_look(engagement: Engagement, home: Path) -> dict[str, tuple[Path, ...]]:
    """List the files of an engagement's brand, with its logo, and of its language.

    Parameters
    ----------
    engagement : Engagement
        Its block ``report`` chooses.
    home : Path
        The project's root.

    Returns
    -------
    dict of str to tuple of Path
        ``brand`` and ``language``; none where the kit's own look or English is chosen.

    Raises
    ------
    SettingsError
        When the brand is not there or not right.
    """
    chosen = engagement.report
    logo = load_brand(chosen.brand, home).logo
    brand = (list_kit("params/brands", ".yml", home)[chosen.brand],) if chosen.brand else ()
    folder = find_kit("params/words", home) / chosen.language
    words = () if chosen.language == ENGLISH else tuple(sorted(folder.glob("*.yml")))
    return {"brand": (*brand, *((logo,) if logo else ())), "language": words}
