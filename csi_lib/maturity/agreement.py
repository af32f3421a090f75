"""How far respondents agree on a process, and two assessors with one another; and what people do not know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from csi_lib.maturity.bank import Process
from csi_lib.maturity.evidence.assessors import Pairing
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.panels import lay_out_panels
from csi_lib.maturity.tally import BLANK, DK
from csi_lib.stats.agreement import (
    RELIABLE,
    TENTATIVE,
    Alpha,
    Intraclass,
    Kappa,
    find_alpha,
    find_icc,
    find_kappa,
    tabulate_pairs,
)
from csi_lib.stats.panels import NO_ANSWER


@dataclass(frozen=True)
class ProcessAgreement:
    """How far the respondents agree on one process.

    Parameters
    ----------
    process, title : str
        Id and title of the process.
    alpha : Alpha
        Krippendorff's alpha by his ordinal metric; units are questions, raters are respondents.
    """

    process: str
    title: str
    alpha: Alpha

    @property
    def says(self) -> str:
        """What the coefficient allows, in words."""
        if self.alpha.pairable == 0:
            return "no question was answered by two people"
        if self.alpha.value is None:
            return "everybody gave the same answer, so alpha is undefined"
        if self.alpha.value >= RELIABLE:
            return "people see the process alike"
        if self.alpha.value >= TENTATIVE:
            return "alike enough for tentative conclusions"
        return "people see the process differently"


def compare_respondents(
    replies: pd.DataFrame, processes: Iterable[Process], framework: Framework
) -> tuple[ProcessAgreement, ...]:
    """Find how far the respondents agree, per process.

    Parameters
    ----------
    replies : DataFrame
        As ``list_replies`` returns it.
    processes : iterable of Process
        Those wanted.
    framework : Framework
        Which letters are answers, and their order.

    Returns
    -------
    tuple of ProcessAgreement
        One per process; "don't know", "not applicable" and blank are no answers.

    Source
    ------
    Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, repository.upenn.edu/asc_papers/43; what a value
    allows: Krippendorff (2004), Content Analysis, 2nd ed., 241.
    """
    found = []
    for item in lay_out_panels(replies, processes, framework):
        answers = item.panel.answers.astype(float)
        answers[item.panel.answers == NO_ANSWER] = np.nan
        found.append(ProcessAgreement(item.process.process, item.process.title, find_alpha(answers, "ordinal")))
    return tuple(found)


@dataclass(frozen=True)
class AssessorAgreement:
    """How far two assessors agree.

    Parameters
    ----------
    one, other : str
        Their pseudonyms.
    stage : str
        ``own``: before they talked; ``agreed``: after.
    kappas : tuple of Kappa
        Cohen's kappa with no, linear and quadratic weights: the same letters give three numbers.
    icc : Intraclass
        Intraclass correlations of the places of the letters (N = 0 to F = 3).
    """

    one: str
    other: str
    stage: str
    kappas: tuple[Kappa, ...]
    icc: Intraclass


def compare_assessors(pairings: Iterable[Pairing], framework: Framework) -> tuple[AssessorAgreement, ...]:
    """Find how far each two assessors agree.

    Parameters
    ----------
    pairings : iterable of Pairing
        What both rated, as ``pair_assessors`` returns it.
    framework : Framework
        The order of the letters.

    Returns
    -------
    tuple of AssessorAgreement
        One per pairing, in their order.

    Source
    ------
    Cohen (1960, 1968) and Shrout and Fleiss (1979), as in ``csi_lib.stats.agreement``.
    """
    order = [item.letter for item in framework.bands]
    return tuple(_compare(item, order) for item in pairings)


def _compare(item: Pairing, order: list[str]) -> AssessorAgreement:
    places = np.array([[order.index(letter) for letter in pair] for pair in item.letters], dtype=float).reshape(-1, 2)
    table = tabulate_pairs(places[:, 0], places[:, 1], len(order))
    kappas = (find_kappa(table, "none"), find_kappa(table, "linear"), find_kappa(table, "quadratic"))
    return AssessorAgreement(item.one, item.other, item.stage, kappas, find_icc(places))


@dataclass(frozen=True)
class Unknown:
    """What one group does not know about a process: a finding about the process, not about the people.

    Parameters
    ----------
    process, title, group : str
        The process and the group of respondents; an empty group is everybody.
    replies, unknown : int
        All replies but blanks, and those of "don't know".
    """

    process: str
    title: str
    group: str
    replies: int
    unknown: int

    @property
    def share(self) -> float:
        """Share of "don't know", 0..1."""
        return self.unknown / self.replies


def count_unknown(replies: pd.DataFrame, processes: Iterable[Process]) -> tuple[Unknown, ...]:
    """Count who does not know what.

    Parameters
    ----------
    replies : DataFrame
        As ``list_replies`` returns it.
    processes : iterable of Process
        Those wanted.

    Returns
    -------
    tuple of Unknown
        By process in the given order: everybody, then group by group; who gave no reply on a process is absent.
    """
    given = replies[replies["reply"] != BLANK]
    parts = given.assign(unknown=given["reply"] == DK).groupby(["process", "group"], observed=True)["unknown"]
    rows = parts.agg(["size", "sum"]).reset_index().to_dict("records")
    counts = {(str(row["process"]), str(row["group"])): (int(row["size"]), int(row["sum"])) for row in rows}
    groups = ["", *sorted({group for _, group in counts})]
    for process, own in given.assign(unknown=given["reply"] == DK).groupby("process", observed=True)["unknown"]:
        counts[str(process), ""] = (len(own), int(own.sum()))
    return tuple(
        Unknown(item.process, item.title, group, *part)
        for item in processes
        for group in groups
        if (part := counts.get((item.process, group))) is not None
    )
