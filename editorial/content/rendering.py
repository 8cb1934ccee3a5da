"""From a working copy to what readers get: gather what the page needs, then render it from plain data alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import reverse
from django.utils import timezone

from editorial.content import codec
from editorial.content.documents import AssessmentDocument
from editorial.page_checks import checks
from evidence import grading
from evidence import presenters as evidence
from topics import presenters as topics
from topics.markdown import PageRef, Prose
from topics.marks import CITATION, studies_cited
from topics.models import ChangeKind, Edition, FormerAddress, Kind, Page, Term, page_url
from topics.terms import Entry, Explained, Glossary, glossary

Content = dict[str, Any]
"""What an edition keeps: the page, and the studies, outcomes, trials and published evidence that it rests on."""


@dataclass(frozen=True)
class Rendered:
    """A page as readers get it. `faults` are what rendering found wrong, such as a citation that leads nowhere."""

    slug: str
    content: Content
    html: dict[str, Any]
    cited: list[str]
    linked: set[str]
    faults: list[str]

    @cached_property
    def problems(self) -> list[str]:
        """All that is wrong with it, prose that outruns its evidence included. Runs up to four queries, once."""
        outruns = checks.outruns_of(self.content["page"], self.slug, self.content.get("outcomes", {}))
        return [*self.faults, *map(str, outruns)]

    @property
    def content_hash(self) -> str:
        return codec.content_hash(self.content)


def render_page(page: Page) -> Rendered:
    """The page as it would be published now."""
    return render_pages([page])[0]


def render_pages(pages: Collection[Page], *, also_live: Collection[int] = ()) -> list[Rendered]:
    """Pages as they would be published now. `also_live` are pages about to be published together with them."""
    contents = gather(pages)
    refs, words = page_refs(also_live), terms()
    return [render(contents[page.pk], refs, words, slug=page.slug) for page in pages]


def as_edition(page: Page, rendered: Rendered, *, number: int, change_kind: str, change_note: str) -> Edition:
    """The working copy in the shape of an edition, not saved: what publishing now puts before readers."""
    plain = rendered.content["page"]
    return Edition(
        page=page,
        number=number,
        kind=page.kind,
        slug=page.slug,
        title=page.title,
        summary=page.summary,
        tags=plain.get("tags", []),
        body_area=plain.get("body_area", ""),
        content=rendered.content,
        content_hash=rendered.content_hash,
        rendered=rendered.html | {"cited": rendered.cited, "linked": sorted(rendered.linked)},
        change_kind=change_kind,
        change_note=change_note,
        published_at=timezone.now(),
    )


def as_draft(page: Page, rendered: Rendered) -> Edition:
    """The working copy in the shape of an edition, for those who are to see it as readers would."""
    return as_edition(page, rendered, number=0, change_kind=ChangeKind.WORDING, change_note="Draft")


def gather(pages: Collection[Page]) -> dict[int, Content]:
    """Each page's plain data and that of everything it cites, by primary key."""
    contents: dict[int, Content] = {pk: {"page": plain} for pk, plain in codec.encode_pages(pages).items()}
    for content in contents.values():
        content["basis"], content["missing"] = published_basis(content["page"].get("claims", []))
    cited = {pk: study_keys([content["page"], content["basis"]]) for pk, content in contents.items()}
    studies = codec.studies_in_full().citable().filter(slug__in=set().union(*cited.values()))
    known = {study.slug: codec.encode_study(study) for study in studies}
    assessed = {pk: {row["outcome"] for row in _rows(content, "assessments")} for pk, content in contents.items()}
    outcomes = _outcomes(set().union(*assessed.values()))
    acts_on = {pk: [link["mechanism"] for link in _rows(content, "acts_on")] for pk, content in contents.items()}
    arrows = published_arrows({mechanism for mechanisms in acts_on.values() for mechanism in mechanisms})
    trials = _trials([page.pk for page in pages if page.kind == Kind.INTERVENTION])
    for pk, content in contents.items():
        content["studies"] = {key: known[key] for key in sorted(cited[pk] & known.keys())}
        content["outcomes"] = {name: outcomes[name] for name in outcomes if name in assessed[pk]}
        content["trials"] = trials.get(pk, [])
        content["leads_on"] = {name: arrows[name] for name in arrows if name in acts_on[pk]}
    return {pk: {name: part for name, part in content.items() if part} for pk, content in contents.items()}


def _rows(content: Content, name: str) -> list[dict[str, Any]]:
    return content["page"].get(name, [])


def _outcomes(names: Collection[str]) -> dict[str, dict[str, Any]]:
    return {outcome.slug: codec.encode_outcome(outcome) for outcome in codec.outcomes_in_full().filter(slug__in=names)}


def published_arrows(mechanisms: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Where the published pages of these mechanisms lead, by mechanism: the far half of "how it might work"."""
    editions = Edition.objects.live().filter(kind=Kind.MECHANISM, slug__in=mechanisms) if mechanisms else []
    names = ("topic", "basis", "independent_groups")
    return {
        edition.slug: [
            {name: link[name] for name in names if name in link}
            for link in edition.content["page"].get("contributes_to", [])
        ]
        for edition in editions
    }


def _trials(treatments: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The registered trials of each of these treatments."""
    trials: dict[int, list[dict[str, Any]]] = {}
    for trial in codec.trials_in_full().filter(interventions__in=treatments).distinct() if treatments else []:
        plain = codec.encode_trial(trial)
        for treatment in trial.interventions.all():
            trials.setdefault(treatment.pk, []).append(plain)
    return trials


def study_keys(plain: Any) -> set[str]:
    """Every study that plain data names: in a citation, a finding or a list of studies."""
    if isinstance(plain, str):
        return {key for match in CITATION.finditer(plain) for key in studies_cited(match)}
    if isinstance(plain, Mapping):
        named = {name.partition("/")[0] for name in (*plain.get("findings", []), *plain.get("studies", []))}
        return named.union(*(study_keys(value) for value in plain.values()))
    if isinstance(plain, list):
        return set().union(*(study_keys(item) for item in plain))
    return set()


def published_basis(
    claims: Iterable[Mapping[str, Any]],
) -> tuple[dict[str, Any], list[str]]:
    """The published assessments and arrows that an article's claims rest on, and the names of those not published."""
    wanted = {name for claim in claims for name in (*claim.get("assessments", []), *claim.get("links", []))}
    slugs = {name.partition("/")[0] for name in wanted}
    editions = {edition.slug: edition for edition in Edition.objects.live().filter(slug__in=slugs)}
    basis, missing = {}, []
    for name in sorted(wanted):
        slug, _, rest = name.partition("/")
        found = _published_part(editions[slug], rest) if slug in editions else None
        if found is None:
            missing.append(name)
        else:
            basis[name] = found
    return basis, missing


def _published_part(edition: Edition, name: str) -> dict[str, Any] | None:
    for card in edition.rendered.get("evidence", []):
        if card["key"] == name:
            return {"card": evidence.claim_card(card)}
    page = edition.content["page"]
    for link in (*page.get("acts_on", []), *page.get("contributes_to", [])):
        if name in (link.get("mechanism"), link.get("topic")):
            return {"link": link | {"from": edition.slug}}
    return None


def page_refs(also_live: Collection[int] = ()) -> dict[str, PageRef]:
    """What links show of every page, by its slug and by each address that it was moved to.

    One that is not published lends its address's words, never its draft's title.
    """
    refs = {}
    former = ArraySubquery(FormerAddress.objects.filter(page=OuterRef("pk")).values("slug"))
    rows = Page.objects.values_list("pk", "kind", "slug", "title", "live__title", "moved_to", former)
    for pk, kind, slug, title, live_title, moved_to, others in rows:
        shown = title if pk in also_live else live_title
        if shown is None:
            refs[slug] = PageRef(slug, slug.replace("-", " ").capitalize())
        else:
            refs[slug] = PageRef(slug, shown, page_url(kind, moved_to or slug))
        refs |= dict.fromkeys([*([moved_to] if moved_to else []), *others], refs[slug])
    return refs


def terms() -> Glossary:
    """The glossary's words, with the addresses of their meanings. A page keeps the links of the day it is published."""
    url = reverse("topics:glossary")
    rows = Term.objects.order_by("slug").values_list("slug", "term", "also", "link", "see__slug")
    return glossary(
        tuple(Entry(slug, (term, *also), f"{url}#{slug}", link, see or "") for slug, term, also, link, see in rows)
    )


def render(content: Content, pages: Mapping[str, PageRef], words: Glossary, *, slug: str) -> Rendered:
    """Plain data to HTML, in the order in which a reader meets it, because citations are numbered in that order."""
    plain = content["page"]
    studies = content.get("studies", {})
    prose = Prose(studies=studies, pages=pages, terms=Explained(words, slug))
    html = topics.heading(plain) | {"slug": slug}
    html |= _PARTS[plain["kind"]](
        content,
        pages,
        prose,
        PageRef(slug, plain["title"], _own_url(plain["kind"], slug, pages), plural=plain.get("plural", False)),
    )
    html |= topics.closing(plain, prose, pages)
    html["references"] = evidence.references(prose.cited, studies)
    prose.problems += [f"“{name}” is not published, so no claim can rest on it." for name in content.get("missing", [])]
    return Rendered(
        slug=slug,
        content=content,
        html=html,
        cited=prose.cited,
        linked=prose.linked - {slug},
        faults=prose.problems,
    )


def _own_url(kind: str, slug: str, pages: Mapping[str, PageRef]) -> str:
    """Where the page stands: what others link to, or, before it is published, what its slug will make."""
    return (slug in pages and pages[slug].url) or page_url(kind, slug)


def _topic(content: Content, pages: Mapping[str, PageRef], prose: Prose, ref: PageRef) -> dict[str, Any]:
    plain = content["page"]
    with prose.without_terms():
        warning_signs = topics.warning_signs(plain, prose)
    return {
        "warning_signs": warning_signs,
        "key_points_html": topics.key_points(plain, prose),
        **topics.topic_facts(plain, prose),
        **topics.body(plain, prose),
    }


def _intervention(content: Content, pages: Mapping[str, PageRef], prose: Prose, ref: PageRef) -> dict[str, Any]:
    plain = content["page"]
    return {
        "key_points_html": topics.key_points(plain, prose),
        "evidence": [_card(assessment, content, pages, prose, ref) for assessment in plain.get("assessments", [])],
        "not_confused_with_html": prose.block(plain.get("not_confused_with", "")),
        **topics.body(plain, prose),
        "arrows": [
            evidence.mechanism_arrow(link, pages[link["mechanism"]], prose) for link in plain.get("acts_on", [])
        ],
        "paths": evidence.how_it_might_work(ref, plain.get("acts_on", []), pages, content.get("leads_on", {})),
        "thousand": evidence.in_a_thousand(ref, content.get("studies", {})),
        **topics.intervention_facts(plain, prose),
        "registered": evidence.trials(content.get("trials", [])),
    }


def _card(
    assessment: Mapping[str, Any],
    content: Content,
    pages: Mapping[str, PageRef],
    prose: Prose,
    ref: PageRef,
) -> dict[str, Any]:
    document = AssessmentDocument.model_validate(assessment)
    with prose.without_terms():
        return evidence.assessment_card(
            assessment,
            intervention=ref,
            topic=pages[assessment["topic"]],
            outcome=content["outcomes"][assessment["outcome"]],
            studies=content.get("studies", {}),
            judgements=document.judgements,
            prose=prose,
        )


def _mechanism(content: Content, pages: Mapping[str, PageRef], prose: Prose, ref: PageRef) -> dict[str, Any]:
    plain = content["page"]
    return {
        "body_system": plain.get("body_system", ""),
        "key_points_html": topics.key_points(plain, prose),
        **topics.body(plain, prose),
        "arrows": [
            evidence.mechanism_arrow(link, pages[link["topic"]], prose) for link in plain.get("contributes_to", [])
        ],
        "paths": evidence.how_it_might_work(ref, plain.get("contributes_to", []), pages, {}),
    }


def _article(content: Content, pages: Mapping[str, PageRef], prose: Prose, ref: PageRef) -> dict[str, Any]:
    plain = content["page"]
    html = {
        "category": plain.get("category", ""),
        "key_points_html": topics.key_points(plain, prose),
        "personal_note_html": prose.block(plain.get("personal_note", "")),
        **topics.body(plain, prose),
    }
    claims = [_claim(n, claim, content, pages, prose) for n, claim in enumerate(plain.get("claims", []), 1)]
    html["claims"] = claims
    html["spread"] = evidence.letter_spread(claims)
    html["close_html"] = prose.block(plain.get("close", ""))
    about = [pages[slug] for slug in plain.get("about", []) if slug in pages and pages[slug].url]
    html["about"] = [{"title": page.title, "url": page.url} for page in about]
    html["reading_minutes"] = topics.reading_minutes(
        html["personal_note_html"],
        html["body_html"],
        html["close_html"],
        *(claim["text_html"] for claim in claims),
    )
    return html


def _claim(
    number: int,
    claim: Mapping[str, Any],
    content: Content,
    pages: Mapping[str, PageRef],
    prose: Prose,
) -> dict[str, Any]:
    basis = content.get("basis", {})
    cards = [basis[name]["card"] for name in claim.get("assessments", []) if name in basis]
    links = [basis[name]["link"] for name in claim.get("links", []) if name in basis]
    studies = {key: content["studies"][key] for key in claim.get("studies", []) if key in content.get("studies", {})}
    shown = evidence.claim(
        number,
        claim,
        cards=cards,
        links=links,
        studies=studies,
        pages=pages,
        prose=prose,
    )
    if shown["letter"] is None and claim["kind"] != grading.EFFECT:
        prose.problems.append(f"Claim {number} has nothing to be graded by: say what it rests on.")
    return shown


_PARTS = {
    "symptom": _topic,
    "condition": _topic,
    "stage": _topic,
    "intervention": _intervention,
    "mechanism": _mechanism,
    "article": _article,
}
