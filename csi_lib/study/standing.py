"""What a study saw of every initiative, and so where each stands in every list of steps."""

from __future__ import annotations

import pandas as pd

from csi_lib.kpi import Kpi
from csi_lib.register import Initiative, next_step
from csi_lib.register.goals import stated_rows
from csi_lib.register.views import Seen, Stage, view_initiative
from csi_lib.study.once import once
from csi_lib.study.study import Study


@once
def stand(study: Study) -> dict[str, tuple[Stage, ...]]:
    """Place every initiative of a study in every list of steps.

    Parameters
    ----------
    study : Study
        The study; nothing in it changes.

    Returns
    -------
    dict of str to tuple of Stage
        By the id of the initiative, in the study's order.
    """
    return {item.id: view_initiative(item, study.records, see(study, item)) for item in study.initiatives}


def see(study: Study, item: Initiative) -> Seen:
    """Return what a study saw of an initiative."""
    kpi = study.kpi(item.kpi)
    verdict, outcome = study.verdict_of(item.id), study.outcome_of(item.id)
    files = list_inputs(study, kpi)
    months = stated_rows(study.measures, kpi, item.where)
    word = outcome.word(verdict.verdict) if verdict and outcome else ""
    return Seen(
        title=next((kpi.title for kpi in study.kpis if kpi.id == item.kpi), ""),
        files=len(files),
        rows=int(files["rows"].sum()),
        months=int((months["reason"] == "").sum()),
        verdict=verdict.verdict if verdict else "",
        state=outcome.state if outcome else "",
        said=verdict.sentence if verdict else "",
        commented=bool(((study.notes["kpi"] == item.kpi) & (study.notes["comment"] != "")).any()),
        advice=next_step(
            item, word, verdict.reason if verdict else "", titles={one.id: one.title for one in study.kpis}
        ),
    )


def list_tables(kpi: Kpi) -> tuple[str, ...]:
    """List the canonical tables that a KPI is computed from, its own first."""
    named = [need.rpartition(".")[0] for need in kpi.needs]
    return tuple(dict.fromkeys([kpi.table, *([kpi.per.table] if kpi.per else []), *(name for name in named if name)]))


def list_inputs(study: Study, kpi: Kpi) -> pd.DataFrame:
    """Return the rows of the ledger whose files a KPI was computed from: file, SHA-256, rows read and kept."""
    ledger = study.ingested.ledger
    own = ledger[ledger["table"].isin(list_tables(kpi))]
    other = {name for name, source in study.engagement.sources.items() if source.kind and not _counts(kpi, source.kind)}
    return own[~own["source"].isin(other)]


def _counts(kpi: Kpi, kind: str) -> bool:
    """Tell whether a KPI counts rows of a kind of ticket: incidents come from other files than requests."""
    wanted = kpi.where.get("kind")
    kinds = wanted if isinstance(wanted, list) else [wanted]
    return wanted is None or kind in kinds
