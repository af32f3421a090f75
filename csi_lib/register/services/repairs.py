"""Which open action answers a missed target: by its service and by a KPI that reads the same promise."""

from __future__ import annotations

from csi_lib.register.register import Register
from csi_lib.register.reviews.action import OPEN, Action
from csi_lib.register.services.targets import Target

# KPIs under which the Action Register may follow a promised time.
FOLLOWED = {
    "response": ("first_response_sla", "mttr_respond", "desk_response_time"),
    "resolution": ("sla_breach", "sla_compliance", "sla_resolution_time", "mttr_resolve", "desk_resolution_time"),
}


def find_repair(target: Target, register: Register, names: tuple[str, ...] = ()) -> str:
    """Return the id of an open action on the service and promise of a target; empty where nobody took it up.

    Parameters
    ----------
    target : Target
        Which was missed.
    register : Register
        Holds the actions.
    names : tuple of str
        Other names of the service.
    """
    services = {target.sla.service, *names}
    kpis = (target.kpi,) if target.time is None else FOLLOWED[target.time.times]
    for item in register.of(Action):
        if item.status in OPEN and item.kpi in kpis and services & set(item.concerns or (item.service,)):
            return item.id
    return ""
