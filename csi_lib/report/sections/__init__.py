"""What a notebook shows: each function takes a study and returns blocks. No number is computed here."""

from csi_lib.report.sections.baseline import baseline_answer, baseline_comparison, baselines
from csi_lib.report.sections.calibration import (
    calibration_answer,
    calibration_method,
    error_rates,
    interval_rates,
    missed_rates,
)
from csi_lib.report.sections.courses import change_points, expected_tools
from csi_lib.report.sections.crosswalk import crosswalk
from csi_lib.report.sections.definitions import catalogue, catalogue_answer, tool_coverage, worked_examples
from csi_lib.report.sections.description import (
    description_answer,
    mix_of_kinds,
    other_definitions,
    still_open,
    ticket_shifts,
)
from csi_lib.report.sections.diagnosis import (
    cost_cards,
    diagnosis_answer,
    proposals,
    proposed_actions,
    silent_rules,
)
from csi_lib.report.sections.effects import (
    effect_answer,
    effect_charts,
    effects,
    guards,
    planned,
    verdict_list,
    verdicts,
)
from csi_lib.report.sections.forecast import forecast_answer, forecasts, hindsight
from csi_lib.report.sections.groups import associations, bulk_closures, pareto_groups
from csi_lib.report.sections.maturity import (
    change_answer,
    changed_answers,
    changed_parts,
    changed_people,
    changed_questions,
    level_answer,
    level_map,
    level_radar,
    levels,
    obstacles,
    other_readings,
    process_changes,
    respondents,
    role_split,
)
from csi_lib.report.sections.maturity_evidence import (
    assessors,
    closing,
    evidence_answer,
    evidence_attributes,
    evidence_levels,
    evidence_pieces,
    ledger_findings,
    ledger_rest,
)
from csi_lib.report.sections.maturity_frameworks import (
    framework_methods,
    framework_parts,
    framework_results,
    frameworks_answer,
    ten_steps,
)
from csi_lib.report.sections.measurability import (
    general_questions,
    measurability_answer,
    measurable,
    objective_tree,
    open_questions,
)
from csi_lib.report.sections.measures import cohorts, definitions, exclusions, measures_answer, slices, values, waiting
from csi_lib.report.sections.plan import initiatives, measurements, next_steps, notes, plan_answer
from csi_lib.report.sections.quality import coverage, files, issues, quality_answer, rejected, trust, windows
from csi_lib.report.sections.review import decisions, review_answer, services
from csi_lib.report.sections.sensitivity import sensitivity
from csi_lib.report.sections.spoken import in_language
from csi_lib.report.sections.summary import goals, headline, provenance, summary_answer
from csi_lib.report.sections.trends import charts, trend_answer, trends

__all__ = [
    "assessors",
    "associations",
    "baseline_answer",
    "baseline_comparison",
    "baselines",
    "bulk_closures",
    "calibration_answer",
    "calibration_method",
    "catalogue",
    "catalogue_answer",
    "change_answer",
    "change_points",
    "changed_answers",
    "changed_parts",
    "changed_people",
    "changed_questions",
    "charts",
    "closing",
    "cohorts",
    "cost_cards",
    "coverage",
    "crosswalk",
    "decisions",
    "definitions",
    "description_answer",
    "diagnosis_answer",
    "effect_answer",
    "effect_charts",
    "effects",
    "error_rates",
    "evidence_answer",
    "evidence_attributes",
    "evidence_levels",
    "evidence_pieces",
    "exclusions",
    "expected_tools",
    "files",
    "forecast_answer",
    "forecasts",
    "framework_methods",
    "framework_parts",
    "framework_results",
    "frameworks_answer",
    "general_questions",
    "goals",
    "guards",
    "headline",
    "hindsight",
    "initiatives",
    "interval_rates",
    "issues",
    "ledger_findings",
    "ledger_rest",
    "level_answer",
    "level_map",
    "level_radar",
    "levels",
    "measurability_answer",
    "measurable",
    "measurements",
    "measures_answer",
    "missed_rates",
    "mix_of_kinds",
    "next_steps",
    "notes",
    "objective_tree",
    "obstacles",
    "open_questions",
    "other_definitions",
    "other_readings",
    "pareto_groups",
    "plan_answer",
    "planned",
    "process_changes",
    "proposals",
    "proposed_actions",
    "provenance",
    "quality_answer",
    "rejected",
    "respondents",
    "review_answer",
    "role_split",
    "sensitivity",
    "services",
    "silent_rules",
    "slices",
    "still_open",
    "summary_answer",
    "ten_steps",
    "ticket_shifts",
    "tool_coverage",
    "trend_answer",
    "trends",
    "trust",
    "values",
    "verdict_list",
    "verdicts",
    "waiting",
    "windows",
    "worked_examples",
]

for _name in __all__:
    globals()[_name] = in_language(globals()[_name])
