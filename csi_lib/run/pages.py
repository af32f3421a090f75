"""The pages of the kit: their groups, and within these the order in which they are read."""

from __future__ import annotations

# The director's page first, then what to do, then what it all rests on.
GROUPS: dict[str, tuple[str, ...]] = {
    "Results": (
        "executive_summary",
        "before_after",
        "trends",
        "diagnosis",
        "forecast",
        "description",
        "measures",
    ),
    "Maturity": (
        "maturity",
        "maturity_sure",
        "maturity_evidence",
        "maturity_change",
        "maturity_roadmap",
        "maturity_frameworks",
    ),
    "Improvement": ("programme", "improvement_plan", "register", "benefits", "people"),
    "Services": ("service_review", "services", "capacity", "csip"),
    "Data and method": (
        "measurability",
        "definitions",
        "baseline",
        "data_quality",
        "calibration",
        "glossary",
    ),
}
PAGES = tuple(page for pages in GROUPS.values() for page in pages)
OTHERS = "More pages"  # a team's own


def find_group(page: str) -> str:
    """Return the heading under which the navigation lists a page."""
    return next((group for group, pages in GROUPS.items() if page in pages), OTHERS)
