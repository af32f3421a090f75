"""Do records and numbers bear the answers out? Two ratings beside each other, and the ledger of answers and figures."""

from csi_lib.report.sections.maturity_evidence.answer import evidence_answer
from csi_lib.report.sections.maturity_evidence.assessors import assessors
from csi_lib.report.sections.maturity_evidence.attributes import evidence_attributes, evidence_pieces
from csi_lib.report.sections.maturity_evidence.closing import closing
from csi_lib.report.sections.maturity_evidence.figures import ledger_findings, ledger_rest
from csi_lib.report.sections.maturity_evidence.levels import evidence_levels

__all__ = [
    "assessors",
    "closing",
    "evidence_answer",
    "evidence_attributes",
    "evidence_levels",
    "evidence_pieces",
    "ledger_findings",
    "ledger_rest",
]
