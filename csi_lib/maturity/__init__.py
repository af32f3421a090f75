"""How mature a process is, and how sure we are."""

from csi_lib.maturity.answers import Answer, Sheet, check_answers, load_answers
from csi_lib.maturity.framework import Framework, band, load_framework, refine
from csi_lib.maturity.questions import Process, Question, load_questions

__all__ = [
    "Answer",
    "Framework",
    "Process",
    "Question",
    "Sheet",
    "band",
    "check_answers",
    "load_answers",
    "load_framework",
    "load_questions",
    "refine",
]
