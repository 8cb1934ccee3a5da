"""Clinical words stand explained: by the glossary, by the page's own names, or by the words beside them.

The list is short on purpose: words that clinicians write without noticing and that most readers have never met. To add
one to the glossary settles it on every page.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from editorial.library_checks.called import names_of
from editorial.library_checks.faults import Fault
from editorial.library_checks.folder import Folder
from editorial.library_checks.texts import Role, groups, is_row, texts_of
from topics.marks import PAGE_LINK

CLINICAL: Final = frozenset(
    """
    adipose adjunctive adjuvant aetiology aetiological allodynia alopecia ameliorate amenorrhoea analgesia anhedonia
    anovulatory anticholinergic anticoagulant anticoagulants anxiolytic aromatisation arrhythmia arthralgia arthropathy
    ataxia atrophic atrophy bilateral bioavailability bioavailable bradycardia carcinoma cardiometabolic cardiopathy
    cerebrovascular chemoprevention comorbid comorbidities comorbidity contraindicated contraindication
    contraindications cytology desquamation diaphoresis dopaminergic dysaesthesia dyslipidaemia dysmenorrhoea
    dyspareunia dyspepsia dysphagia dysphoria dysphoric dyspnoea dysuria ecchymosis efficacious efficacy embolism
    endogenous endothelial endothelium epistaxis erythema exogenous febrile fibrosis follicular gonadotrophin
    gonadotrophins haematuria haemoptysis haemorrhage haemostasis hepatic hepatotoxicity hirsutism histology
    hypercalcaemia hypercholesterolaemia hyperglycaemia hyperhidrosis hyperkalaemia hyperlipidaemia hyperplasia
    hyperprolactinaemia hypersensitivity hypertensive hypertriglyceridaemia hypoactive hypoglycaemia hypogonadism
    hyponatraemia hypotension hypothalamic iatrogenic idiopathic immunomodulatory incontinent induration infarction
    intramuscular intravaginal intravenous ischaemia ischaemic laparoscopy lesion lesions libido lipoatrophy
    luteinising malaise malignancies malignancy malignant menorrhagia metabolite metabolites metrorrhagia micturition
    morbidity mortality multifactorial multiparous musculoskeletal myalgia myocardial myopathy necrosis neoplasia
    neoplasm neoplastic nephropathy neuralgia neuropathic nocturia nociceptive noradrenergic normotensive nulliparous
    oedema oligomenorrhoea onychorrhexis orthostatic osteonecrosis palliative palpation papule paraesthesia
    parenteral parity pathogenesis pathological pathophysiology pharmacodynamics pharmacokinetics pharmacological
    pharmacotherapy polyuria postprandial prognosis prolapse prophylactic prophylaxis pruritus psychotropic pulmonary
    pyrexia refractory renal resection sequelae serotonergic somnolence sternutation stenosis subclinical subcutaneous
    sublingual suppuration syncope systemic tachycardia teratogenic thromboembolic thromboembolism thrombophilia
    thrombosis titrate titrated titration topical transdermal unilateral urogenital urticaria vasoconstriction
    vasodilation vasomotor vulvovaginal xerosis xerostomia
    """.split()
)
"""In small letters."""

_WORD: Final = re.compile(r"[a-z]+", re.IGNORECASE)
_CALLED: Final = re.compile(
    r"(?:\b(?:called|named|known\s+as|term(?:ed)?|means?|meaning|is\s+short\s+for)\s+(?:an?\s+|the\s+)?|[(“\"‘'])[\w\s-]*$",
    re.IGNORECASE,
)
_THEN_TOLD: Final = re.compile(
    r"^[\w\s-]{0,40}(?:\s*\(|,\s+(?:or|that\s+is|meaning|which)\b|:\s|\s+[–—-]\s|\s+means?\b|\s+is\s+)"
)


def unexplained(folder: Folder, slugs: Iterable[str]) -> Iterator[Fault]:
    """The first use of each clinical word on these pages that nothing explains, anywhere on the page."""
    for slug in slugs:
        page = folder.pages[slug]
        known = {
            word.lower() for name in [*names_of(page), page.get("clinical_name", "")] for word in _WORD.findall(name)
        }
        first: dict[str, Fault] = {}
        for text in texts_of(slug, page, folder.files[slug]):
            if text.role in (Role.RATING, Role.NOTE):
                continue
            for group in groups(text.markdown):
                for sentence in group:
                    if is_row(sentence):
                        continue
                    known |= _linked(sentence.raw)
                    for word, is_told in _uses(sentence.plain, folder.terms):
                        if is_told:
                            known.add(word)
                        elif word not in first:
                            reason = f"“{word}” is a clinical word: say it in everyday words, or add it to the glossary"
                            first[word] = folder.fault("jargon", text.place, f"{reason}.", sentence.plain, word)
        yield from (fault for word, fault in first.items() if word not in known)


def _linked(markdown: str) -> set[str]:
    """Words of links to pages: the page explains them."""
    shown = ((match.group(2) or match.group(1).replace("-", " ")).lower() for match in PAGE_LINK.finditer(markdown))
    return {word for words in shown for word in _WORD.findall(words)}


def _uses(sentence: str, terms: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """The clinical words of a sentence that are in no term of the glossary here, and whether it says what they mean."""
    found = [match for match in _WORD.finditer(sentence) if match.group().lower() in CLINICAL]
    for match in found:
        word = match.group().lower()
        if word in terms or _in_a_term(sentence, match, terms):
            continue
        before, after = sentence[: match.start()], sentence[match.end() :]
        yield word, bool(_CALLED.search(before) or _THEN_TOLD.search(after))


def _in_a_term(sentence: str, match: re.Match[str], terms: frozenset[str]) -> bool:
    """Whether the word is part of a longer term that stands here: "vasomotor symptoms"."""
    lower, word = sentence.lower(), match.group().lower()
    return any(word in term and term in lower for term in terms if " " in term or "-" in term)
