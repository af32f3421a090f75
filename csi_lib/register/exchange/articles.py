"""What initiatives taught, as articles for a knowledge base: one a file, and all of them as one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from csi_lib.register.initiatives.claims import say_cautions
from csi_lib.register.initiatives.evaluation import Evaluation
from csi_lib.register.initiatives.initiative import Initiative
from csi_lib.register.markdown import escape, escape_line
from csi_lib.register.register import Register

Say = Callable[[Evaluation], str]
COLUMNS = (
    "id", "title", "service", "kpi", "state", "problem", "tried", "result", "lessons", "closed", "data_to",
    "fingerprint",
)  # fmt: skip


@dataclass(frozen=True)
class Article:
    """What one initiative taught.

    Parameters
    ----------
    id, title, service, kpi, state : str
        Of the initiative.
    problem, tried : str
        What was to be better, and what was done.
    result : str
        What the newest evaluation says, in words; that there was none, where there was none.
    lessons : str
        What to do differently next time.
    closed, data_to : str
        Day of closing, and last day of the data that the evaluation rests on; empty without one.
    fingerprint : str
        Of the study behind the evaluation.
    """

    id: str
    title: str
    service: str
    kpi: str
    state: str
    problem: str
    tried: str
    result: str
    lessons: str
    closed: str = ""
    data_to: str = ""
    fingerprint: str = ""


@dataclass(frozen=True)
class Lessons:
    """Every lesson of a register.

    Parameters
    ----------
    articles : tuple of Article
        By id.
    missing : tuple of str
        Initiatives that are over and name no lesson, as old files may.
    """

    articles: tuple[Article, ...]
    missing: tuple[str, ...]


def collect_lessons(register: Register, say: Say) -> Lessons:
    """Collect what initiatives taught.

    Parameters
    ----------
    register : Register
        Withdrawn initiatives do not count.
    say : callable
        Says an evaluation in words, with its effect and interval.

    Returns
    -------
    Lessons
        One article for each initiative with lessons, over or not.
    """
    items = register.of(Initiative)
    raised = {entry.record.id: entry.raised for entry in register.entries if entry.record.KIND == "initiative"}
    articles = tuple(_make_article(item, say, say_cautions(item, raised[item.id])) for item in items if item.lessons)
    return Lessons(articles, tuple(item.id for item in items if item.is_over and not item.lessons))


def _make_article(item: Initiative, say: Say, cautions: tuple[str, ...]) -> Article:
    newest = item.evaluation
    chosen = next((option.what for option in item.options if item.decision and option.id == item.decision.chosen), "")
    return Article(
        id=item.id,
        title=item.title,
        service=item.service or item.where.get("service", ""),
        kpi=item.kpi,
        state=item.status,
        problem=item.opportunity,
        tried=f"{chosen}. {item.hypothesis}" if chosen else item.hypothesis,
        result=_say_result(item, say, cautions),
        lessons=item.lessons,
        closed=str(item.closing.on) if item.closing else "",
        data_to=str(newest.as_of) if newest else "",
        fingerprint=newest.fingerprint if newest else "",
    )


def _say_result(item: Initiative, say: Say, cautions: tuple[str, ...]) -> str:
    parts = [say(item.evaluation) if item.evaluation else "Nobody has evaluated it on data."]
    if item.evaluation:
        parts.extend(f"It was {caution}." for caution in cautions)
    if item.closing:
        parts.append(f"It was {item.closing.result}: {item.closing.reason.rstrip('.')}.")
        if item.closing.override:
            parts.append(f"It was called a success without evidence: {item.closing.override.reason.rstrip('.')}.")
    return " ".join(parts)


def write_article(article: Article) -> str:
    """Return an article as Markdown; what a client wrote is text and never markup.

    Parameters
    ----------
    article : Article
        What one initiative taught.

    Returns
    -------
    str
        CommonMark that ends with a line end.
    """
    return "\n\n".join(_list_parts(article)) + "\n"


def _list_parts(article: Article) -> Iterator[str]:
    yield f"# {escape_line(article.title)}"
    for heading, text in (
        ("What was to be better", article.problem),
        ("What was tried", article.tried),
        ("What came of it", article.result),
        ("What was learned", article.lessons),
    ):
        yield f"## {heading}\n\n{escape(text)}"
    rows = (
        ("Initiative", f"{article.id} ({article.state})"),
        ("Service", article.service),
        ("KPI", article.kpi),
        ("Closed on", article.closed),
        ("Data up to", article.data_to),
        ("Fingerprint of the study", article.fingerprint),
    )
    listed = "\n".join(f"- {key}: {escape(value)}" for key, value in rows if value)
    yield f"## Where it can be looked up\n\n{listed}"
