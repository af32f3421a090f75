"""The ledger: what people answer beside what the engagement's own figures say."""

from csi_lib.maturity.ledger.entry import LETTERS, Entry, Shown, State, ledger_frame
from csi_lib.maturity.ledger.figures import LATEST
from csi_lib.maturity.ledger.keep import keep_ledger
from csi_lib.maturity.ledger.kinds import narrow_kpis

__all__ = ["LATEST", "LETTERS", "Entry", "Shown", "State", "keep_ledger", "ledger_frame", "narrow_kpis"]
