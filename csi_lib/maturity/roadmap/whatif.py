"""What if it were done: the chance of each process to be at its target, now and after its outcomes have risen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from csi_lib.maturity.bank import Process
from csi_lib.maturity.chance import Confidence, estimate_confidence
from csi_lib.maturity.framework import Framework
from csi_lib.maturity.roadmap.plan import Roadmap
from csi_lib.maturity.roadmap.way import LIFT, RAISE
from csi_lib.maturity.rule import PLAIN, Rule


def foresee(
    roadmap: Roadmap,
    confidence: Iterable[Confidence],
    replies: pd.DataFrame,
    processes: Iterable[Process],
    framework: Framework,
    *,
    rule: Rule = PLAIN,
    team: Mapping[str, int] | None = None,
) -> Roadmap:
    """Say how likely each process is at its target by the answers, now and once its outcomes have risen.

    The same people are asked again: on an outcome that has risen all of them answer with the best letter, on all
    others as they did. What so few people leave open stays open.

    Parameters
    ----------
    roadmap : Roadmap
        What has to rise.
    confidence : iterable of Confidence
        Of the answers as they are.
    replies : DataFrame
        As ``list_replies`` returns it.
    processes : iterable of Process
        The questionnaire of the roadmap.
    framework : Framework
        The ladder.
    rule, team
        As for ``estimate_confidence``.

    Returns
    -------
    Roadmap
        The same with ``now`` and ``then`` of each way.
    """
    lifted = {way.process for way in roadmap.ways if way.state == LIFT}
    asked = [item for item in processes if item.process in lifted]
    raised = raise_replies(replies, {lift.question for lift in roadmap.lifts if lift.kind == RAISE}, framework)
    after = {item.process: item for item in estimate_confidence(raised, asked, framework, rule=rule, team=team)}
    before = {item.process: item for item in confidence}
    ways = tuple(
        replace(
            way,
            now=_chance(before.get(way.process), way.target),
            then=_chance(after.get(way.process), way.target),
        )
        for way in roadmap.ways
    )
    return replace(roadmap, ways=ways)


def raise_replies(replies: pd.DataFrame, questions: set[str], framework: Framework) -> pd.DataFrame:
    """Return the replies with the best letter in place of every letter given to some questions.

    Parameters
    ----------
    replies : DataFrame
        As ``list_replies`` returns it.
    questions : set of str
        Those whose outcomes have risen.
    framework : Framework
        What the best letter is.

    Returns
    -------
    DataFrame
        A copy; blanks, "don't know" and "not applicable" stay.
    """
    best = framework.bands[-1].letter
    hit = replies["question"].isin(questions) & replies["reply"].isin(list(framework.answers))
    return replies.assign(reply=replies["reply"].where(~hit, best))


def _chance(item: Confidence | None, target: int) -> float | None:
    return sum(item.levels[target:]) if item is not None and item.levels else None
