"""What assessors found is part of the assessment, also of a process that nobody answered on."""

from csi_lib.maturity import assess
from csi_lib.maturity.evidence import Findings


def test_a_process_that_only_an_assessor_looked_at_is_not_lost(make_process, make_sheet, framework):
    incident, other = (
        make_process({"1.1": 1}),
        make_process({"1.1": 1}).model_copy(update={"process": "problem", "prefix": "prb"}),
    )
    other = other.model_copy(
        update={"questions": [item.model_copy(update={"id": "prb-1.1-q1"}) for item in other.questions]}
    )
    finding = {"process": "problem", "attribute": "1.1", "rating": "L"}
    file = Findings.model_validate({"version": 1, "assessor": "a1", "date": "2026-05-22", "ratings": [finding]})
    said = assess([make_sheet("r1", {"inc-1.1-q1": "F"})], [incident, other], framework, findings=[file])
    assert [(item.process, item.opinion_level, item.level) for item in said.found] == [
        ("incident", 1, 1),
        ("problem", None, 1),
    ]
    assert said.findings == (file,)
