"""The words that office files add to a report, in its language."""

from __future__ import annotations

_WORDS = {
    "en": {
        "contents": "Contents",
        "page": "Page",
        "pages": "Pages",
        "of": "of",
        "answer": "Answer",
        "sheet": "Sheet",
        "rows": "Rows",
        "kind": "Kind",
        "table": "Table",
        "figure": "Figure",
        "chart": "Chart",
        "name": "Name",
        "tables and charts": "Tables and charts",
        "data": "data",
        "client": "Client",
        "engagement": "Engagement",
        "as of": "Data up to",
        "fingerprint": "Fingerprint",
        "author": "Author",
        "baseline": "Baseline",
        "unpublished": "This report is not complete: the run that made it failed.",
        "warning": "Warning",
        "failed": "Not made",
        "back": "Back to the contents",
        "numbers": "Numbers",
        "number": "Number",
        "value": "Value",
        "unit": "Unit",
        "source": "Where from",
        "no rows": "No rows.",
        "continued": "continued",
        "few": "Rows in grey rest on too few cases.",
        "behind": "Numbers behind: {}",
        "for the chart": "For the chart",
        "no chart": "The numbers of this picture stand on sheet {}.",
        "events": "Marked: {}",
        "removed": "Control characters that this format cannot hold, taken out: {}",
        "cut": "Texts longer than a cell can hold, cut with a note: {}",
        "cut at": "Texts longer than this file can hold, cut where they stand, with a note: {} ({})",
        "shortened": "Rows 1 to {} of {}; all of them stand in the XLSX file of this report.",
        "shortened cell": "Texts over {} characters are shortened here; the XLSX file of this report holds them whole.",
        "appendix": "Appendix",
        "in the appendix": "In the appendix: {}",
        "target": "target",
        "outside": "outside the limits",
        "marked": "marked by another rule",
        "unusable": "too few cases or left out",
        "expected": "expected",
        "event": "marked day",
        "logo": "Logo of {}",
        "boxes": "Letters that the font of this file lacks are shown as boxes; copied, they are what they were.",
        "folded tables": "Tables kept for looking up, whole in the XLSX file of this report: {}.",
        "table alt": "Table {}: rows {} to {} of {}, {} columns.",
    },
    "de": {
        "contents": "Inhalt",
        "page": "Seite",
        "pages": "Seiten",
        "of": "von",
        "answer": "Antwort",
        "sheet": "Blatt",
        "rows": "Zeilen",
        "kind": "Art",
        "table": "Tabelle",
        "figure": "Abbildung",
        "chart": "Diagramm",
        "name": "Name",
        "tables and charts": "Tabellen und Diagramme",
        "data": "Daten",
        "client": "Kunde",
        "engagement": "Auftrag",
        "as of": "Daten bis",
        "fingerprint": "Fingerabdruck",
        "author": "Verfasser",
        "baseline": "Baseline",
        "unpublished": "Dieser Bericht ist unvollständig: Der Lauf, der ihn gemacht hat, ist gescheitert.",
        "warning": "Achtung",
        "failed": "Nicht entstanden",
        "back": "Zurück zum Inhalt",
        "numbers": "Zahlen",
        "number": "Zahl",
        "value": "Wert",
        "unit": "Einheit",
        "source": "Woher",
        "no rows": "Keine Zeilen.",
        "continued": "Fortsetzung",
        "few": "Graue Zeilen beruhen auf zu wenigen Fällen.",
        "behind": "Zahlen hinter: {}",
        "for the chart": "Für das Diagramm",
        "no chart": "Die Zahlen dieses Bildes stehen auf Blatt {}.",
        "events": "Markiert: {}",
        "removed": "Steuerzeichen, die dieses Format nicht fasst, entfernt: {}",
        "cut": "Texte, die länger sind als eine Zelle fasst, mit Vermerk gekürzt: {}",
        "cut at": "Texte, die länger sind, als diese Datei fasst, an ihrer Stelle mit Vermerk gekürzt: {} ({})",
        "shortened": "Zeilen 1 bis {} von {}; alle stehen in der XLSX-Datei dieses Berichts.",
        "shortened cell": "Texte über {} Zeichen sind hier gekürzt; die XLSX-Datei dieses Berichts enthält sie ganz.",
        "appendix": "Anhang",
        "in the appendix": "Im Anhang: {}",
        "target": "Ziel",
        "outside": "außerhalb der Grenzen",
        "marked": "von einer anderen Regel markiert",
        "unusable": "zu wenige Fälle oder ausgelassen",
        "expected": "erwartet",
        "event": "markierter Tag",
        "logo": "Logo von {}",
        "boxes": "Zeichen, die der Schrift dieser Datei fehlen, sind Kästchen; kopiert sind sie wieder richtig.",
        "folded tables": "Tabellen zum Nachschlagen, ganz in der XLSX-Datei dieses Berichts: {}.",
        "table alt": "Tabelle {}: Zeilen {} bis {} von {}, {} Spalten.",
    },
}


def say(word: str, language: str, *parts: object) -> str:
    """Say one of the added words or sentences, English where a language is unknown.

    Parameters
    ----------
    word : str
        Its English name.
    language : {"en", "de"}
        Of the report.
    *parts : object
        What goes into the sentence.

    Returns
    -------
    str
        Plain text.
    """
    text = _WORDS.get(language, _WORDS["en"])[word]
    return text.format(*[_say_count(part, language) for part in parts]) if parts else text


def _say_count(part: object, language: str) -> str:
    if not isinstance(part, int):
        return str(part)
    return f"{part:,}".replace(",", ".") if language == "de" else f"{part:,}"
