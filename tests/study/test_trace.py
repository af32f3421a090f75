"""A recommendation leads back to files that can be hashed again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from csi_lib.errors import UsageError
from csi_lib.register import Initiative
from csi_lib.study import Study, load_study
from csi_lib.study.standing import stand
from csi_lib.study.trace import Link, trace, trace_frame
from csi_lib.study.trace.walk import list_ids, say_end
from tests.register.conftest import PLAIN
from tests.register.cycle.test_views import ENDED, ENTRY


@pytest.fixture(scope="module")
def study(kept_study: Path) -> Study:
    return load_study(kept_study)


def levels(links: tuple[Link, ...]) -> list[str]:
    return list(dict.fromkeys(link.level for link in links if link.level != "record"))


@pytest.mark.parametrize("name", ["mailbox-self-repair", "2026-06/mttr_resolve"])
def test_every_recommendation_leads_over_finding_and_number_to_files(name: str, study: Study) -> None:
    assert levels(trace(study, name)) == ["wisdom", "knowledge", "information", "data"]


def test_the_files_at_the_end_are_those_that_lie_there(study: Study) -> None:
    files = [link for link in trace(study, "mailbox-self-repair") if link.kind == "file"]

    assert len(files) == 3
    for link in files:
        content = (study.path.parent / link.id).read_bytes()
        assert link.sha256 == hashlib.sha256(content).hexdigest()


def test_the_number_is_the_one_of_the_slice_that_the_initiative_changes(study: Study) -> None:
    found = next(link for link in trace(study, "mailbox-self-repair") if link.kind == "measures")
    rows = study.measures
    mask = (rows["kpi"] == "mttr_resolve") & (rows["service"] == "E-Mail & Kalender") & (rows["stat"] == "value")
    own = rows[mask & rows["priority"].isna() & rows["team"].isna() & (rows["view"] == "throughput")]

    assert found.id == "service = E-Mail & Kalender"
    assert found.rows == len(own)
    assert f"n = {own[own['reason'] == '']['n'].iloc[-1]:,}" in found.says


def test_a_definition_is_named_with_its_version_and_hash(study: Study) -> None:
    found = next(link for link in trace(study, "reopen_rate") if link.kind == "KPI")

    assert "version 2" in found.says
    assert len(found.sha256) == 64


def test_a_rule_that_proposes_something_is_traced_too(study: Study) -> None:
    from csi_lib.study.diagnosis import diagnose_study

    proposals = diagnose_study(study).proposals
    assert proposals

    found = trace(study, proposals[0].rule)

    assert levels(found) == ["wisdom", "knowledge", "information", "data"]
    assert found[0].says == proposals[0].next_step


def test_everything_listed_can_be_traced(study: Study) -> None:
    for name in list_ids(study):
        assert trace(study, name), name


def test_a_decision_has_the_day_and_the_role_that_signed_it_beside_the_day_of_its_entry() -> None:
    item = Initiative.model_validate(PLAIN | ENDED)

    assert say_end(item, ENTRY) == (
        "standardised on 2026-04-15 by service manager; entered when cycle 'cycle-1' was closed on 2026-04-20"
    )


def test_a_wrong_id_names_the_nearest(study: Study) -> None:
    with pytest.raises(UsageError, match="nothing has the id 'mailbox-self-repar'") as caught:
        trace(study, "mailbox-self-repar")

    assert "mailbox-self-repair" in str(caught.value)


def test_a_chain_is_a_table_too(study: Study) -> None:
    links = trace(study, "mttr_resolve")

    frame = trace_frame(links)

    assert len(frame) == len(links)
    assert set(frame.loc[frame["kind"] == "file", "level"]) == {"data"}


def test_every_initiative_of_the_report_has_its_place_in_all_lists(study: Study) -> None:
    found = stand(study)

    assert set(found) == {item.id for item in study.initiatives}
    assert all(len(stages) == 28 for stages in found.values())
