"""How a sentence is found in another language: by its English form, with places for what changes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

ENGLISH = "en"
LEAST_TEXT = 20  # characters of a sentence beside its places that make sure that it is meant
MOST_JOINED = 12  # ends of sentences that a template may span: clients write points and colons
PLACE = re.compile(r"\{([a-z])[a-z0-9_]*\}")
NUMBER = r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?"
_DATE = r"\d{4}(?:-(?:\d{2}(?:-\d{2})?|Q[1-4]|W\d{2}))?"
KINDS = {
    "n": rf"(?:× ?)?{NUMBER}(?: ?%)?|–",  # a number as the kit says it, with × or % where it has one
    "d": rf"{_DATE}(?: to {_DATE})?",  # a day, month, quarter, week or year, or from one to another
    "t": r".+?",  # a client's words or a code: never translated
    "c": r"[A-Za-z]\w*(?:\.\w+)?",  # a code in one word, such as the name of a column: never translated
    "p": r".+?",  # a phrase that is translated by itself
    "k": r".+?",  # a name: said where it is known, else a client's own and kept
    "v": rf"(?:less than )?(?:× ?)?(?:{NUMBER}|–)(?: %)?(?: [^\s,.;:()]+){{0,4}}?",  # a number with its unit
}
_WORD = re.compile(r"\w+")
_BESIDE = "\u0660"  # a letter or digit of no text of ours: a word that touches it is no whole word
_SENTENCE_END = re.compile(r"(?<=[.!?:;])\s+(?=\S)")
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_MONTH = re.compile(r"\b(\d{4})-(\d{2})\b(?!-)")
_BETWEEN = re.compile(r"(, | and | or |; )(?![^()]*\))(?![^‘’]*’)")  # parts of an enumeration, not inside brackets
_BRACKET = re.compile(r"[()]")
_BARE = re.compile(KINDS["n"])
_VALUE = re.compile(rf"((?:less than )?)((?:× ?)?(?:{NUMBER}|–)(?: %)?)((?: .+)?)")
LETTERS = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True)
class Template:
    """A sentence with places, and how it is said."""

    english: str
    said: str

    @cached_property
    def literals(self) -> tuple[str, ...]:
        """The texts between places, in order."""
        return tuple(part for part in re.split(PLACE.pattern.replace("(", "(?:"), self.english) if part)

    @cached_property
    def is_thin(self) -> bool:
        """Whether a place comes first and little text of its own beside it."""
        return self.english.startswith(("{t", "{k")) and sum(map(len, self.literals)) < LEAST_TEXT

    @cached_property
    def words(self) -> frozenset[str]:
        """The whole words between places."""
        words = _WORD.findall(PLACE.sub(_BESIDE, self.english))
        return frozenset(word for word in words if _BESIDE not in word)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What fits, with as little as possible in each place."""
        return self._compile(KINDS)

    @cached_property
    def greedy(self) -> re.Pattern[str]:
        """What fits, with as much as possible in each place."""
        return self._compile({kind: pattern.replace(".+?", ".+") for kind, pattern in KINDS.items()})

    def _compile(self, kinds: Mapping[str, str]) -> re.Pattern[str]:
        pattern, end = "", 0
        for place in PLACE.finditer(self.english):
            name = place.group()[1:-1]
            pattern += re.escape(self.english[end : place.start()]) + f"(?P<{name}>{kinds[name[0]]})"
            end = place.end()
        return re.compile(pattern + re.escape(self.english[end:]), re.DOTALL)

    def may_fit(self, text: str) -> bool:
        """Tell cheaply whether a text holds what stands between the places, in order."""
        end = 0
        for literal in self.literals:
            end = text.find(literal, end) + len(literal)
            if end < len(literal):
                return False
        return True


@dataclass(frozen=True)
class Words:
    """The wording of one language.

    Parameters
    ----------
    language : str
        ``en`` or ``de``.
    phrases : mapping of str to str
        Whole texts by their English form.
    sentences : mapping of str to str
        Sentences with places by their English form.
    missing : Counter
        English texts that were asked for and have no wording here; they stay as they are.
    """

    language: str = ENGLISH
    phrases: Mapping[str, str] = field(default_factory=dict)
    sentences: Mapping[str, str] = field(default_factory=dict)
    missing: Counter[str] = field(default_factory=Counter, compare=False)
    _known: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    def say(self, text: str) -> str:
        """Return a text in this language; what is not known stays English, word for word, and is counted."""
        if self.language == ENGLISH or not text.strip():
            return text
        found = self._find(text)
        if found is None:
            self.missing[text] += 1
        return text if found is None else found

    def title(self, text: str) -> str:
        """Return a title in this language, which may begin with a client's own and a colon."""
        named = text if self.language == ENGLISH or self._find(text) is not None else self._say_name(text)
        return self.say(text) if named == text else named

    def label(self, text: str) -> str:
        """Return a unit or a name in this language; what is not known is a client's own and no gap."""
        found = self._find(text) if self.language != ENGLISH and text.strip() else None
        return text if found is None else found

    def number(self, text: str) -> str:
        """Return numbers and dates of a text written as this language writes them; words stay."""
        if self.language == ENGLISH:
            return text
        # Numbers first: a German date has points that are none of a number.
        said = re.sub(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\d.])\d+\.\d+(?![\d.])", _swap, text)
        return _MONTH.sub(r"\2.\1", _DAY.sub(r"\3.\2.\1", said))

    def cell(self, text: str) -> str:
        """Return the text of a table cell that holds a number, date or flag."""
        return self.phrases.get(text, self.number(text)) if self.language != ENGLISH else text

    @cached_property
    def _templates(self) -> tuple[Template, ...]:
        """What has the most literal text comes first, since it says most."""
        ordered = sorted(self.sentences.items(), key=lambda item: -len(PLACE.sub("", item[0])))
        return tuple(Template(english, said) for english, said in ordered)

    @cached_property
    def _by_word(self) -> dict[str, list[int]]:
        """Places of the templates, each by that of its words which the fewest others have: a text must hold it."""
        count = Counter(word for template in self._templates for word in template.words)
        found: dict[str, list[int]] = {}
        for place, template in enumerate(self._templates):
            found.setdefault(min(template.words, key=lambda word: (count[word], word), default=""), []).append(place)
        return found

    def _choose(self, text: str) -> Iterator[Template]:
        words = {"", *_WORD.findall(text)}
        for place in sorted(place for word in words for place in self._by_word.get(word, ())):
            if self._templates[place].may_fit(text):
                yield self._templates[place]

    def _find(self, text: str) -> str | None:
        if text not in self._known:
            self._known[text] = self._look_up(text)
        return self._known[text]

    def _look_up(self, text: str) -> str | None:
        if text in self.phrases:
            return self.phrases[text]
        if _BARE.fullmatch(text) or not LETTERS.search(text):
            return self.number(text)
        if "\n\n" in text:
            return self._join(text.split("\n\n"), "\n\n")
        # Sentence by sentence first: a place for a client's words would take whole sentences in.
        for look in (self._cut, self._fit, self._find_value, self._find_inside):
            found = look(text)
            if found is not None:
                return found
        return self._find_begun(text)

    def _find_begun(self, text: str) -> str | None:
        """Find a clause that stands as a sentence of its own, with a capital and perhaps a full stop."""
        stop = "." if text.endswith(".") and not text.endswith("…") else ""
        if not text[:1].isupper() and not stop:
            return None
        found = self._find(text[:1].lower() + text[1:].removesuffix(stop))
        return None if found is None else f"{found[:1].upper() + found[1:] if text[:1].isupper() else found}{stop}"

    def _find_value(self, text: str) -> str | None:
        """Find a number with a unit that is known."""
        match = _VALUE.fullmatch(text)
        if match is None:
            return None
        less, number, unit = match.groups()
        said = self.phrases.get(unit.strip()) if unit else ""
        before = self.phrases.get(less.strip(), "") if less else ""
        return None if said is None else " ".join(part for part in (before, self.number(number), said) if part)

    def _find_inside(self, text: str) -> str | None:
        """Find a phrase that stands inside an English sentence without its capital."""
        whole = text[:1].upper() + text[1:]
        return self.phrases.get(whole) or self._fit(whole) if text[:1].islower() else None

    def _fit(self, text: str) -> str | None:
        for template in self._choose(text):
            match = template.pattern.fullmatch(text)
            said = self._fill(template, match) if match else None
            if match and said is None:  # a client's words may hold what stands between places: give them more
                match = template.greedy.fullmatch(text)
                said = self._fill(template, match) if match else None
            if said is not None:
                return said
        return None

    def _fill(self, template: Template, match: re.Match[str]) -> str | None:
        values = {}
        for name, value in match.groupdict().items():
            # What begins with a name and says little of its own would take whole sentences for a name.
            whole = not (template.is_thin and match.start(name) == 0 and _SENTENCE_END.search(value))
            found = self._say_place(name[0], value) if whole else None
            if found is None:
                return None
            values[name] = found
        return PLACE.sub(lambda place: values[place.group()[1:-1]], template.said)

    def _say_place(self, kind: str, value: str) -> str | None:
        if kind in "tkp" and not _is_whole(value):
            return None
        if kind in "tc":
            return value
        if kind in "nd":
            return self._join_words(" to ").join(map(self.number, value.split(" to ")))
        if kind == "v":
            return self._find_value(value)
        found = self.find_phrase(value)
        return self._say_name(value) if found is None and kind == "k" else found

    def _say_name(self, text: str) -> str:
        """Say what is known behind a client's title and a colon; all else is a client's name."""
        title, colon, name = text.rpartition(": ")
        found = self.find_phrase(name) if colon else None
        return text if found is None else f"{title}: {found}"

    def find_phrase(self, text: str) -> str | None:
        """Find a phrase, or the phrases of an enumeration."""
        found = self._find(text)
        if found is not None or not _BETWEEN.search(text):
            return found
        parts = _BETWEEN.split(text)
        said = [self._find(part) if place % 2 == 0 else self._join_words(part) for place, part in enumerate(parts)]
        return None if None in said else "".join(part for part in said if part is not None)

    def _join_words(self, between: str) -> str:
        """Return what stands between two parts, such as a comma or `` and ``."""
        word = between.strip()
        return between.replace(word, self.phrases.get(word, word))

    def _join(self, parts: Sequence[str], glue: str) -> str | None:
        said = [self._find(part) if part.strip() else part for part in parts]
        return None if None in said else glue.join(part for part in said if part is not None)

    def _cut(self, text: str) -> str | None:
        """Find a text as sentences, each by the shortest beginning that is known."""
        ends = list(islice(_SENTENCE_END.finditer(text), MOST_JOINED))
        # What ends in a colon comes last: behind a name, the rest would be read as if it began a sentence.
        for end in sorted(ends, key=lambda end: text[end.start() - 1] == ":"):
            head = self._look_up_head(text[: end.start()])
            rest = None if head is None else self._find(text[end.end() :])
            if rest is not None:
                return f"{head}{end.group()}{rest}"
        return None

    def _look_up_head(self, text: str) -> str | None:
        """Find the beginning of a text; what opens or parts a list may be known without its mark."""
        if text in self.phrases:
            return self.phrases[text]
        bare = self._find(text[:-1]) if text[-1:] == ";" else None
        found = self._fit(text) if bare is None else f"{bare};"
        if found is None and text[-1:] == ":":
            bare = self._find(text[:-1])
            return None if bare is None else f"{bare}:"
        return self._find_begun(text) if found is None else found


def _is_whole(text: str) -> bool:
    """Tell whether every bracket of a text is opened and closed within it: a place takes no half of a sentence in."""
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket == "(" else -1
        if depth < 0:
            return False
    return depth == 0


def _swap(match: re.Match[str]) -> str:
    return match.group().replace(",", "\0").replace(".", ",").replace("\0", ".")
