"""Has maturity moved since the round before: what changed in the answers, in the questionnaire, in the people."""

from csi_lib.maturity.change.compare import Change, compare_rounds
from csi_lib.maturity.change.moved import Moved
from csi_lib.maturity.change.pairs import AnswerChange
from csi_lib.maturity.change.people import People
from csi_lib.maturity.change.questionnaire import QuestionChange, compare_questions
from csi_lib.maturity.change.split import Split

__all__ = [
    "AnswerChange",
    "Change",
    "Moved",
    "People",
    "QuestionChange",
    "Split",
    "compare_questions",
    "compare_rounds",
]
