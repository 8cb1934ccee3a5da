"""What a page is about: the working copies that curators write, and the editions that readers read."""

from datetime import date
from functools import cache

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from taggit.managers import TaggableManager

from topics import due


def one_of(name: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """A constraint that the database itself holds: `field` is one of the declared choices."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": choices.values}))


class LibraryItem(models.Model):
    """Something that a library file can hold; remembers which form of the file it was last loaded from."""

    library_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class Kind(models.TextChoices):
    SYMPTOM = "symptom", "Symptom"
    CONDITION = "condition", "Condition"
    STAGE = "stage", "Stage"
    INTERVENTION = "intervention", "Treatment"
    MECHANISM = "mechanism", "Mechanism"
    ARTICLE = "article", "Article"

    @property
    def section(self) -> str:
        """The first part of the addresses of pages of this kind: "symptoms", "conditions" …"""
        return f"{self.value}s"


class Status(models.TextChoices):
    """Where a working copy stands in the workflow; what readers see is its live edition, whatever this says."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    CHANGES_REQUESTED = "changes-requested", "Changes requested"
    APPROVED = "approved", "Approved"
    PUBLISHED = "published", "Published"
    ARCHIVED = "archived", "Archived"


class BodyArea(models.TextChoices):
    """Where in the body it is felt. The codes are addresses; the words are what readers see."""

    WHOLE_BODY = "whole-body", "Whole body"
    MIND_AND_MOOD = "mind-and-mood", "Mind and mood"
    SLEEP = "sleep", "Sleep"
    HEAD_AND_NERVES = "head-and-nerves", "Head and nerves"
    JOINTS_AND_MUSCLES = "joints-and-muscles", "Joints and muscles"
    SKIN_AND_HAIR = "skin-and-hair", "Skin and hair"
    HEART_AND_CIRCULATION = "heart-and-circulation", "Heart and circulation"
    DIGESTION = "digestion", "Digestion"
    BLADDER_AND_VULVA = "bladder-and-vulva", "Bladder and vulva"
    PERIODS = "periods", "Periods"
    BREASTS = "breasts", "Breasts"
    BONES = "bones", "Bones"
    IMMUNE_SYSTEM = "immune-system", "Immune system"


class PageQuerySet(models.QuerySet):
    def published(self):
        """Pages that readers can open now."""
        return self.filter(live__isnull=False)

    def signed_off(self):
        """Published pages whose sign-off holds today."""
        return self.published().exclude(live__signed_off_by=[]).exclude(sign_off_lapses_on__lte=timezone.localdate())

    def not_signed_off(self):
        """Published pages that nobody signed, or whose sign-off has lapsed."""
        lapsed = Q(sign_off_lapses_on__lte=timezone.localdate())
        return self.published().filter(Q(live__signed_off_by=[]) | lapsed)

    def awaiting_review(self):
        return self.filter(status=Status.IN_REVIEW)

    def ever_at(self, address: str):
        """Whichever page stands at this address, or once did: at most one."""
        return self.filter(Q(slug=address) | Q(moved_to=address) | Q(former_addresses__slug=address))


class Page(LibraryItem):
    """What every page has, whatever it is about. Its rows are the curators' working copy, never shown to readers."""

    kind = models.CharField(
        max_length=20,
        choices=Kind,
        help_text="A symptom is felt, a condition is diagnosed, a stage is a time of life. It stays once saved.",
    )
    slug = models.SlugField(
        "address",
        max_length=80,
        unique=True,
        help_text="The last part of the page's address: small letters, digits and hyphens. Files and links know the "
        "page by it, so it stays once published. To give the page another address then, move it.",
    )
    moved_to = models.SlugField(
        max_length=80,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        help_text="The last part of its address now, where it was moved. All that it had before leads there.",
    )
    title = models.CharField(max_length=200, help_text="The everyday name, as a reader would say it.")
    summary = models.TextField(help_text="One or two plain sentences for lists and search results. No numbers.")
    body = models.TextField(
        blank=True,
        help_text="The text, in Markdown. Headings are what a reader would ask.",
    )
    key_points = ArrayField(
        models.TextField(),
        default=list,
        blank=True,
        help_text="Three to six, one a line, each with its citations.",
    )
    if_nothing_done = models.TextField(
        "if nothing is done", blank=True, help_text="What tends to happen with time, left alone; with citations."
    )
    unknowns = models.TextField(
        "what nobody knows yet",
        blank=True,
        help_text="Say it plainly; a list reads best.",
    )
    to_say = models.TextField(
        "what to say at an appointment",
        blank=True,
        help_text="What a doctor needs to hear to help; a list reads best.",
    )
    questions = ArrayField(
        models.TextField(),
        default=list,
        blank=True,
        help_text="Questions to ask at an appointment, one a line.",
    )
    related = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="related_from",
        help_text="Two or more pages to read on at: what is often meant, or felt, together with this.",
    )
    tags = TaggableManager(blank=True, help_text="Editors' labels, separated by commas.")
    review_months = models.PositiveSmallIntegerField(
        "review every (months)",
        default=12,
        help_text="How long a review holds before the page should be read again: at most a year, and at most three of "
        "a mechanism, whatever is set here.",
    )

    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    last_edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    last_edited_at = models.DateTimeField(auto_now=True)
    live = models.OneToOneField(
        "Edition",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="live_page",
    )
    review_due_on = models.DateField(
        null=True,
        editable=False,
        db_index=True,
        help_text="A projection of the live edition: the day by which it is to be reviewed again, once it was signed.",
    )
    sign_off_lapses_on = models.DateField(
        null=True,
        editable=False,
        help_text="A projection: from this day on the sign-offs of the live edition hold no longer, because somebody "
        "who signed may not sign any more, or her declaration of interests ends.",
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        indexes = [models.Index(fields=["kind"], name="page_kind")]
        constraints = [
            one_of("page_kind_is_known", "kind", Kind),
            one_of("page_status_is_known", "status", Status),
            models.CheckConstraint(
                name="page_slug_is_an_address",
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
            models.CheckConstraint(
                name="page_moved_to_is_an_address",
                condition=Q(moved_to__isnull=True) | Q(moved_to__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
            models.CheckConstraint(name="page_moved_elsewhere", condition=~Q(moved_to=F("slug"))),
            models.CheckConstraint(name="page_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="page_review_is_planned", condition=Q(review_months__range=(1, 60))),
            models.CheckConstraint(
                name="page_published_has_an_edition",
                condition=~Q(status="published") | Q(live__isnull=False),
            ),
            models.CheckConstraint(
                name="page_archived_is_not_live",
                condition=~Q(status="archived") | Q(live__isnull=True),
            ),
        ]
        permissions = [
            ("submit_page", "Can submit a page for review"),
            ("review_page", "Can sign off a page or send it back"),
            ("publish_page", "Can publish and archive pages"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return page_url(self.kind, self.address)

    @property
    def address(self) -> str:
        """The last part of the address at which readers find it now."""
        return self.moved_to or self.slug

    @property
    def sign_off_lapsed(self) -> bool:
        """Whether what readers see was signed off, and that holds no longer."""
        return is_past(self.sign_off_lapses_on)

    @property
    def specific(self):
        """The same page as its own kind: a Topic, Intervention, Mechanism or Article. Costs a query once."""
        return getattr(self, SPECIFIC[self.kind])


SPECIFIC = {
    Kind.SYMPTOM: "topic",
    Kind.CONDITION: "topic",
    Kind.STAGE: "topic",
    Kind.INTERVENTION: "intervention",
    Kind.MECHANISM: "mechanism",
    Kind.ARTICLE: "article",
}


def is_past(lapses_on: date | None) -> bool:
    """Whether the day from which a sign-off holds no longer has come."""
    return lapses_on is not None and lapses_on <= timezone.localdate()


@cache
def page_url(kind: str, slug: str) -> str:
    """The address of a page, from what an edition or a link knows of it. Kept, because lists ask for hundreds."""
    return reverse("topics:page", args=[Kind(kind), slug])


class FormerAddress(models.Model):
    """An address that a moved page had between its first and the one it has now. It leads to the page for ever.

    The database lets no other page have one (migration 0010); a page's first address is its slug and stays its own.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="former_addresses")
    slug = models.SlugField("address", max_length=80, unique=True)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "former addresses"
        constraints = [
            models.CheckConstraint(
                name="former_address_is_an_address", condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
            )
        ]

    def __str__(self):
        return self.slug


class Part(models.Model):
    """A row of a page, in the order its editor gave."""

    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class AliasKind(models.TextChoices):
    LAY = "lay", "Everyday"
    CLINICAL = "clinical", "Clinical"
    BRAND = "brand", "Brand"
    AMERICAN = "american", "American spelling"
    BRITISH = "british", "British spelling"
    MISSPELLING = "misspelling", "Misspelling"
    ABBREVIATION = "abbreviation", "Abbreviation"
    PHRASE = "phrase", "Phrase"


class Alias(Part):
    """Another name for a page: what she types, what her doctor writes, how Americans spell it."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=120, help_text="One name, as somebody would type it into the search box.")
    kind = models.CharField(
        max_length=20,
        choices=AliasKind,
        default=AliasKind.LAY,
        help_text="Who says it so. The search finds misspellings and phrases, and shows them to nobody.",
    )

    class Meta(Part.Meta):
        verbose_name_plural = "aliases"
        constraints = [
            models.UniqueConstraint("page", models.functions.Lower("text"), name="alias_once_a_page"),
            one_of("alias_kind_is_known", "kind", AliasKind),
        ]

    def __str__(self):
        return self.text


class Topic(Page):
    """A symptom, a condition or a stage."""

    clinical_name = models.CharField(max_length=120, blank=True, help_text="What doctors call it: arthralgia.")
    body_area = models.CharField(
        max_length=30, choices=BodyArea, help_text="Where it is felt: readers find it in the list under this heading."
    )
    how_common = models.TextField(
        blank=True,
        help_text="How many women, of whom, and who counted (with citation).",
    )

    class Meta:
        verbose_name = "symptom, condition or stage"
        verbose_name_plural = "symptoms, conditions and stages"
        constraints = [one_of("topic_body_area_is_known", "body_area", BodyArea)]


class Urgency(models.TextChoices):
    EMERGENCY = "emergency", "Emergency: get help now"
    URGENT = "urgent", "Urgent: be seen within days"
    ROUTINE = "routine", "At an ordinary appointment"


class WarningSign(Part):
    """A sign that should bring someone to a doctor, and how fast."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="warning_signs")
    urgency = models.CharField(
        max_length=10, choices=Urgency, help_text="How fast she should be seen. Readers meet the most urgent first."
    )
    text = models.TextField(help_text="What she would notice, in plain words: “one hot, swollen, very painful joint”.")

    class Meta(Part.Meta):
        constraints = [one_of("warning_sign_urgency_is_known", "urgency", Urgency)]

    def __str__(self):
        return self.text


class Category(models.TextChoices):
    HORMONE_THERAPY = "hormone-therapy", "Hormone therapy"
    PRESCRIPTION = "prescription-medicine", "Prescription medicine"
    OFF_LABEL = "off-label-medicine", "Off-label medicine"
    SUPPLEMENT = "supplement", "Supplement"
    HERBAL = "herbal-medicine", "Herbal medicine"
    PSYCHOLOGICAL = "psychological", "Psychological"
    EXERCISE = "exercise", "Exercise"
    DIET = "diet", "Diet"
    DEVICE = "device-or-procedure", "Device or procedure"
    COMPLEMENTARY = "complementary", "Complementary"


class Intervention(Page):
    """Something that people take or do."""

    category = models.CharField(
        max_length=30, choices=Category, help_text="Readers find it in the list of treatments under this heading."
    )
    plural = models.BooleanField(
        "the title is a plural",
        default=False,
        help_text="So that sentences read “soy isoflavones reduce”, not “soy isoflavones reduces”.",
    )
    not_confused_with = models.TextField(
        "not to be confused with",
        blank=True,
        help_text="What has a like name or is sold beside it, and how it differs.",
    )
    how_taken = models.TextField("how it is taken", blank=True, help_text="Stands before the doses.")
    safety = models.TextField(
        blank=True,
        help_text="Stands before the side effects. Harms are never left out.",
    )
    access = models.TextField(
        "getting it",
        blank=True,
        help_text="Who prescribes or sells it, and what it takes to get it. Stands before the rows.",
    )

    class Meta:
        constraints = [one_of("intervention_category_is_known", "category", Category)]


class InterventionPart(Part):
    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta(Part.Meta):
        abstract = True


class Dose(InterventionPart):
    """A dose that was studied or is in use; never advice to take it."""

    route = models.CharField(max_length=60, help_text="For example: by mouth, through the skin.")
    amount = models.CharField(max_length=120, help_text="With its unit, for example 4.5 mg.")
    schedule = models.CharField(max_length=160, blank=True, help_text="How often, and for how long: once a day.")
    text = models.TextField(help_text="Where the dose comes from, with citation.")

    def __str__(self):
        return f"{self.amount} {self.route}"


class SideEffect(InterventionPart):
    name = models.CharField(max_length=120, help_text="What she would notice, in a word or two: vivid dreams.")
    text = models.TextField(help_text="How often, beside the comparison group, with citation.")

    def __str__(self):
        return self.name


class CautionKind(models.TextChoices):
    CONTRAINDICATION = "contraindication", "Who should not take it"
    INTERACTION = "interaction", "Does not mix with"
    PRECAUTION = "precaution", "Take care"


class Caution(InterventionPart):
    kind = models.CharField(
        max_length=20,
        choices=CautionKind,
        help_text="Whether it rules the treatment out, is about what else she takes, or asks for care.",
    )
    name = models.CharField(max_length=160, help_text="The condition or medicine: opioid painkillers.")
    text = models.TextField(help_text="Why, with citation.")

    class Meta(InterventionPart.Meta):
        constraints = [one_of("caution_kind_is_known", "kind", CautionKind)]

    def __str__(self):
        return self.name


class RegulationStatus(models.TextChoices):
    APPROVED = "approved", "Approved"
    OFF_LABEL = "off-label", "Used off label"
    WITHDRAWN = "withdrawn", "Withdrawn"
    NOT_LICENSED = "not-licensed", "Not licensed"
    SUPPLEMENT = "supplement", "Sold as a supplement"
    GUIDELINE = "guideline", "In a guideline"


class Regulation(InterventionPart):
    """What a country's authority has decided about it."""

    country = models.CharField(max_length=60, help_text="The country, or the European Union.")
    authority = models.CharField(max_length=120, blank=True, help_text="Who decided: MHRA, FDA, EMA.")
    status = models.CharField(max_length=20, choices=RegulationStatus, help_text="What was decided, for this use.")
    text = models.TextField(help_text="What for, since when, with citation.")

    class Meta(InterventionPart.Meta):
        constraints = [one_of("regulation_status_is_known", "status", RegulationStatus)]

    def __str__(self):
        return f"{self.country}: {self.get_status_display()}"


class Mechanism(Page):
    """Something that happens in the body, through which a treatment might work or a symptom might arise."""

    body_system = models.CharField(max_length=60, help_text="The part of the body’s workings: immune system.")


class Article(Page):
    """A page a reader sits down with: a note, an introduction (its body), numbered claims and a close."""

    category = models.CharField(max_length=60, help_text="The heading that readers find it under.")
    personal_note = models.TextField(blank=True, help_text="One person's experience. Marked as such; never evidence.")
    close = models.TextField(blank=True, help_text="What to take away, after the last claim. No new claims here.")
    about = models.ManyToManyField(
        Page,
        related_name="articles",
        blank=True,
        help_text="The treatments, symptoms and mechanisms it is about: its end leads to them.",
    )


NOW_AT = Coalesce("live_page__moved_to", "slug")


class EditionQuerySet(models.QuerySet):
    def live(self):
        """The editions that readers see now, each with its address of today, as its page may have moved since, and
        with the day from which its sign-off holds no longer."""
        return self.filter(live_page__isnull=False).annotate(
            address_now=NOW_AT, lapses_on=F("live_page__sign_off_lapses_on")
        )

    def live_at(self, kind: str, address: str):
        """The edition that readers see at this address."""
        page = Q(live_page__moved_to=address) | Q(live_page__slug=address, live_page__moved_to=None)
        return self.live().filter(page, kind=kind)

    def cards(self):
        """Only what a list shows of each page; never its text."""
        return self.only("page_id", "kind", "slug", "title", "summary", "published_at").order_by("title")


class ChangeKind(models.TextChoices):
    FIRST = "first", "First published"
    EVIDENCE = "evidence", "Evidence changed"
    WORDING = "wording", "Wording changed"


class Edition(models.Model):
    """A published page, frozen: what it said, how it was printed, who signed it off, and what had changed.

    The database refuses to change or delete one (migration 0002), so every reader's page can be shown again.
    """

    page = models.ForeignKey(Page, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    tags = ArrayField(models.CharField(max_length=100), default=list)
    body_area = models.CharField(max_length=30, blank=True)
    content = models.JSONField(help_text="The page as plain data, with the studies it cites.")
    content_hash = models.CharField(max_length=64)
    rendered = models.JSONField(help_text="What the page shows: HTML and figures, made once.")
    signed_off_by = models.JSONField(
        default=list,
        help_text="Name, credentials, interests, scope and date of each sign-off.",
    )
    change_kind = models.CharField(max_length=10, choices=ChangeKind)
    change_note = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    address_now: str  # these two are what `live` adds
    lapses_on: date | None

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="edition_number_once_a_page"),
            models.CheckConstraint(name="edition_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="edition_says_what_changed", condition=~Q(change_note="")),
            one_of("edition_kind_is_known", "kind", Kind),
            one_of("edition_change_kind_is_known", "change_kind", ChangeKind),
        ]

    def __str__(self):
        return f"{self.title}, edition {self.number}"

    def get_absolute_url(self):
        return page_url(self.kind, self.address)

    @property
    def address(self) -> str:
        """The last part of its address: today's where it was read as live, else its first, which leads there."""
        return getattr(self, "address_now", self.slug)

    @property
    def is_signed_off(self) -> bool:
        """Whether a clinician has approved exactly this content, and that holds."""
        return bool(self.signed_off_by) and not self.sign_off_lapsed

    @property
    def sign_off_lapsed(self) -> bool:
        """Whether it was signed off, and that holds no longer. Known of an edition that was read as live."""
        return bool(self.signed_off_by) and is_past(getattr(self, "lapses_on", None))

    @property
    def review_due_on(self) -> date | None:
        """The day by which a signed edition should be reviewed again."""
        return due.review_due_on(
            kind=self.kind,
            slug=self.slug,
            months=self.rendered["review_months"],
            signed_on=[date.fromisoformat(signed["date"]) for signed in self.signed_off_by],
        )


class PageLink(models.Model):
    """A projection of live editions: this page's text leads to that one."""

    from_page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="links_out")
    to_page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="links_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_page", "to_page"], name="page_link_once"),
            models.CheckConstraint(name="page_link_leads_elsewhere", condition=~Q(from_page=F("to_page"))),
        ]

    def __str__(self):
        return f"{self.from_page} to {self.to_page}"


class TermKind(models.TextChoices):
    """What a word of the glossary belongs to. The codes are addresses; the words are what readers see."""

    MEDICAL = "medical", "Medicine and the body"
    STATISTICAL = "statistical", "Studies and numbers"
    MENOPAUSE = "menopause", "Menopause"


class TermQuerySet(models.QuerySet):
    def as_read(self):
        """What readers see of each term, with the page to read on at where that is published. One statement."""
        return self.values(
            "slug",
            "term",
            "also",
            "kind",
            "meaning",
            "link",
            see_kind=F("see__live__kind"),
            see_slug=F("see__live__slug"),
            see_address=Coalesce("see__moved_to", "see__slug"),
            see_title=F("see__live__title"),
        )


class Term(LibraryItem):
    """A word of the glossary. It has no editions: /glossary/ says what is saved, so publishers alone save it."""

    term = models.CharField(
        max_length=80,
        help_text="As it stands inside a sentence: “hazard ratio”. A capital only where it always has one: “GRADE”.",
    )
    slug = models.SlugField(
        "address",
        max_length=80,
        unique=True,
        help_text="Names the word in the address /glossary/#address. It stays: published pages link to it.",
    )
    also = ArrayField(
        models.CharField(max_length=80),
        verbose_name="other forms",
        default=list,
        blank=True,
        help_text="Plurals, abbreviations and spellings, one a line. Forms with a capital are found only as written.",
    )
    kind = models.CharField(max_length=20, choices=TermKind)
    meaning = models.TextField(help_text="One or two plain sentences. No numbers, and no claim of effect or harm.")
    link = models.BooleanField(
        "link from pages",
        default=False,
        help_text="Whether pages link their first use of it to the glossary. Only for words most readers won’t know.",
    )
    see = models.ForeignKey(
        Page,
        verbose_name="page to read on at",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="terms",
        help_text="The page that is all about it, if there is one. That page does not link the word.",
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["term"]
        verbose_name = "word of the glossary"
        verbose_name_plural = "glossary"
        constraints = [
            models.UniqueConstraint(models.functions.Lower("term"), name="term_once"),
            models.CheckConstraint(
                name="term_slug_is_an_address",
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
            models.CheckConstraint(name="term_has_a_meaning", condition=~Q(term="") & ~Q(meaning="")),
            one_of("term_kind_is_known", "kind", TermKind),
        ]

    def __str__(self):
        return self.term


class Withdrawal(models.Model):
    """Word left at the address of a page that was taken from readers. It goes when the page is published again."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="withdrawal")
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="+", help_text="What readers saw last: its address and title."
    )
    at = models.DateTimeField(auto_now_add=True)
    for_readers = models.TextField(help_text="Why, in words for readers.")
    instead = models.ForeignKey(
        Page, null=True, on_delete=models.SET_NULL, related_name="+", help_text="What to read instead."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="withdrawal_says_why", condition=~Q(for_readers="")),
            models.CheckConstraint(name="withdrawal_leads_elsewhere", condition=~Q(instead=F("page"))),
        ]

    def __str__(self):
        return f"{self.edition} was taken down"


class ReaderNote(models.Model):
    """What a page's history, or a study's page, tells of a reader's report: an editor's words, never the reader's."""

    page = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="reader_notes")
    study = models.CharField(
        max_length=80,
        blank=True,
        db_index=True,
        help_text="The key of the study, where it is about one: studies belong to an app above, and keys stay.",
    )
    told_on = models.DateField(help_text="The day on which the report came.")
    said = models.TextField(help_text="What the reader told us, in the editor’s words.")
    done_on = models.DateField()
    done = models.TextField(help_text="What was done about it.")

    class Meta:
        ordering = ["-done_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reader_note_is_about_a_page_or_a_study",
                condition=Q(page__isnull=False, study="") | (Q(page__isnull=True) & ~Q(study="")),
            ),
            models.CheckConstraint(name="reader_note_says_what_was_done", condition=~Q(said="") & ~Q(done="")),
        ]

    def __str__(self):
        return self.said[:60]
