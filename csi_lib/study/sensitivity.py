"""Whether a verdict hangs on suspect rows: the same judgement with and without them."""

from __future__ import annotations

from dataclasses import dataclass

from csi_lib.engine import open_engine
from csi_lib.kpi import Kpi
from csi_lib.kpi.population import write_population
from csi_lib.signals import Verdict
from csi_lib.study.judgement import judge_initiatives
from csi_lib.study.once import once
from csi_lib.study.study import Study
from csi_lib.study.window import measure_window

MARKED = "tickets"  # the table whose rows ingest marks
UNSUSPECTED = "suspect is not true"


@dataclass(frozen=True)
class Sensitivity:
    """One verdict with and without suspect rows.

    Parameters
    ----------
    crude : Verdict
        As the report gives it.
    without : Verdict or None
        With suspect rows left out of every KPI; None where the KPI counts no tickets.
    suspect : int
        Suspect rows of the verdict's slice that the KPI counts or divides by, over all of the data.
    rows : int
        All of these rows.
    """

    crude: Verdict
    without: Verdict | None
    suspect: int
    rows: int

    @property
    def turns(self) -> bool:
        """Whether the word of the verdict is another one without the suspect rows."""
        return self.without is not None and self.without.verdict != self.crude.verdict


def count_suspects(study: Study) -> int:
    """Count the tickets that ingest marked as suspect."""
    return _count(study, "TRUE")[0]


@once
def try_without_suspects(study: Study) -> tuple[Sensitivity, ...]:
    """Judge every initiative again without suspect rows.

    Parameters
    ----------
    study : Study
        The study.

    Returns
    -------
    tuple of Sensitivity
        One per verdict, in the same order; empty where no ticket is suspect.
    """
    if not study.verdicts or not count_suspects(study):
        return ()
    narrowed = tuple(leave_out_suspects(kpi) for kpi in study.kpis)
    measures = measure_window(
        study.engagement, study.ingested, narrowed, study.first, study.as_of, by=study.engagement.slices
    )
    # All series again, not one: the noise of a verdict is learned from all KPIs of the report.
    again = judge_initiatives(study.initiatives, measures, narrowed, study.engagement)
    return tuple(_set_beside(study, crude, other) for crude, other in zip(study.verdicts, again, strict=True))


def leave_out_suspects(kpi: Kpi) -> Kpi:
    """Return a KPI that neither counts suspect tickets nor divides by them; unchanged where it reads no tickets."""
    changes: dict[str, object] = {}
    if kpi.table == MARKED:
        changes["of"] = _narrow(kpi.of)
    if kpi.per is not None and kpi.per.table == MARKED:
        changes["per"] = kpi.per.model_copy(update={"of": _narrow(kpi.per.of)})
    return kpi.model_copy(update=changes)


def _narrow(of: str) -> str:
    return f"({of}) and {UNSUSPECTED}" if of else UNSUSPECTED


def _set_beside(study: Study, crude: Verdict, other: Verdict) -> Sensitivity:
    kpi = study.kpi(crude.kpi)
    population = (
        write_population(kpi.table, kpi.where, kpi.of)
        if kpi.table == MARKED
        else write_population(kpi.per.table, kpi.per.where, kpi.per.of)
        if kpi.per is not None and kpi.per.table == MARKED
        else ""
    )
    if not population:
        return Sensitivity(crude, None, 0, 0)
    within = write_population(MARKED, dict(crude.where))
    return Sensitivity(crude, other, *_count(study, f"({population}) AND ({within})"))


def _count(study: Study, population: str) -> tuple[int, int]:
    """Count the suspect rows and all rows of a population of tickets."""
    with open_engine() as engine:
        engine.add_file(MARKED, study.ingested.tables[MARKED])
        found = engine.query(
            f"SELECT COUNT(CASE WHEN suspect THEN 1 END) AS marked, COUNT(*) AS n FROM {MARKED} WHERE {population}"
        )
    return int(found["marked"].iloc[0]), int(found["n"].iloc[0])
