"""One initiative with all that the register asks for on every step, and what it names."""

from typing import Any

TARGET = {"value": 32, "unit": "h", "by": "2025-12-31"}
OBJECTIVE: dict[str, Any] = {
    "version": 1,
    "id": "mail-in-a-day",
    "title": "Mail faults are resolved within a day and a half",
    "kpi": "mttr_resolve",
    "baseline": "start",
    "target": TARGET,
    "owner": "service owner mail",
}
OPPORTUNITY: dict[str, Any] = {
    "version": 1,
    "id": "broken-mailboxes",
    "title": "The same four faults",
    "said": "Most mail faults are one of four",
    "source": "kpi signal",
    "raised": "2025-01-15",
    "by": "problem manager",
}
ON_ITS_WAY: dict[str, Any] = {
    "version": 1,
    "id": "self-repair",
    "title": "Mailboxes repair themselves",
    "opportunity": "Most mail faults are one of four",
    "source": "kpi signal",
    "hypothesis": "One click is faster than ten steps",
    "kpi": "mttr_resolve",
    "target": TARGET,
    "guards": ["reopen_rate"],
    "owner": "service owner mail",
    "aims": ["efficiency"],
    "baseline": "start",
    "objective": "mail-in-a-day",
    "opportunities": ["broken-mailboxes"],
    "options": [
        {"id": "script", "what": "A script", "type": "technology", "benefit": 4, "effort": 2, "risk": 2},
        {"id": "course", "what": "A course", "type": "training", "benefit": 2, "effort": 3, "risk": 1},
    ],
    "decision": {"chosen": "script", "reason": "more for less", "by": "service manager", "on": "2025-02-10"},
    "declared": "2025-02-17",
    "date": "2025-04-01",
    "tests": [{"what": "Twenty mailboxes", "result": "passed", "on": "2025-03-20"}],
    "training": [{"who": "service desk", "what": "Starting it", "on": "2025-03-27"}],
    "risks": [
        {
            "what": "It stops",
            "probability": 2,
            "impact": 3,
            "mitigation": "by hand",
            "owner": "service owner mail",
            "review_by": "2025-06-30",
        }
    ],
    "status": "idea",
}
EVALUATION: dict[str, Any] = {
    "as_of": "2026-03-31",
    "verdict": "improved",
    "state": "achieved",
    "effect": 0.76,
    "lo": 0.66,
    "hi": 0.88,
    "effect_kind": "ratio",
    "feedback": {"customers": "fewer calls back", "employees": "nobody was asked"},
}
NO_EFFECT = EVALUATION | {"verdict": "no clear change", "state": "not achieved", "effect": 1.01, "lo": 0.9, "hi": 1.12}
UNSURE = EVALUATION | {"verdict": "not enough evidence", "state": "not enough evidence"}
OVERRIDE = {"reason": "The board wants it kept", "by": "service manager", "on": "2026-04-20"}


def close(result: str, **more: Any) -> dict[str, Any]:
    return {"result": result, "reason": "as reviewed", "by": "service manager", "on": "2026-04-20", **more}
