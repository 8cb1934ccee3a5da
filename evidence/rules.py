"""The rules that the database holds only when a transaction ends, held now, for who has to say what went wrong."""

from django.db import IntegrityError, connection
from psycopg.errors import CheckViolation

DEFERRED = "assessment_rests_on_people, support_rests_on_people, finding_rests_on_people, study_rests_on_people"
"""The triggers of migrations/0002_no_mechanism_raises.py, each on one table."""


class GradeWithoutPeople(Exception):
    """An assessment would rest on animals or the laboratory: which ("treatment/key"), and what is wrong with it."""

    def __init__(self, assessment: str, reason: str):
        self.assessment, self.reason = assessment, reason
        super().__init__(f"{assessment}: {reason}")


def hold_now() -> None:
    """Raise GradeWithoutPeople where anything that this transaction saved would be refused at its end.

    What raised it has to be rolled back: the transaction takes no further statement.
    """
    with connection.cursor() as cursor:
        try:
            cursor.execute(f"SET CONSTRAINTS {DEFERRED} IMMEDIATE")
        except IntegrityError as error:
            refusal = error.__cause__
            if not isinstance(refusal, CheckViolation):
                raise
            said = refusal.diag
            raise GradeWithoutPeople(said.message_detail or "", said.message_primary or "") from error
        cursor.execute(f"SET CONSTRAINTS {DEFERRED} DEFERRED")
