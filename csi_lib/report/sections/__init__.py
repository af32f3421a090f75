"""What a notebook shows: each function takes a study and returns blocks. No number is computed here."""

from csi_lib.report.sections.baseline import baseline_answer, baseline_comparison, baselines
from csi_lib.report.sections.effects import effect_answer, effect_charts, effects, planned, verdict_list, verdicts
from csi_lib.report.sections.maturity import level_answer, levels, respondents, roadmap
from csi_lib.report.sections.measures import cohorts, definitions, measures_answer, slices, values
from csi_lib.report.sections.plan import initiatives, next_steps, notes, plan_answer
from csi_lib.report.sections.quality import coverage, files, issues, quality_answer, rejected, trust, windows
from csi_lib.report.sections.review import decisions, review_answer, services
from csi_lib.report.sections.summary import goals, headline, provenance, summary_answer
from csi_lib.report.sections.trends import charts, trend_answer, trends

__all__ = [
    "baseline_answer",
    "baseline_comparison",
    "baselines",
    "charts",
    "cohorts",
    "coverage",
    "decisions",
    "definitions",
    "effect_answer",
    "effect_charts",
    "effects",
    "files",
    "goals",
    "headline",
    "initiatives",
    "issues",
    "level_answer",
    "levels",
    "measures_answer",
    "next_steps",
    "notes",
    "plan_answer",
    "planned",
    "provenance",
    "quality_answer",
    "rejected",
    "respondents",
    "review_answer",
    "roadmap",
    "services",
    "slices",
    "summary_answer",
    "trend_answer",
    "trends",
    "trust",
    "values",
    "verdict_list",
    "verdicts",
    "windows",
]
