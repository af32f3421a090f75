"""The presentation as it grows: its slides, their titles, the sections, and what was cleaned on the way."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx.oxml import parse_xml

from csi_lib.report.export.clean import Cleaner
from csi_lib.report.export.document import Document, Run
from csi_lib.report.export.formats import Written
from csi_lib.report.export.pptx.master import TITLE_AND_CONTENT, TITLE_ONLY, TITLE_SLIDE, find_layout, make_presentation
from csi_lib.report.export.pptx.measure import fit_lines
from csi_lib.report.export.pptx.package import number_parts, save, set_properties, set_sections
from csi_lib.report.export.pptx.sheet import Sheet
from csi_lib.report.export.pptx.text import Para, write_para
from csi_lib.report.export.stamps import read_stamp
from csi_lib.report.export.words import say
from csi_lib.report.language import current
from csi_lib.report.wording import say_day

NOTED = 8_000  # characters of one text that the speaker notes take
SHORT = 12  # characters of a fingerprint in the foot
FOOT_WIDTH = 10.4  # inches
HANG = 640_000  # English Metric Units; from the numbers of slides to the names of pages
DEFAULT_DAY = dt.datetime(2000, 1, 1)
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_JUMP = "ppaction://hlinksldjump"
_SLIDE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide"
# Most pages in the list, its letters in points, and lines between two of them: what fits on one slide.
CONTENTS = ((15, 16, 0.35), (20, 13, 0.12), (24, 12, 0.05), (math.inf, 10, 0.0))


@dataclass
class Section:
    """A group of slides under a name."""

    name: str
    slides: list[Any]


class Deck:
    """A presentation that grows slide by slide.

    Parameters
    ----------
    document : Document
        Clean; its meta, brand and language are on every slide.
    cleaner : Cleaner
        Counts the texts that are cut.
    """

    def __init__(self, document: Document, cleaner: Cleaner) -> None:
        self.document = document
        self.cleaner = cleaner
        self.file = make_presentation(document.brand)
        number_parts(self.file)
        self.sections: list[Section] = []
        self.sheets: list[Sheet] = []
        self._titles: set[str] = set()
        self.foot = self._write_foot()
        self.provenance = self._write_provenance()

    @property
    def created(self) -> dt.datetime:
        """The last day of the data, as the day on which every part of the file was made."""
        stamp = read_stamp(str(self.document.meta.as_of)[:10])
        return dt.datetime(stamp.year, stamp.month, stamp.day) if stamp else DEFAULT_DAY

    def say(self, word: str, *parts: object) -> str:
        """Say one of the words that the file adds, in the language of the report."""
        return say(word, self.document.language, *parts)

    @property
    def day(self) -> str:
        """Up to which day the data go, as the language writes it."""
        return f"{self.say('as of')} {current().number(say_day(self.document.meta.as_of))}"

    def _write_foot(self) -> str:
        meta, brand = self.document.meta, self.document.brand
        parts = [
            brand.footer,
            self.document.title,
            self.day,
            f"{self.say('fingerprint')} {meta.fingerprint[:SHORT]}",
        ]
        text = " · ".join(part for part in parts if part.strip())
        return fit_lines(text, 10, FOOT_WIDTH, 1)

    def _write_provenance(self) -> str:
        meta = self.document.meta
        parts = [
            f"{self.say('client')}: {meta.client}",
            f"{self.say('engagement')}: {meta.engagement}",
            self.day,
            f"{self.say('fingerprint')}: {meta.fingerprint}",
        ]
        return "\n" + "; ".join(parts)

    def fit(self, text: str) -> str:
        """Return a text as long as speaker notes may be, cut with a note and counted where it is longer."""
        return self.cleaner.fit(text, NOTED)

    def begin_section(self, name: str) -> None:
        """Begin a group of slides."""
        self.sections.append(Section(name, []))

    def add_sheet(self, title: str, kicker: str = "", layout: str = TITLE_ONLY) -> Sheet:
        """Add a slide; where its title is taken, it gets a number."""
        slide = self.file.slides.add_slide(find_layout(self.file, layout))
        sheet = Sheet(slide, self._find_title(title, kicker), kicker)
        if layout != TITLE_SLIDE:
            sheet.set_foot(self.foot, len(self.file.slides))
        self.sections[-1].slides.append(slide)
        self.sheets.append(sheet)
        return sheet

    def _find_title(self, title: str, kicker: str) -> str:
        """Return a title that no other slide has: with its section, its page or a number where it is taken."""
        wanted = " ".join(title.split()) or self.document.title
        levels = [f"{wanted} – {level}" for level in reversed(kicker.split(" › ")) if level and level != wanted]
        numbered = (f"{wanted} ({count})" for count in range(2, len(self._titles) + 3))
        found = next(name for name in (wanted, *levels, *numbered) if name not in self._titles)
        self._titles.add(found)
        return found

    def add_cover(self) -> None:
        """Add the first slide: whose report it is, of which data, by whom."""
        meta, brand = self.document.meta, self.document.brand
        self.begin_section(self.document.title)
        sheet = self.add_sheet(self.document.title, layout=TITLE_SLIDE)
        lines = [
            f"{self.say('engagement')} {meta.engagement}",
            self.day,
            f"{self.say('author')}: {meta.author}" if meta.author else "",
            brand.name,
        ]
        paras = [Para((Run(line),), 18) for line in lines if line]
        if not meta.published:
            paras.append(Para((Run(self.say("unpublished"), strong=True),), 18, "accent2"))
        paras.append(Para((Run(f"{self.say('fingerprint')} {meta.fingerprint}"),), 12, "accent4", before=1))
        sheet.fill(sheet.slide.placeholders[1], paras)
        for line in meta.baselines:
            known = ", ".join(f"{key} {value}" for key, value in line.items())
            sheet.notes.append(f"{self.say('baseline')}: {known}")

    def add_contents(self) -> Sheet:
        """Add the slide that lists the pages; ``fill_contents`` writes them when their slides are known."""
        return self.add_sheet(self.say("contents"), layout=TITLE_AND_CONTENT)

    def fill_contents(self, sheet: Sheet, sections: Sequence[Section]) -> None:
        """Write the list of pages, each with a link to its first slide and that slide's number."""
        size, apart = next((size, apart) for most, size, apart in CONTENTS if len(sections) <= most)
        body = sheet.slide.placeholders[1]
        sheet.fill(body, [])
        numbers = {slide.slide_id: place for place, slide in enumerate(self.file.slides, start=1)}
        for section in sections:
            first = section.slides[0]
            key = sheet.slide.part.relate_to(first.part, _SLIDE)
            runs = (Run(f"{numbers[first.slide_id]}\t"), Run(fit_lines(section.name, size, 11, 1)))
            para = parse_xml(write_para(Para(runs, size, before=apart)))
            para.pPr.set("marL", str(HANG))
            para.pPr.set("indent", str(-HANG))  # names begin below each other
            link = parse_xml(f'<a:hlinkClick {_SPACES} r:id="{key}" action="{_JUMP}"/>')
            list(para.iter(f"{{{_A}}}rPr"))[-1].append(link)
            body.element.txBody.append(para)

    def finish(self, path: Path) -> Written:
        """Write the notes, the properties and the file."""
        meta = self.document.meta
        if self.cleaner.cut:
            self.sheets[0].notes.append(self.say("cut at", self.cleaner.cut, self.cleaner.say_places()))
        for sheet in self.sheets:
            sheet.finish(self.provenance)
        set_sections(self.file, [(one.name, [slide.slide_id for slide in one.slides]) for one in self.sections])
        author = meta.author or self.document.brand.name or "csi-kit"
        set_properties(self.file, self.document.title, author, self.foot, self.created)
        save(self.file, path)
        return Written(path, self.cleaner.removed, self.cleaner.cut, self.cleaner.say_places())


_SPACES = f'xmlns:a="{_A}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
