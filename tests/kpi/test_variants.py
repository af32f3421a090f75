"""What a definition leaves open is asked once, printed with the number, and checked whatever is chosen."""

from pathlib import Path

import pytest
import yaml

from csi_lib.errors import DefinitionError
from csi_lib.kpi import choose, load_catalogue, say_definition
from csi_lib.kpi.checks import check_kpi
from csi_lib.kpi.variants import list_changes, settle_variants
from csi_lib.settings import Engagement, Source
from csi_lib.tables import TABLES

KIT = Path(__file__).parents[2] / "params" / "kpi"
# The questions of kpis.md 5 that a definition has to leave open, by KPI.
ASKED = {
    "mttr_resolve": {"time": {"last_resolve", "first_resolve", "closed", "without_hold", "business"}},
    "mttr_respond": {"clock": {"calendar", "business"}, "period": {"reported", "answered"}},
    "fcr_call": {
        "proxy": {
            "no_reassignment",
            "no_reassignment_plain",
            "one_reply",
            "no_customer_reply",
            "within_15_min",
            "tool_mark",
        },
        "base": {"gross", "net"},
    },
    "fcr_contact": {
        "proxy": {
            "no_reassignment",
            "no_reassignment_plain",
            "one_reply",
            "no_customer_reply",
            "within_15_min",
            "tool_mark",
        },
        "base": {"gross", "net"},
    },
    "mttc": {"start": {"approved", "created", "started"}},
    "change_success_rate": {"success": {"strict", "lenient"}},
    "change_failure_rate": {"failure": {"code_or_link", "code", "link"}},
    "change_backlog": {"waiting": {"all_open", "approved"}},
    "problem_resolution_time": {"identification": {"logged", "root_cause"}},
    "recurring_incidents": {"mark": {"linked", "proxy"}},
    "sla_compliance": {"unit": {"ticket", "resolved_ticket", "all_tickets", "record"}},
    "sla_breach": {"unit": {"ticket", "resolved_ticket", "all_tickets", "record"}},
    "sla_resolution_time": {"tickets": {"all", "compliant"}},
    "major_incident_count": {"mark": {"flag", "priority"}},
    "csat_desk": {"score": {"mean", "top_box"}, "answers": {"last", "all"}},
    "csat_service": {"score": {"mean", "top_box"}, "answers": {"last", "all"}},
    "nps": {"answers": {"last", "all"}},
    "cost_per_incident": {"costs": {"loaded", "labour"}},
    "cost_per_change": {"costs": {"loaded", "labour"}},
    "cost_per_user": {"costs": {"running", "all"}},
    "backlog_ageing": {"end": {"resolved", "closed"}},
    "first_level_resolution": {"base": {"all", "people"}},
    "user_retention": {"services": {"with_choice", "all"}},
    "roi": {"evidence": {"realised", "claimed"}},
    "incident_volume": {"tickets": {"incidents", "incidents_and_requests"}},
    "escalation_rate": {"way": {"functional", "hierarchical"}},
    "availability": {"weight": {"full", "weighted"}, "maintenance": {"excused", "counted"}},
    "reopen_rate": {"period": {"last_resolve", "first_resolve"}},
    "abandoned_calls": {"threshold": {"from_10_s", "from_5_s", "all"}},
}


# The sixteen questions of kpis.md 5, by number -> where each is settled: KPI.variant, or a key of the engagement or of
# one of its sources.
SETTLED = {
    1: ("mttr_resolve.time", "mttr_respond.period"),  # and the bare name is refused
    2: ("mttr_resolve.time", "backlog_ageing.end", "net_flow.end", "request_fulfilment.end"),
    3: ("mttr_resolve.time", "reopen_rate.period"),
    4: (
        "mttr_resolve.time",
        "mttr_respond.clock",
        "desk_response_time.clock",
        "desk_resolution_time.clock",
        "calendar",
    ),
    5: ("mttr_respond.period", "first_response_sla.period"),  # means, shares and counts have both views, too
    6: ("incident_volume.tickets", "sources.kind"),
    7: ("fcr_call.proxy", "fcr_call.base", "fcr_contact.proxy", "fcr_contact.base", "reopen_days"),
    8: ("sla_compliance.unit", "sla_breach.unit"),
    9: ("change_success_rate.success", "change_failure_rate.failure", "change_caused_incidents.measure"),
    10: ("csat_desk.score", "csat_desk.answers", "csat_service.answers", "nps.answers", "sources.adapter"),  # the scale
    11: ("backlog_ageing.end", "change_backlog.waiting"),  # on hold stands apart
    12: ("cost_per_incident.costs", "cost_per_change.costs", "cost_per_user.costs"),
    13: ("major_incident_count.mark",),
    14: ("recurring_incidents.mark",),
    15: ("user_retention.services",),
    16: ("sla_resolution_time.tickets",),
}


@pytest.mark.parametrize("number", range(1, 17))
def test_each_of_the_sixteen_questions_is_settled_somewhere(catalogue, number):
    for place in SETTLED[number]:
        owner, _, name = place.partition(".")
        if owner in catalogue:
            assert len(catalogue[owner].variants[name].choices) >= 2, place
        elif owner == "sources":
            assert name in Source.model_fields, place
        else:
            assert place in Engagement.model_fields, place


def test_the_bare_names_are_refused_with_the_two_that_are_meant(catalogue):
    with pytest.raises(DefinitionError, match="mttr_respond or mttr_resolve"):
        choose(catalogue, ["mttr"])


@pytest.fixture
def with_variants(make_kpi):
    """A share of incidents with two choices of `way`, the second one as given."""

    def made(**choice):
        ways = {"a": {"say": "one way"}, "b": {"say": "another way"} | choice}
        return make_kpi(
            formula="ratio",
            kind="proportion",
            met="reassign_count = 0",
            variants={"way": {"ask": "Which way?", "default": "a", "choices": ways}},
        )

    return made


def test_what_the_sources_leave_open_is_asked(catalogue):
    told = {
        kpi: {name: set(variant.choices) for name, variant in catalogue[kpi].variants.items()} for kpi in sorted(ASKED)
    }
    assert told == {kpi: ASKED[kpi] for kpi in sorted(ASKED)}


def test_every_choice_says_itself_and_every_default_adds_nothing(catalogue):
    for kpi in catalogue.values():
        for name, variant in kpi.variants.items():
            said = [choice.say for choice in variant.choices.values()]
            assert len(set(said)) == len(said), f"{kpi.id}.{name}"
            # so a definition that nobody settled computes what its default says
            assert not list_changes(variant.choices[variant.default]), f"{kpi.id}.{name}"
            assert all(list_changes(item) for key, item in variant.choices.items() if key != variant.default)


def test_every_example_works_a_choice_beside_the_default(catalogue):
    for kpi in catalogue.values():
        worked = {name for row in kpi.example.expect for name in row.variant}
        assert worked <= set(kpi.variants)
        # the volume is worked to its edges of time; requests beside incidents are worked with the traps
        assert worked == set(kpi.variants) or kpi.id == "incident_volume", kpi.id


def test_choices_of_two_questions_go_together(catalogue):
    kpi = settle_variants(catalogue["fcr_call"], {"proxy": "one_reply", "base": "net"})

    assert "agent_replies <= 1" in kpi.met and "solved_by_desk" in kpi.of
    assert kpi.variant == "proxy: one answer of the desk at most; of those that a group of the desk resolved (net)"
    assert kpi.default_variant == "proxy: never handed to another group; of all resolved (gross)"


def test_a_settled_definition_stays_as_it_is_and_refuses_another_choice(catalogue):
    lenient = settle_variants(catalogue["change_success_rate"], {"success": "lenient"})

    assert settle_variants(lenient) == lenient == settle_variants(lenient, {"success": "lenient"})
    with pytest.raises(DefinitionError, match="settled already.*comes too late"):
        settle_variants(lenient, {"success": "strict"})


def test_the_measures_say_what_was_chosen(run, catalogue):
    rows = [{"id": "1", "kind": "incident", "in_scope": True, "opened_at": "2026-01-05", "resolved_at": "2026-01-05"}]
    kpis = choose(catalogue, ["sla_breach", "mtti"], {"sla_breach": {"unit": "record"}})
    measures = run(kpis, {"tickets": rows})

    assert set(measures.loc[measures["kpi"] == "sla_breach", "variant"]) == {
        "by SLA clock to resolve, of which a ticket can have several"
    }
    assert set(measures.loc[measures["kpi"] == "mtti", "variant"]) == {""}
    assert set(run(["sla_breach"], {"tickets": rows})["variant"]) == {
        "by ticket with an agreed time, open and late is missed"
    }


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"met": "reassign_cnt = 0"}, "way = b, key met.*did you mean 'reassign_count'"),
        ({"met": "reassign_count"}, "way = b, key met.*is not a condition"),
        ({"of": "resolved_at is not null; drop table tickets"}, "way = b, key of.*not one condition but 2"),
        ({"stamp": "resolvd_at"}, "way = b, key stamp.*did you mean 'resolved_at'"),
        ({"where": {"kind": "incidents"}}, "way = b, key where.*did you mean 'incident'"),
        ({"formula": "mean"}, "way = b.*needs the key 'value'"),
        ({"formula": "count"}, "way = b, key kind.*kind 'proportion' has no formula 'count'"),
        ({"table": "task_slas"}, "way = b, key stamp.*task_slas has no column 'opened_at'"),
        ({"last_by": "opened_at"}, "way = b, key last_by.*is no text"),
    ],
)
def test_every_choice_is_checked_when_the_definition_is_loaded(with_variants, choice, said):
    with pytest.raises(DefinitionError, match=said):
        check_kpi(with_variants(**choice))


def test_an_unknown_choice_or_variant_names_the_nearest(catalogue):
    with pytest.raises(DefinitionError, match="did you mean 'business'"):
        choose(catalogue, ["mttr_resolve"], {"mttr_resolve": {"time": "busines"}})
    with pytest.raises(DefinitionError, match="no variant 'tme'.*did you mean 'time'"):
        choose(catalogue, ["mttr_resolve"], {"mttr_resolve": {"tme": "business"}})


def test_an_example_may_not_name_a_choice_that_is_none(catalogue, tmp_path):
    data = yaml.safe_load((KIT / "mttr_respond.yml").read_text(encoding="utf-8"))
    data["example"]["expect"][0]["variant"] = {"clock": "buisness"}
    for name in ("mttr_resolve", "reopen_rate"):
        (tmp_path / f"{name}.yml").write_text((KIT / f"{name}.yml").read_text(encoding="utf-8"))
    (tmp_path / "mttr_respond.yml").write_text(yaml.safe_dump(data, sort_keys=False))
    with pytest.raises(DefinitionError, match="did you mean 'business'"):
        load_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"formula": "flow", "kind": "score"}, "'flow' needs the key 'value'"),
        ({"formula": "flow", "kind": "score", "value": "reopen_count"}, "is no stamp"),
        (
            {"formula": "ageing", "kind": "stock", "value": "resolved_at", "stamp": "closed_at"},
            "counted from opened_at",
        ),
        ({"formula": "retention", "kind": "proportion"}, "retention is computed over the table usage"),
        ({"formula": "roi", "kind": "return"}, "roi is computed over the table benefits"),
        (
            {"formula": "mtbf", "kind": "quotient", "met": "kind = 'incident'"},
            "mtbf is computed over the table outages",
        ),
        (
            {"formula": "ratio", "kind": "duration", "unit": "h", "met": "major"},
            "kind 'duration' has no formula 'ratio'",
        ),
        ({"times": 100.0}, "'times' belongs to the formula 'per'"),
        ({"band": (55, 75)}, "neither way is better"),
        ({"band": (75, 55), "better": "none"}, "neither way is better"),
        ({"last_by": "requster"}, "key last_by.*did you mean 'requester'"),
    ],
)
def test_a_shape_that_lacks_what_it_needs_is_refused(make_kpi, words, said):
    with pytest.raises(DefinitionError, match=said):
        check_kpi(make_kpi(**words))


@pytest.mark.parametrize(
    ("below", "said"),
    [
        ({"how": "sum"}, "counted, or a column of theirs is summed"),
        ({"how": "count", "value": "available_hours"}, "counted, or a column of theirs is summed"),
        ({"how": "sum", "value": "worked_on"}, "is no number"),
        ({"how": "sum", "value": "avalable_hours"}, "did you mean 'available_hours'"),
        ({"how": "sum", "value": "available_hours", "of": "tem = 'x'"}, "key per.of"),
    ],
)
def test_what_a_quotient_divides_by_has_to_be_there(make_kpi, below, said):
    per = {"table": "capacity", "stamp": "worked_on"} | below
    with pytest.raises(DefinitionError, match=said):
        check_kpi(make_kpi(formula="per", kind="score", value="work_hours", per=per, slices=["team"]))


def test_every_definition_can_be_said_in_one_sentence_whatever_is_chosen(catalogue):
    for kpi in catalogue.values():
        for name, variant in kpi.variants.items():
            for choice in variant.choices:
                assert "clock" in say_definition(settle_variants(kpi, {name: choice}))


def test_there_are_all_forty_four(catalogue):
    assert len(catalogue) == 44
    assert {kpi.klass for kpi in catalogue.values()} == {"process", "service", "operational", "business"}
    assert all(set(kpi.guard) <= set(catalogue) and kpi.needs and kpi.note for kpi in catalogue.values())
    assert all(set(kpi.slices) <= set(TABLES[kpi.table].names) for kpi in catalogue.values())
