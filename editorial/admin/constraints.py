"""Every rule that the database holds, in the words of the person who has to mend it, at the field that mends it."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import RegexValidator
from django.db import models

from evidence.grading import LOWERING_DOMAINS, RAISING_DOMAINS

REASON = "Give the reason in words: this judgement moves the certainty."

WORDS: dict[str, tuple[str, str]] = {
    "page_slug_is_an_address": ("slug", "Use small letters, digits and single hyphens, for example joint-pain."),
    "page_has_a_title": ("title", "Give the page a title."),
    "page_review_is_planned": ("review_months", "Plan the next review within 1 to 60 months."),
    "alias_once_a_page": ("text", "This name stands on the page already."),
    "term_slug_is_an_address": ("slug", "Use small letters, digits and single hyphens, for example hazard-ratio."),
    "term_has_a_meaning": ("meaning", "Say in a sentence or two what the word means."),
    "term_once": ("term", "This word stands in the glossary already."),
    "study_slug_is_a_key": ("slug", "Use small letters, digits and single hyphens, for example younger-2013."),
    "study_doi_once": ("doi", "Another study has this DOI already."),
    "study_pmid_once": ("pmid", "Another study has this PubMed number already."),
    "study_pmid_is_digits": ("pmid", "A PubMed number is digits alone."),
    "study_doi_is_bare": ("doi", "Give the DOI alone; it starts with 10."),
    "study_year_is_plausible": ("year", "Give a year from 1800 to 2100."),
    "adverse_event_intervention_pct_is_a_percentage": ("intervention_pct", "A percentage is from 0 to 100."),
    "adverse_event_comparator_pct_is_a_percentage": ("comparator_pct", "A percentage is from 0 to 100."),
    "outcome_important_difference_has_a_source": (
        "important_difference_source",
        "Name the study that this difference comes from.",
    ),
    "finding_key_once_a_study": ("key", "Another finding of this study has this key."),
    "mechanism_link_has_one_other_end": (
        "topic",
        "Choose either a treatment that acts on the mechanism or a topic that it contributes to, not both.",
    ),
    "mechanism_link_counts_groups_in_people_only": (
        "independent_groups",
        "Count the groups of researchers, from 1, where it was shown in people; everywhere else leave 0.",
    ),
    "mechanism_link_acts_once": ("mechanism", "This treatment has a link to that mechanism already."),
    "mechanism_link_contributes_once": ("topic", "This mechanism has a link to that topic already."),
    "assessment_key_once_an_intervention": ("key", "Another assessment of this treatment has this key."),
    "assessment_may_also_only_beside_no_difference": (
        "may_also",
        "This goes with “little or no difference” alone: leave it empty, or change the direction.",
    ),
    "assessment_sentence_written_only_if_no_other_fits": (
        "statement",
        "The sentence is compiled from the judgements. Write one only where the direction is mixed or unclear.",
    ),
    "assessment_that_needs_a_written_sentence_has_it": (
        "statement",
        "Where the direction is mixed or unclear, a person writes the sentence.",
    ),
    "claim_source_only_for_a_record": (
        "source",
        "Say where the record was read, for a matter of record and for nothing else.",
    ),
    "reviewer_is_guest_or_staff": ("user", "Choose the account with which she signs in."),
    "reviewer_guest_once": ("email", "Another guest has this e-mail address."),
    "reviewer_slug_is_an_address": ("slug", "Use small letters, digits and single hyphens, for example ada-ito."),
    "reviewer_declares_for_some_months": ("declaration_months", "A declaration holds for 1 to 24 months."),
    "reviewer_declares_interests": ("interests", "Declare interests; if there are none, write “None declared”."),
    **{
        f"assessment_{domain}_has_its_reason": (f"{domain}_reason", REASON)
        for domain in (*LOWERING_DOMAINS, *RAISING_DOMAINS)
    },
}
"""Constraint to field and words. A rule on a fixed list of choices is not here: the form offers nothing else."""


SAID_BY_GRADING = {
    "assessment_raised_only_if_non_randomised_and_unlowered",
    "assessment_without_people_judges_nothing",
}
"""Rules whose breach `grading.check` has put into words already."""


def in_words(errors: ValidationError, model: type[models.Model], fields: Any) -> ValidationError:
    """The same errors, each broken constraint moved to its field and said in words."""
    if not hasattr(errors, "error_dict"):
        return errors
    named = {constraint.get_violation_error_message(): constraint.name for constraint in all_constraints(model)}
    said: dict[str, list[Any]] = {}
    for field, found in errors.error_dict.items():
        for error in found:
            name = named.get(str(error.message), "")
            if name in SAID_BY_GRADING:
                continue
            where, words = WORDS.get(name, (field, None))
            where = where if where in fields else NON_FIELD_ERRORS
            said.setdefault(where, []).append(ValidationError(words) if words else error)
    return ValidationError(said)


def all_constraints(model: type[models.Model]) -> list[models.BaseConstraint]:
    """The model's own and those of the models that it extends."""
    return [constraint for part in (model, *model._meta.all_parents) for constraint in part._meta.constraints]


class CuratedForm(forms.ModelForm):
    """A form whose errors are all in words, whichever rule was broken.

    `conflict` says what changed in the database since the form was opened (versions.py), and keeps it from being saved.
    """

    conflict = ""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.conflict:
            self.add_error(None, self.conflict)
        return data

    def _get_validation_exclusions(self) -> set[str]:
        """Django skips rules on fields that a form lacks. A computed field is in none; its rules hold all the same."""
        computed = {field.name for field in self._meta.model._meta.fields if field.generated}
        return super()._get_validation_exclusions() - computed

    def _update_errors(self, errors: ValidationError) -> None:
        super()._update_errors(in_words(errors, self._meta.model, self.fields))


KEY = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$", "Use small letters, digits and single hyphens, for example joint-pain."
)


class KeyedForm(CuratedForm):
    """A thing with a key that files and citations call it by; the library's files take no other letters."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in {"key", "slug"} & self.fields.keys():
            self.fields[name].validators.append(KEY)
