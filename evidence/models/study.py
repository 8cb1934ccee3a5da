"""Publications and registry records."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from topics.models import LibraryItem, one_of


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


class StudyQuerySet(models.QuerySet):
    def citable(self):
        """Studies that readers can look up: with a DOI, a PubMed number or a registration."""
        return self.exclude(doi="", pmid="", registration="")


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
        indexes = [models.Index("slug", name="study_retracted", condition=Q(retracted=True))]
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
