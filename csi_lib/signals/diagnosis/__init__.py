"""What should we look into? Signals in, proposals with their tables out; silent without a signal, never a verdict.

A rule says what goes along with what and where to look next. It never says what is behind a number: no data of a
service desk can.
"""

from csi_lib.signals.diagnosis.money import Paired, pair_costs
from csi_lib.signals.diagnosis.proposal import Action, Exhibit, Facts, Proposal, Silence, Suggestion
from csi_lib.signals.diagnosis.rules import RULES, Diagnosis, Rule, diagnose

__all__ = [
    "RULES",
    "Action",
    "Diagnosis",
    "Exhibit",
    "Facts",
    "Paired",
    "Proposal",
    "Rule",
    "Silence",
    "Suggestion",
    "diagnose",
    "pair_costs",
]
