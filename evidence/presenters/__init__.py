"""What readers see of the evidence: assessments as cards, claims with their letters, arrows with their basis.

Functions take plain data (editorial's codec makes it) and return plain data with HTML in fields that end in `_html`.
"""

from evidence.presenters.assessments import DIRECTION_WORDS, assessment_card, statement
from evidence.presenters.claims import claim, claim_card, letter_spread
from evidence.presenters.counted import in_a_thousand
from evidence.presenters.mechanisms import how_it_might_work, mechanism_arrow
from evidence.presenters.reasons import DOMAIN_NAMES, recomputation
from evidence.presenters.studies import references
from evidence.presenters.trials import trial_row, trials

__all__ = [
    "DIRECTION_WORDS",
    "DOMAIN_NAMES",
    "assessment_card",
    "claim",
    "claim_card",
    "how_it_might_work",
    "in_a_thousand",
    "letter_spread",
    "mechanism_arrow",
    "recomputation",
    "references",
    "statement",
    "trial_row",
    "trials",
]
