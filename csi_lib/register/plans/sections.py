"""The parts every plan has: the sections of the CSI plan, and the four of a Service Improvement Plan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """One section of a plan.

    Parameters
    ----------
    id, title : str
        As texts name it, and as its heading reads.
    asks : str
        What its author has to say there, one sentence.
    """

    id: str
    title: str
    asks: str


# In own words; the named sections are those of the plan template. Source: features.md AR18 to AR25, AR30, CL14.
PLAN = (
    Section(
        "executive-summary", "Executive summary", "What the plan is for, where the services stand and what it asks"
    ),
    Section("scope-and-objectives", "Scope and objectives", "Which services and processes, and what is to be reached"),
    Section("stakeholders", "Stakeholder engagement", "Who has a stake, and how each group is heard"),
    Section("metrics-and-kpis", "Performance metrics and KPIs", "What is measured, and what each number means"),
    Section("data-and-analysis", "Data collection and analysis", "Where the data come from and how they are read"),
    Section("feedback", "Continuous feedback", "By which channels feedback comes, and what was done about it"),
    Section("roles", "Roles and responsibilities", "Who does what, and who alone answers for it"),
    Section("initiatives", "Initiatives and schedule", "What is tried, on which KPI it shows, and by when"),
    Section("reporting", "Reviews and reports", "Who gets which report, and how often"),
    Section("changes", "Changes of this plan", "When the plan was changed, and why"),
)
SIP = (
    Section("identification", "Identification", "What was found, by whom, and how it shows in the figures"),
    Section("analysis", "Analysis", "What causes it, which ways out were weighed, and what speaks against them"),
    Section("resolution", "Resolution", "What was decided, and what it has to reach"),
    Section("implementation", "Implementation", "Who does it by when, what was tested, and what came of it"),
)
DOCUMENTS = {"plan": PLAN, "sip": SIP}


def find_section(document: str, name: str) -> Section | None:
    """Return a section of a document, or None."""
    return next((item for item in DOCUMENTS[document] if item.id == name), None)
