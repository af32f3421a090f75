"""What assessors make of one attribute: what they agreed on, else what each of them found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from csi_lib.maturity.evidence.findings import Findings
from csi_lib.maturity.framework import Framework, band


@dataclass(frozen=True)
class Judged:
    """What assessors make of one attribute.

    Parameters
    ----------
    values, letters : mapping
        Assessor -> percent, and the band it lies in; empty when nobody rated it.
    agreed : bool
        Whether it is what they agreed on.
    rated : int
        Questions that the rating rests on at least.
    weaknesses : tuple of str
        What they noted.
    """

    values: Mapping[str, Fraction]
    letters: Mapping[str, str]
    agreed: bool
    rated: int
    weaknesses: tuple[str, ...]


def judge(process: str, attribute: str, ids: Sequence[str], files: Iterable[Findings], framework: Framework) -> Judged:
    """Take what the assessors agreed on, else what each of them found; the attribute as one goes before its parts.

    Parameters
    ----------
    process, attribute : str
        Their ids.
    ids : sequence of str
        The questions of the attribute.
    files : iterable of Findings
        What assessors found.
    framework : Framework
        Bands, and what a letter is worth.

    Returns
    -------
    Judged
        The mean of the questions where the attribute was not rated as one.
    """
    by_stage: dict[str, dict[str, tuple[Fraction, int, list[str]]]] = {"agreed": {}, "own": {}}
    for file in files:
        own = [item for item in file.ratings if item.process == process]
        whole = [item for item in own if item.attribute == attribute]
        parts = [item for item in own if item.question in ids]
        if not whole and not parts:
            continue
        values = [item.value(framework) for item in (whole or parts)]
        mean = sum(values, Fraction(0)) / len(values)
        noted = [item.weakness for item in (*whole, *parts) if item.weakness]
        by_stage[file.stage][file.assessor] = (mean, len(ids) if whole else len(parts), noted)
    chosen = by_stage["agreed"] or by_stage["own"]
    return Judged(
        {name: value for name, (value, _, _) in chosen.items()},
        {name: band(value, framework) for name, (value, _, _) in chosen.items()},
        bool(by_stage["agreed"]),
        min((rated for _, rated, _ in chosen.values()), default=0),
        tuple(text for _, _, noted in chosen.values() for text in noted),
    )
