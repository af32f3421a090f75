"""How mature a process is, and how sure we are."""

from csi_lib.maturity.answers import Answer, Sheet, check_answers, load_answers
from csi_lib.maturity.assessment import NO_ASSESSMENT, Assessment, Round, assess
from csi_lib.maturity.bank import Process, Question, load_questions
from csi_lib.maturity.frames import groups_frame, outcomes_frame, ratings_frame, roadmap_frame
from csi_lib.maturity.framework import Framework, band, load_framework, refine
from csi_lib.maturity.ladder import find_level
from csi_lib.maturity.rating import (
    AttributeRating,
    GroupRating,
    Obstacle,
    OutcomeRating,
    Rating,
    say_percent,
    say_range,
)
from csi_lib.maturity.replies import list_replies
from csi_lib.maturity.scoring import rate

__all__ = [
    "NO_ASSESSMENT",
    "Answer",
    "Assessment",
    "AttributeRating",
    "Framework",
    "GroupRating",
    "Obstacle",
    "OutcomeRating",
    "Process",
    "Question",
    "Rating",
    "Round",
    "Sheet",
    "assess",
    "band",
    "check_answers",
    "find_level",
    "groups_frame",
    "list_replies",
    "load_answers",
    "load_framework",
    "load_questions",
    "outcomes_frame",
    "rate",
    "ratings_frame",
    "refine",
    "roadmap_frame",
    "say_percent",
    "say_range",
]
