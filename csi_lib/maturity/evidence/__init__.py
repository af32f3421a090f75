"""Opinion and evidence are two ratings, never a blend."""

from csi_lib.maturity.evidence.assessors import Pairing, pair_assessors
from csi_lib.maturity.evidence.bearing import rate_on_evidence
from csi_lib.maturity.evidence.findings import Finding, Findings, Piece, check_findings, load_findings
from csi_lib.maturity.evidence.rated import AttributeOnEvidence, OnEvidence
from csi_lib.maturity.evidence.worth import Weighed, add_months, find_day

__all__ = [
    "AttributeOnEvidence",
    "Finding",
    "Findings",
    "OnEvidence",
    "Pairing",
    "Piece",
    "Weighed",
    "add_months",
    "check_findings",
    "find_day",
    "load_findings",
    "pair_assessors",
    "rate_on_evidence",
]
