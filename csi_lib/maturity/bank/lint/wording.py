"""A question is one question, put plainly, that does not push towards an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from csi_lib.maturity.bank.files import BankFile
from csi_lib.maturity.bank.lint.finding import Fault
from csi_lib.maturity.bank.question import Question
from csi_lib.maturity.bank.similarity import compare_texts

LONGEST = 28  # words; ours: what has to be read twice is answered by guess
TWINS = 0.85  # share of words in common from which two questions of one file are taken for the same

# Phrases whose "and" or "or" joins nothing.
WHOLE = (
    "up and running|now and then|more or less|whether or not|sooner or later|one or more|one or two|again and again|"
    "more and more|pros and cons|back and forth|and so on|day and night|trial and error|supply and demand|"
    "profit and loss|cause and effect|two or three|once or twice|and the like|or so|and not|or not"
)
OPENING = re.compile(
    r"^(?:when|whenever|if|where|wherever|while|before|after|once|as soon as|as long as|until|unless|since|during|for|"
    r"in|at|on|with|without|given|by the time|from|within|of|under)\b[^,?;]*,",
    re.IGNORECASE,
)
JOINS = re.compile(
    r"\b(?:and|or|as well as|along with|together with|nor|but|plus|both)\b|;|\s/\s|[a-z]/[a-z]|\?(?=.*\?)",
    re.IGNORECASE,
)
# What follows a comma and adds no second question: a condition, an example, a contrast, an aside.
ASIDE = re.compile(
    r",\s+(?!(?:not|never|rather|instead|such|for|even|including|without|if|when|whenever|where|while|before|after|"
    r"unless|whatever|however|whoever|whichever|at|by|which|who|whose|as|say|on|in|with|too|from|until|like|be)\b)",
    re.IGNORECASE,
)
LEADING = re.compile(
    r"^(?:isn't|aren't|don't|doesn't|didn't|wouldn't|shouldn't|hasn't|haven't|can't|won't|wasn't|weren't)\b|"
    r"^(?:is|are|do|does|has|have|would|can|will) (?:it|there|you|they|we|people) not\b|"
    r"^how (?:well|good|badly|bad)\b|"
    r"\b(?:don't you|isn't it|aren't they|do you agree|would you agree|surely|of course|obviously|undoubtedly|"
    r"needless to say|everybody knows|as (?:it|they|one|you) should|as (?:is )?required|as usual|good practice|"
    r"best practice|really|truly|actually|in earnest|at last|world-class|excellent|"
    r"merely|nothing but|always manage)\b",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"\b(?:appropriate|adequate|sufficient|proper|suitable|effective|efficient|reasonable|satisfactory|optimal|robust|"
    r"timely|seamless|holistic|relevant)(?:ly)?\b",
    re.IGNORECASE,
)
ANSWERABLE = re.compile(r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|may|will)(?:n't)?\b", re.IGNORECASE)
ACRONYM = re.compile(r"\b(?!IT\b)[A-Z]{2,}s?\b")
OUTSIDE = ("users", "stakeholders")  # who need not know the trade's short forms


def check_wording(file: BankFile, names: Iterable[str]) -> Iterator[Fault]:
    """Find questions that ask two things, lead, are vague, or cannot be answered by how far it is so.

    Parameters
    ----------
    file : BankFile
        One file.
    names : iterable of str
        Names of processes, whose "and" joins nothing.

    Yields
    ------
    Fault
        At most one per question and rule.
    """
    whole = _make_whole(names)
    for place, question in enumerate(file.questions):
        path = ("questions", place, "ask")
        for rule, says, do in _judge(question, whole):
            yield Fault(rule, path, says, do)
    yield from _find_twins(file)


def _make_whole(names: Iterable[str]) -> re.Pattern[str]:
    joined = [re.escape(name) for name in names if " and " in name or "," in name]
    return re.compile("|".join([*sorted(joined, key=len, reverse=True), WHOLE]), re.IGNORECASE)


def _judge(question: Question, whole: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    text = question.ask.strip()
    if found := find_join(text, whole):
        yield (
            "double-barrelled",
            f"asks more than one thing ('{found}')",
            "Ask one, or say under 'meant' why it is one",
        )
    if match := LEADING.search(text):
        yield "leading", f"pushes towards an answer ('{match[0]}')", "Put it so that either answer is as easy"
    if match := VAGUE.search(text):
        yield "vague", f"'{match[0]}' means something else to everybody", "Say what one would see"
    if not text.endswith("?") or not ANSWERABLE.match(_without_opening(text)):
        yield "form", "cannot be answered by how far it is so", "Begin with is, are, do, does, has, have, can, …?"
    if len(text.split()) > LONGEST:
        yield "long", f"has {len(text.split())} words", f"Say it in {LONGEST} at most"
    if (match := ACRONYM.search(text)) and set(OUTSIDE) & set(question.groups):
        asked = " or ".join(name for name in OUTSIDE if name in question.groups)
        yield "jargon", f"'{match[0]}' is asked of {asked}", "Say it in their words, or ask others"


def find_join(text: str, whole: re.Pattern[str] | None = None) -> str:
    """Return the words that join two questions in one; empty where there are none.

    Parameters
    ----------
    text : str
        The question.
    whole : pattern, optional
        Phrases whose "and" joins nothing.

    Returns
    -------
    str
        ``and restored``, for example.
    """
    bare = (whole or _make_whole(())).sub("…", text)
    if match := JOINS.search(bare):
        return " ".join(bare[match.start() :].split()[:2]).rstrip("?")
    if match := ASIDE.search(_without_opening(bare)):
        return " ".join(_without_opening(bare)[match.start() :].split()[:3]).rstrip("?")
    return ""


def _without_opening(text: str) -> str:
    return OPENING.sub("", text, count=1).strip()


def _find_twins(file: BankFile) -> Iterator[Fault]:
    questions = file.questions
    for place, question in enumerate(questions):
        for other in questions[:place]:
            if compare_texts(question.ask, other.ask) >= TWINS:
                says = f"asks the same as '{other.id}'"
                yield Fault("twin", ("questions", place, "ask"), says, "Keep one of the two")
