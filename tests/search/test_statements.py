import pytest
from django.db import ProgrammingError, connection

from search import statements

pytestmark = pytest.mark.django_db

ECHO = "SELECT %(word)s::text AS word, %(number)s::int AS number"
PLANS = "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%::text AS word, %'"


def test_a_statement_is_planned_once_for_all_values():
    for number, word in enumerate(["cold", "'; --", "%s"]):
        assert statements.rows(ECHO, word=word, number=number) == [{"word": word, "number": number}]
    with connection.cursor() as cursor:
        cursor.execute(PLANS)
        assert cursor.fetchall() == [(3, 0)]


def test_it_counts_as_any_statement_does_and_fails_as_any_does(django_assert_num_queries):
    with django_assert_num_queries(1):
        statements.rows(ECHO, word="cold", number=1)
    with pytest.raises(ProgrammingError):
        statements.rows("SELECT nothing")
