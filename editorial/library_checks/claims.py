"""A sentence that claims an effect cites the study that it rests on, itself or by the next that is cited after it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from editorial.library_checks.faults import Fault
from editorial.library_checks.folder import Folder, cited_in
from editorial.library_checks.texts import Role, Text, groups, texts_of
from evidence.effect_claims import EffectClaim, Meant, claims_in
from evidence.effect_words import CHANGE
from evidence.prose import A_STUDY, meant_next
from evidence.sentences import Sentence

CLAIM_NOTHING: Final = frozenset(("summary", "unknowns", "not_confused_with", "claims"))
"""Fields that hold no citation, say what nobody knows, tell names apart, or name apart what they rest on."""

LEADS_ON: Final = "See "
"""How a sentence starts that leads to another page: "See hormone therapy for benefits and harms." """


def uncited(folder: Folder, slugs: Iterable[str]) -> Iterator[Fault]:
    """Sentences on these pages that say what a treatment does, and cite nothing that says so."""
    for slug in slugs:
        page = folder.pages[slug]
        subject = slug if page["kind"] == "intervention" else ""
        for text in texts_of(slug, page, folder.files[slug]):
            if text.role is Role.PROSE and text.place.field not in CLAIM_NOTHING and not text.rests_on:
                for sentence, claim in _uncited_in(folder, text, subject):
                    reason = f"“{sentence.plain}” says “{claim.verb}” and cites no study: cite the one that shows it"
                    yield folder.fault("uncited-claim", text.place, f"{reason}.", sentence.plain, claim.treatment)


def _uncited_in(folder: Folder, text: Text, subject: str) -> Iterator[tuple[Sentence, EffectClaim]]:
    for group in groups(text.markdown):
        meant = Meant(subject, subject)
        studied = any(A_STUDY.search(sentence.raw) for sentence in group)
        for place, sentence in enumerate(group):
            says_nothing = sentence.is_heading or sentence.is_question or sentence.plain.startswith(LEADS_ON)
            if not says_nothing and not _is_cited(group[place:]):
                claims = claims_in(sentence.plain, folder.treatments, meant, studied=studied)
                claim = next((claim for claim in claims if claim.way != CHANGE), None)
                if claim:
                    yield sentence, claim
            meant = meant_next(sentence.plain, folder.treatments, meant, subject)


def _is_cited(sentences: Sequence[Sentence]) -> bool:
    return any(cited_in(sentence.raw) for sentence in sentences)
