"""The question bank: one file per process, one of generic questions, and checklists."""

from csi_lib.maturity.bank.load import GENERIC, check_attributes, load_questions
from csi_lib.maturity.bank.process import Generic, Practice, Process, Unasked, WorkProduct
from csi_lib.maturity.bank.question import GROUPS, Fits, Group, Implies, Question, QuestionId
from csi_lib.maturity.bank.table import count_groups, list_bank, tabulate_bank

__all__ = [
    "GENERIC",
    "GROUPS",
    "Fits",
    "Generic",
    "Group",
    "Implies",
    "Practice",
    "Process",
    "Question",
    "QuestionId",
    "Unasked",
    "WorkProduct",
    "check_attributes",
    "count_groups",
    "list_bank",
    "load_questions",
    "tabulate_bank",
]
