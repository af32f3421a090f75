"""Every answer cell of every form is accounted for: answered, don't know, not applicable or blank."""

from __future__ import annotations

from dataclasses import dataclass

from csi_lib.errors import SourceError
from csi_lib.maturity.collect.returned.form import Returned


@dataclass(frozen=True)
class Tally:
    """What stands in one form.

    Parameters
    ----------
    file, respondent, group : str
        Which form.
    asked, answered, dont_know, not_applicable, blank : int
        Questions; the last four add up to the first.
    """

    file: str
    respondent: str
    group: str
    asked: int
    answered: int
    dont_know: int
    not_applicable: int
    blank: int


def count_replies(form: Returned) -> Tally:
    """Count the replies of a form.

    Raises
    ------
    SourceError
        When a question that was asked is nowhere: the count must come out.
    """
    words = [reply.answer.answer if reply.answer else "" for reply in form.replies.values()]
    asked = len(form.seal.questions)
    unknown, na, blank = (words.count(word) for word in ("DK", "NA", ""))
    answered = sum(word in ("N", "P", "L", "F") for word in words)
    if {*form.replies} != {item[0] for item in form.seal.questions} or answered + unknown + na + blank != asked:
        raise SourceError(f"{asked} questions were asked, {answered + unknown + na + blank} were read", where=form.file)
    return Tally(form.file, form.respondent, form.group, asked, answered, unknown, na, blank)
