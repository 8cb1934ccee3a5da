"""Rolling back: the draft says again what an edition said. History stays as it is, and the draft before it is kept.

Nothing reaches readers by this: what comes of it is a draft like any other. Studies, outcomes and trials are shared
with other pages and stay as they are now.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, models, transaction
from pydantic import TypeAdapter, ValidationError

from editorial.access import may_change
from editorial.content import codec, decoding
from editorial.content import documents as docs
from editorial.content.rendering import Content, gather, study_keys
from editorial.models import Action, KeptDraft
from editorial.page_checks import checking
from editorial.versions.comparing import moment
from editorial.workflow import actions
from editorial.workflow.actions import WorkflowError
from evidence import rules
from evidence.models import Assessment, Claim, Finding, MechanismLink, Outcome, Study
from topics.models import Edition, Mechanism, Page, Topic

ANY_PAGE = TypeAdapter(docs.AnyPageDocument)


class CannotRollBack(WorkflowError):
    """Something stands against it. `problems` says each in words."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        super().__init__(" ".join(problems))


@transaction.atomic
def roll_back(*, page: Page, by: Any, to: Edition | KeptDraft, replacing: str) -> KeptDraft | None:
    """Make the draft say what `to` says. Returns what was set aside: a draft that is in no edition that readers see.

    `replacing` is the hash of the draft that she was shown and agreed to replace (`draft_hash`).
    """
    if not may_change(by, page):
        raise PermissionDenied
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    draft, wanted = gather([page])[page.pk], to.content["page"]
    if codec.content_hash(draft["page"]) != replacing:
        raise WorkflowError("The draft has changed since you opened this. See below what rolling back does now.")
    if wanted == draft["page"]:
        raise WorkflowError("The draft says exactly this already.")
    if problems := [*_lacking(wanted), *_relied_on(page, wanted)]:
        raise CannotRollBack(problems)
    kept = _keep(page, draft, by)
    _write(page, wanted)
    after = f" The draft before it was set aside on {moment(kept.kept_at)}." if kept else ""
    actions.record_edit(
        page=page,
        by=by,
        note=f"To {words(to)}.{after}",
        action=Action.ROLLED_BACK,
        edition=to if isinstance(to, Edition) else None,
    )
    checking.run(page)
    return kept


def words(to: Edition | KeptDraft) -> str:
    if isinstance(to, Edition):
        return f"edition {to.number} of {moment(to.published_at)}"
    return f"the draft set aside on {moment(to.kept_at)}"


def draft_hash(draft: Content) -> str:
    """What names a draft: its own words and judgements, without the studies that others may change."""
    return codec.content_hash(draft["page"])


def is_safe(page: Page, draft: Content) -> bool:
    """Whether what the draft says is kept already: readers see it, or it was set aside before."""
    if page.live and page.live.content["page"] == draft["page"]:
        return True
    return page.kept_drafts.filter(content_hash=draft_hash(draft)).exists()


def _keep(page: Page, draft: Content, by: Any) -> KeptDraft | None:
    if is_safe(page, draft):
        return None
    return KeptDraft.objects.create(
        page=page,
        content=draft,
        content_hash=draft_hash(draft),
        kept_by=by,
        edited_by=page.last_edited_by,
        edited_at=page.last_edited_at,
    )


def _write(page: Page, wanted: Mapping[str, Any]) -> None:
    try:
        documents = {page.slug: ANY_PAGE.validate_python(wanted)}
        pages, names = decoding.write_pages(documents), decoding.Names()
        decoding.connect_pages(pages, documents, names)
        decoding.connect_articles(pages, documents, names)
        rules.hold_now()
    except ValidationError as error:
        raise CannotRollBack([_in_words(fault) for fault in error.errors()]) from error
    except rules.GradeWithoutPeople as error:
        raise CannotRollBack([f"Assessment {error.assessment}: {error.reason}."]) from error
    except (DataError, IntegrityError) as error:
        raise CannotRollBack([f"The database refuses it: {' '.join(str(error).split())}"]) from error


def _in_words(fault: Mapping[str, Any]) -> str:
    where = " › ".join(str(part) for part in fault["loc"][1:])
    return f"Today’s rules refuse {where or 'it'}: {fault['msg']}."


# --- what stands against it -------------------------------------------------------------------------------------------


def _lacking(wanted: Mapping[str, Any]) -> list[str]:
    """What the page would name that is no longer there, each once."""
    names = decoding.Names()
    missing = [(model, name) for model, name in _named(wanted) if not names.has(model, name)]
    return [f"The {model._meta.verbose_name} “{name}” no longer exists." for model, name in dict.fromkeys(missing)]


def _named(wanted: Mapping[str, Any]) -> Iterator[tuple[type[models.Model], str]]:
    """Everything outside the page that it names."""
    yield from ((Study, key) for key in sorted(study_keys(wanted)))
    yield from ((Page, slug) for slug in (*wanted.get("related", []), *wanted.get("about", [])))
    yield from ((Mechanism, link["mechanism"]) for link in wanted.get("acts_on", []))
    yield from ((Topic, link["topic"]) for link in wanted.get("contributes_to", []))
    for row in wanted.get("assessments", []):
        yield Topic, row["topic"]
        yield Outcome, row["outcome"]
        yield from ((Finding, name) for name in row.get("findings", []))
    for claim in wanted.get("claims", []):
        yield from ((Assessment, name) for name in claim.get("assessments", []))
        yield from ((MechanismLink, name) for name in claim.get("links", []))


def _relied_on(page: Page, wanted: Mapping[str, Any]) -> list[str]:
    """What the page has now and would lose, though an article’s claim rests on it or two people are rating it."""
    keys = [row["key"] for row in wanted.get("assessments", [])]
    going = Assessment.objects.filter(intervention=page.pk).exclude(key__in=keys)
    ends = {
        link.get("mechanism") or link.get("topic")
        for link in (*wanted.get("acts_on", []), *wanted.get("contributes_to", []))
    }
    acting = MechanismLink.objects.filter(intervention=page.pk).exclude(mechanism__slug__in=ends)
    leading = MechanismLink.objects.filter(mechanism=page.pk, intervention=None).exclude(topic__slug__in=ends)
    problems = [
        f"Two people are rating the assessment “{key}”, which it does not have. Close that first."
        for key in going.filter(rounds__isnull=False, rounds__closed_at=None).values_list("key", flat=True)
    ]
    for relation, rows in (("assessments", going), ("links", acting), ("links", leading)):
        claims = Claim.objects.filter(**{f"{relation}__in": rows}).select_related("article").distinct()
        problems += [
            f"The claim “{claim.heading}” of the article “{claim.article.title}” rests on evidence that it does not "
            "have. Change that claim first."
            for claim in claims
        ]
    return problems
