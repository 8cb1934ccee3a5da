"""What is known and how surely: studies and their findings, the assessments and claims that rest on them."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower
from django.db.models.lookups import GreaterThanOrEqual

from evidence import grading, wording
from evidence.grading import LOWERING_DOMAINS, MOVES, RAISING_DOMAINS, STARTING_LEVELS
from topics.models import (
    Article,
    Intervention,
    LibraryItem,
    Mechanism,
    Page,
    Part,
    Topic,
    one_of,
)


class Directness(models.TextChoices):
    """Whom the evidence comes from, held against the women who read Rose."""

    DIRECT = "direct", "Women in or after the menopause transition"
    MIXED = "mixed", "Women in or after the menopause transition are a reported part"
    INDIRECT = "indirect", "Other people"
    MECHANISM_ONLY = "mechanism-only", "Nobody: laboratory or theory"


class Basis(models.TextChoices):
    """What shows an arrow of a mechanism."""

    HUMAN = "human", "Shown in people"
    ANIMAL = "animal", "Shown in animals"
    LABORATORY = "laboratory", "Shown in cells"
    THEORY = "theory", "Proposed"


class Direction(models.TextChoices):
    BENEFIT = "benefit", "Better"
    HARM = "harm", "Worse"
    NO_DIFFERENCE = "no-difference", "Little or no difference"
    MIXED = "mixed", "Mixed"
    UNCLEAR = "unclear", "Unclear"


class StudyQuerySet(models.QuerySet):
    def citable(self):
        """Studies that readers can look up: with a DOI, a PubMed number or a registration."""
        return self.exclude(doi="", pmid="", registration="")


class Design(models.TextChoices):
    SYSTEMATIC_REVIEW = "systematic-review", "Systematic review"
    META_ANALYSIS = "meta-analysis", "Meta-analysis"
    NETWORK_META_ANALYSIS = "network-meta-analysis", "Network meta-analysis"
    RCT_PARALLEL = "rct-parallel", "Randomised trial"
    RCT_CROSSOVER = "rct-crossover", "Randomised crossover trial"
    CLUSTER_RCT = "cluster-rct", "Cluster randomised trial"
    NONRANDOMISED = "nonrandomised-trial", "Trial without randomisation"
    COHORT = "cohort", "Cohort study"
    CASE_CONTROL = "case-control", "Case-control study"
    CROSS_SECTIONAL = "cross-sectional", "Cross-sectional study"
    REGISTRY = "registry-study", "Registry study"
    CASE_SERIES = "case-series", "Case series"
    CASE_REPORT = "case-report", "Case report"
    QUALITATIVE = "qualitative", "Qualitative study"
    GUIDELINE = "guideline", "Guideline"
    POSITION = "position-statement", "Position statement"
    NARRATIVE_REVIEW = "narrative-review", "Narrative review"
    ANIMAL = "animal", "Animal study"
    IN_VITRO = "in-vitro", "Laboratory study"
    PROTOCOL = "protocol", "Trial protocol"
    OFFICIAL_RECORD = "official-record", "Official record"


class StudyDirectness(models.TextChoices):
    DIRECT = "direct", "Women in or after the menopause transition"
    MIXED = "mixed", "Women in or after the menopause transition are a reported part"
    INDIRECT = "indirect", "Other people"
    NOT_HUMAN = "not-human", "Not people"


class Study(LibraryItem):
    """A publication or a registry record: who studied what, in whom, and where it can be read."""

    slug = models.SlugField(
        "citation key",
        max_length=80,
        unique=True,
        help_text="As cited in Markdown: [@younger-2013].",
    )
    title = models.TextField()
    authors = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        help_text="One a line: surname, then initials.",
    )
    journal = models.CharField(max_length=250, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    volume = models.CharField(max_length=30, blank=True)
    issue = models.CharField(max_length=30, blank=True)
    pages = models.CharField(max_length=40, blank=True)
    doi = models.CharField("DOI", max_length=200, blank=True)
    pmid = models.CharField("PubMed number", max_length=12, blank=True)
    registration = models.CharField(
        max_length=120,
        blank=True,
        help_text="Registry number, for example NCT00568555.",
    )
    design = models.CharField(max_length=30, choices=Design)
    participants = models.PositiveIntegerField(null=True, blank=True, help_text="People analysed.")
    studies_pooled = models.PositiveIntegerField(null=True, blank=True, help_text="For a review.")
    population = models.TextField(blank=True)
    directness = models.CharField(max_length=12, choices=StudyDirectness)
    country = models.CharField(max_length=120, blank=True)
    funding = models.TextField(blank=True)
    retracted = models.BooleanField(default=False)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name_plural = "studies"
        constraints = [
            one_of("study_design_is_known", "design", Design),
            one_of("study_directness_is_known", "directness", StudyDirectness),
            models.UniqueConstraint(Lower("doi"), name="study_doi_once", condition=~Q(doi="")),
            models.UniqueConstraint(fields=["pmid"], name="study_pmid_once", condition=~Q(pmid="")),
            models.CheckConstraint(name="study_pmid_is_digits", condition=Q(pmid__regex=r"^[0-9]*$")),
            models.CheckConstraint(name="study_doi_is_bare", condition=Q(doi="") | Q(doi__startswith="10.")),
            models.CheckConstraint(
                name="study_slug_is_a_key",
                condition=Q(slug__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
            models.CheckConstraint(
                name="study_year_is_plausible",
                condition=Q(year__isnull=True) | Q(year__range=(1800, 2100)),
            ),
        ]

    def __str__(self):
        return self.slug

    @property
    def is_citable(self) -> bool:
        """Whether a reader can look it up."""
        return bool(self.doi or self.pmid or self.registration)


class Finding(Part):
    """What one study found for one treatment and one outcome."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="findings")
    key = models.SlugField(max_length=100)
    intervention = models.ForeignKey(
        Intervention,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="findings",
    )
    exposure = models.CharField(
        max_length=120,
        blank=True,
        help_text="What was studied, where Rose has no page for it.",
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="findings")
    outcome = models.CharField(max_length=120, help_text="What was measured.")
    comparator = models.CharField(max_length=250, blank=True)
    dose = models.CharField(max_length=250, blank=True)
    duration = models.CharField(max_length=250, blank=True)
    instrument = models.CharField(max_length=300, blank=True)
    primary = models.BooleanField("primary outcome", default=False)
    direction = models.CharField(max_length=15, choices=Direction)
    effect = models.TextField(help_text="In our own words, the comparison group's figure beside it.")
    measure = models.JSONField(
        default=dict,
        blank=True,
        help_text="type, value, unit, ci (low and high), p: only what was seen.",
    )
    note = models.TextField(blank=True, help_text="What a careful reader must know.")

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(fields=["study", "key"], name="finding_key_once_a_study"),
            one_of("finding_direction_is_known", "direction", Direction),
        ]

    def __str__(self):
        return f"{self.study.slug}/{self.key}"


class AdverseEvent(Part):
    """A harm that a study counted. Percentages are of people, 0 to 100."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="safety")
    event = models.CharField(max_length=250)
    intervention_pct = models.FloatField("% on treatment", null=True, blank=True)
    comparator_pct = models.FloatField("% in comparison", null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.CheckConstraint(
                name=f"adverse_event_{name}_is_a_percentage",
                condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (0, 100)}),
            )
            for name in ("intervention_pct", "comparator_pct")
        ]

    def __str__(self):
        return self.event


class Better(models.TextChoices):
    LOWER = "lower", "Lower is better"
    HIGHER = "higher", "Higher is better"


class Outcome(LibraryItem):
    """What is measured, which way is better, and from where on a difference matters to people."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    phrase = models.CharField(
        max_length=120,
        help_text="Completes “reduces …”, “improves …”, “raises the risk of …”.",
    )
    better = models.CharField(max_length=6, choices=Better)
    harm = models.BooleanField("unwanted effect", default=False)
    important_difference = models.FloatField(null=True, blank=True, help_text="The smallest that matters to people.")
    important_difference_unit = models.CharField(max_length=120, blank=True)
    important_difference_source = models.ForeignKey(
        Study, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of("outcome_better_is_known", "better", Better),
            models.CheckConstraint(
                name="outcome_important_difference_has_a_source",
                condition=Q(important_difference__isnull=True) | Q(important_difference_source__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name


class Trial(LibraryItem):
    """A registered study, as its registry record stood when somebody looked."""

    registry_id = models.CharField(max_length=60, unique=True)
    title = models.TextField()
    interventions = models.ManyToManyField(Intervention, blank=True, related_name="trials")
    topics = models.ManyToManyField(Topic, blank=True, related_name="trials")
    condition = models.CharField(max_length=200, blank=True)
    phase = models.CharField(max_length=30, blank=True)
    status = models.CharField(max_length=200, blank=True)
    status_as_of = models.DateField(null=True, blank=True)
    participants = models.PositiveIntegerField("people planned or enrolled", null=True, blank=True)
    sponsor = models.CharField(max_length=200, blank=True)
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    menopausal = models.BooleanField("in women in or after the menopause transition", default=False)
    note = models.TextField(blank=True)
    study = models.ForeignKey(Study, null=True, blank=True, on_delete=models.SET_NULL, related_name="trials")

    class Meta:
        ordering = ["registry_id"]

    def __str__(self):
        return self.registry_id


class MechanismLink(Part):
    """An arrow of "how it might work": a treatment acts on a mechanism, or a mechanism contributes to a symptom."""

    statement = models.TextField(help_text="One or two sentences, with citations.")
    basis = models.CharField(max_length=12, choices=Basis)
    independent_groups = models.PositiveSmallIntegerField(
        default=0,
        help_text="How many independent groups of researchers have shown it in people.",
    )
    intervention = models.ForeignKey(
        Intervention,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="acts_on",
    )
    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="links")
    topic = models.ForeignKey(
        Topic,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="mechanism_links",
    )
    studies = models.ManyToManyField(Study, blank=True, related_name="mechanism_links")

    class Meta(Part.Meta):
        constraints = [
            one_of("mechanism_link_basis_is_known", "basis", Basis),
            models.CheckConstraint(
                name="mechanism_link_has_one_other_end",
                condition=Q(intervention__isnull=True, topic__isnull=False)
                | Q(intervention__isnull=False, topic__isnull=True),
            ),
            models.CheckConstraint(
                name="mechanism_link_counts_groups_in_people_only",
                condition=Q(basis="human", independent_groups__gte=1) | (~Q(basis="human") & Q(independent_groups=0)),
            ),
            models.UniqueConstraint(fields=["intervention", "mechanism"], name="mechanism_link_acts_once"),
            models.UniqueConstraint(
                fields=["mechanism", "topic"],
                name="mechanism_link_contributes_once",
                condition=Q(intervention__isnull=True),
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def key(self) -> str:
        """How a claim refers to it: low-dose-naltrexone/microglial-activation."""
        ends = (self.intervention, self.mechanism, self.topic)
        return "/".join(end.slug for end in ends if end is not None)


def _moves(domain: str) -> Case:
    """SQL for how far one lowering domain moves the level."""
    judged = [When(**{domain: code}, then=Value(MOVES[code])) for code in LOWERING_DOMAINS[domain] if MOVES[code]]
    return Case(*judged, default=Value(0), output_field=models.SmallIntegerField())


def _level() -> models.Expression:
    """SQL for the level before it is held between very low and high: start, minus concerns, plus raising points."""
    starts = [When(starting_point=name, then=Value(level)) for name, level in STARTING_LEVELS.items() if level]
    level: models.Expression = Case(*starts, default=Value(0), output_field=models.SmallIntegerField())
    for domain in LOWERING_DOMAINS:
        level = level + _moves(domain)
    for domain in RAISING_DOMAINS:
        level = level + F(domain)
    return level


def _certainty() -> Case:
    """SQL for `grading.certainty`; a test holds the two equal on every input."""
    return Case(
        When(starting_point=grading.NO_HUMAN_EVIDENCE, then=Value(grading.NOT_RATED)),
        *[When(GreaterThanOrEqual(_level(), points), then=Value(grading.LEVELS[points])) for points in (4, 3, 2)],
        default=Value(grading.VERY_LOW),
        output_field=models.CharField(max_length=10),
    )


def _needs_reason(domain: str, *, unmoved: Q) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"assessment_{domain}_has_its_reason",
        condition=unmoved | ~Q(**{f"{domain}_reason": ""}),
    )


WRITTEN_BY_A_PERSON = Q(direction__in=wording.WRITTEN_BY_A_PERSON)
NOTHING_RAISES = Q(**dict.fromkeys(RAISING_DOMAINS, 0))
NOTHING_LOWERS = Q(
    **{f"{domain}__in": [code for code in codes if MOVES[code] == 0] for domain, codes in LOWERING_DOMAINS.items()}
)


def judgement_field(domain: str) -> models.CharField:
    choices = [(code, grading.words(code).capitalize()) for code in LOWERING_DOMAINS[domain]]
    return models.CharField(max_length=30, choices=choices, default=grading.NO_CONCERN)


def points_field(domain: str) -> models.PositiveSmallIntegerField:
    names = {0: "Absent", 1: "Present (+1)", 2: "Very large (+2)"}
    return models.PositiveSmallIntegerField(choices=[(n, names[n]) for n in RAISING_DOMAINS[domain]], default=0)


def reason_field() -> models.TextField:
    return models.TextField(
        "reason",
        blank=True,
        help_text="In words a reader understands, naming the studies.",
    )


class StartingPoint(models.TextChoices):
    RANDOMISED = grading.RANDOMISED, "Randomised trials (starts high)"
    NON_RANDOMISED = grading.NON_RANDOMISED, "Non-randomised studies (starts low)"
    CASE_REPORTS = grading.CASE_REPORTS, "Case series or reports (starts very low)"
    NO_HUMAN_EVIDENCE = grading.NO_HUMAN_EVIDENCE, "Nothing in people (not rated)"


class Size(models.TextChoices):
    TRIVIAL = "trivial", "Trivial"
    SMALL = "small", "Small"
    MODERATE = "moderate", "Moderate"
    LARGE = "large", "Large"
    UNCLEAR = "unclear", "Unclear"


class Assessment(Part):
    """How sure anyone can be about one outcome of one treatment, compared with one thing, in one population.

    Its certainty is a generated column: nobody can type it. The database refuses a judgement that moves the certainty
    without its reason, and a raise where GRADE allows none.
    """

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="assessments")
    key = models.SlugField(max_length=100, help_text="How claims refer to it. It stays once used.")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="assessments")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="assessments")
    population = models.CharField(
        max_length=200,
        blank=True,
        help_text="Reads after “In …”. Leave empty only for women in or after the menopause transition.",
    )
    comparator = models.CharField(max_length=200, blank=True)
    dose = models.CharField(max_length=200, blank=True)
    time_frame = models.CharField(max_length=200, blank=True)
    directness = models.CharField(max_length=15, choices=Directness)

    starting_point = models.CharField(max_length=20, choices=StartingPoint)
    risk_of_bias = judgement_field("risk_of_bias")
    risk_of_bias_reason = reason_field()
    inconsistency = judgement_field("inconsistency")
    inconsistency_reason = reason_field()
    indirectness = judgement_field("indirectness")
    indirectness_reason = reason_field()
    imprecision = judgement_field("imprecision")
    imprecision_reason = reason_field()
    publication_bias = judgement_field("publication_bias")
    publication_bias_reason = reason_field()
    large_effect = points_field("large_effect")
    large_effect_reason = reason_field()
    dose_response = points_field("dose_response")
    dose_response_reason = reason_field()
    plausible_confounding = points_field("plausible_confounding")
    plausible_confounding_reason = reason_field()
    certainty = models.GeneratedField(
        expression=_certainty(),
        output_field=models.CharField(max_length=10),
        db_persist=True,
    )
    method_version = models.CharField(max_length=10, default=grading.METHOD_VERSION, editable=False)

    direction = models.CharField(max_length=15, choices=Direction)
    size = models.CharField("size of effect", max_length=10, choices=Size)
    may_also = models.CharField(
        "but may also be",
        max_length=10,
        blank=True,
        choices=[(Direction.BENEFIT, "Better"), (Direction.HARM, "Worse")],
        help_text="Only beside little or no difference: the end of the interval that would matter to people.",
    )
    size_reason = models.TextField(blank=True, help_text="Why this band, against which difference that matters.")
    findings = models.ManyToManyField(Finding, blank=True, related_name="assessments")
    summary = models.TextField(
        blank=True,
        help_text="What the studies found, both groups’ figures, with citations.",
    )
    statement = models.TextField(
        blank=True,
        help_text="Only where the direction is mixed or unclear. Everywhere else the sentence is compiled.",
    )
    unknowns = models.TextField("what is unknown", blank=True)
    searched_on = models.DateField(
        null=True,
        blank=True,
        help_text="For a row without a study: the day you looked.",
    )

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "key"],
                name="assessment_key_once_an_intervention",
            ),
            one_of("assessment_starting_point_is_known", "starting_point", StartingPoint),
            one_of("assessment_direction_is_known", "direction", Direction),
            one_of("assessment_size_is_known", "size", Size),
            one_of("assessment_directness_is_known", "directness", Directness),
            *[
                models.CheckConstraint(
                    name=f"assessment_{domain}_is_allowed",
                    condition=Q(**{f"{domain}__in": list(allowed)}),
                )
                for domain, allowed in [
                    *LOWERING_DOMAINS.items(),
                    *RAISING_DOMAINS.items(),
                ]
            ],
            *[
                _needs_reason(
                    domain,
                    unmoved=Q(**{f"{domain}__in": [code for code in codes if MOVES[code] == 0]}),
                )
                for domain, codes in LOWERING_DOMAINS.items()
            ],
            *[_needs_reason(domain, unmoved=Q(**{domain: 0})) for domain in RAISING_DOMAINS],
            models.CheckConstraint(
                name="assessment_raised_only_if_non_randomised_and_unlowered",
                condition=NOTHING_RAISES | (Q(starting_point=grading.NON_RANDOMISED) & NOTHING_LOWERS),
            ),
            models.CheckConstraint(
                name="assessment_without_people_judges_nothing",
                condition=~Q(starting_point=grading.NO_HUMAN_EVIDENCE) | (NOTHING_RAISES & NOTHING_LOWERS),
            ),
            models.CheckConstraint(
                name="assessment_may_also_only_beside_no_difference",
                condition=Q(may_also="")
                | Q(may_also__in=[Direction.BENEFIT, Direction.HARM], direction=Direction.NO_DIFFERENCE),
            ),
            models.CheckConstraint(
                name="assessment_sentence_written_only_if_no_other_fits",
                condition=Q(statement="") | WRITTEN_BY_A_PERSON,
            ),
            models.CheckConstraint(
                name="assessment_that_needs_a_written_sentence_has_it",
                condition=~WRITTEN_BY_A_PERSON
                | ~Q(statement="")
                | Q(certainty__in=[grading.VERY_LOW, grading.NOT_RATED]),
            ),
        ]

    def __str__(self):
        return f"{self.intervention.slug}/{self.key}"

    @property
    def judgements(self) -> grading.Judgements:
        """What the rater decided, as the pure rules take it."""
        return grading.Judgements(
            starting_point=self.starting_point,
            lowering={domain: getattr(self, domain) for domain in LOWERING_DOMAINS},
            raising={domain: getattr(self, domain) for domain in RAISING_DOMAINS},
        )

    def clean(self):
        try:
            grading.check(self.judgements)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class ClaimKind(models.TextChoices):
    EFFECT = grading.EFFECT, "Effect: what something does"
    MECHANISM = grading.MECHANISM, "Mechanism: how it may work"
    OCCURRENCE = grading.OCCURRENCE, "Occurrence: how often, in whom"
    RECORD = grading.RECORD, "Record: licence, law, dose in use, registration"


class RecordSource(models.TextChoices):
    AUTHORITY = "authority", "The authority’s own record"
    SECONDARY = "secondary", "A secondary record"
    REPORTED = "reported", "Reported by others"


class Claim(Part):
    """One numbered item of an article, with what it rests on. Its letter is computed from that, never typed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="claims")
    heading = models.CharField(max_length=200)
    text = models.TextField()
    kind = models.CharField(max_length=12, choices=ClaimKind)
    assessments = models.ManyToManyField(Assessment, blank=True, related_name="claims")
    links = models.ManyToManyField(MechanismLink, blank=True, related_name="claims")
    studies = models.ManyToManyField(Study, blank=True, related_name="claims")
    source = models.CharField(max_length=10, choices=RecordSource, blank=True)
    disagreement = models.TextField(
        blank=True,
        help_text="Good evidence that disagrees, with citation. It lowers the letter by one.",
    )

    class Meta(Part.Meta):
        constraints = [
            one_of("claim_kind_is_known", "kind", ClaimKind),
            models.CheckConstraint(
                name="claim_source_only_for_a_record",
                condition=Q(kind=grading.RECORD, source__in=RecordSource.values)
                | (~Q(kind=grading.RECORD) & Q(source="")),
            ),
        ]

    def __str__(self):
        return self.heading


class EvidenceRowQuerySet(models.QuerySet):
    def surest_first(self):
        """Rated rows by certainty, then those that nobody has tested; benefits before harms."""
        rank = Case(
            *[When(certainty=level, then=Value(place)) for place, level in enumerate(grading.SUREST_FIRST)],
            output_field=models.SmallIntegerField(),
        )
        return self.order_by("is_harm", rank, "position")

    def resting_on_retracted(self) -> set[int]:
        """The keys of those whose studies hold one that was retracted, as known now."""
        cited = "intervention__citations__study"
        found = self.filter(**{f"{cited}__retracted": True}).values_list("pk", f"{cited}__slug", "card__study_list")
        return {pk for pk, retracted, studies in found if any(study["key"] == retracted for study in studies)}


class EvidenceRow(models.Model):
    """A projection of live editions: one assessment as readers see it. The evidence grid is made of these."""

    intervention = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="evidence_given")
    topic = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="evidence_rows")
    key = models.SlugField(max_length=100)
    position = models.PositiveSmallIntegerField()
    certainty = models.CharField(max_length=10)
    direction = models.CharField(max_length=15)
    size = models.CharField(max_length=10)
    directness = models.CharField(max_length=15)
    is_harm = models.BooleanField()
    card = models.JSONField()

    objects = EvidenceRowQuerySet.as_manager()

    class Meta:
        ordering = ["intervention", "position"]
        constraints = [models.UniqueConstraint(fields=["intervention", "key"], name="evidence_row_once")]

    def __str__(self):
        return f"{self.intervention}: {self.key}"


class CitationQuerySet(models.QuerySet):
    def retracted_keys(self):
        """Citation keys of every study known by now to be retracted, cited by these or not."""
        return Study.objects.filter(retracted=True).values_list("slug", flat=True)


class Citation(models.Model):
    """A projection of live editions: this page cites that study."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="citations")
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="cited_by")

    objects = CitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "study"], name="citation_once")]

    def __str__(self):
        return f"{self.page} cites {self.study}"
