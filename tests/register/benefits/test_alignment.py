"""How many KPIs and initiatives serve an objective."""

from __future__ import annotations

from csi_lib.register.benefits.alignment import count_aligned
from tests.register.benefits.world import make_initiative


def test_the_share_of_kpis_and_initiatives_that_serve_an_objective() -> None:
    tried = [
        make_initiative(id="named", kpi="reopen_rate", guards=["mttr_resolve"], objective="mended-once"),
        make_initiative(id="by-its-kpi"),
        make_initiative(id="neither", kpi="reopen_rate", guards=["mttr_resolve"]),
    ]
    found = count_aligned(["mttr_resolve", "reopen_rate", "csat_desk", "nps"], tried, ["mttr_resolve", "not_measured"])
    assert (found.kpis, found.kpis_linked, found.kpi_share) == (4, 1, 25)
    assert (found.initiatives, found.initiatives_linked) == (3, 2)


def test_no_share_is_made_of_nothing() -> None:
    found = count_aligned([], [], [])
    assert (found.kpi_share, found.initiative_share) == (None, None)
