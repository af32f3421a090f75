"""A definition may hold one plain condition and nothing else."""

import pytest

from csi_lib.errors import DefinitionError
from csi_lib.kpi.predicate import read_predicate
from csi_lib.tables import TABLES, TICKETS


@pytest.mark.parametrize(
    "text",
    [
        "reopen_count > 0",
        "sla_met",
        "not sla_met",
        "(sla_met)",
        "resolved_at is not null and priority in ('1', '2')",
        "coalesce(reassign_count, 0) = 0",
        "lower(channel) like 'phone%'",
        "hours_to_resolve between 1 and 8",
        "resolved_at <= sla_due_at",
        "hold_hours * 2 + 1 < hours_to_resolve",
        "service = 'it''s; drop table tickets'",
        "true",
    ],
)
def test_plain_conditions_over_known_columns_are_taken(text):
    assert read_predicate(text, TICKETS, "f.yml, key met")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id in (select id from tickets)", "not allowed"),
        ("exists (select 1)", "function 'exists' is not known"),
        ("(select true)", "not allowed"),
        ("read_csv('x.csv') is null", "function 'read_csv' is not known"),
        ("pg_read_file('x') is null", "function 'pg_read_file' is not known"),
        ("coalesc(reopen_count, 0) = 0", "did you mean 'coalesce'"),
        ("reopen_cont > 0", "did you mean 'reopen_count'"),
        ("tickets.reopen_count > 0", "no column 'tickets.reopen_count'"),
        ("reopen_count > 0; drop table tickets", "not one condition but 2"),
        ("", "not one condition but 0"),
        ("reopen_count", "not a condition"),
        ("count(*) over () > 1", "not allowed|not known"),
        ("sum(reopen_count) > 1", "function 'sum' is not known"),
        ("cast(priority as int) = 1", "function 'cast' is not known"),
        ("current_timestamp > resolved_at", "not known"),
        ("hold_hours / 2 > 1", "not allowed"),
        ("reopen_count = $1", "not allowed"),
        ("reopen_count >", "not an SQL condition"),
        ("* is null", "not an SQL condition|not allowed"),
        ("priority = 1", "column priority holds a text, not 1.0. Write it as '1'"),
        ("kind = 'incidnt'", "never holds 'incidnt'. did you mean 'incident'"),
        ("kind in ('incident', 'reqest')", "did you mean 'request'"),
        ("sla_met = 'true'", "column sla_met holds a flag"),
        ("service = 'C:\\\\mail'", "has a backslash, which not every engine reads alike"),
        ("service like '50\\\\%'", "has a backslash"),
        ("lower(service) in ('a', 'b\\\\n')", "has a backslash"),
    ],
)
def test_anything_else_is_refused_with_file_and_key(text, said):
    with pytest.raises(DefinitionError, match=said) as caught:
        read_predicate(text, TICKETS, "f.yml, key met")
    assert caught.value.where == "f.yml, key met"


def test_a_comment_does_not_get_into_the_query():
    assert "--" not in read_predicate("reopen_count > 0 -- or anything", TICKETS, "")
    assert "/*" not in read_predicate("reopen_count /* sly */ > 0", TICKETS, "")


def test_a_column_named_like_a_word_of_sql_stays_a_column():
    assert '"user"' in read_predicate("user is not null", TABLES["usage"], "")
