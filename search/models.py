"""What search reads: an entry and its names for each published page, the words in names, the spellings names teach.

All of it is derived from live editions (search/projection.py) and can be derived again.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models.functions import Mod
from django.db.models.lookups import Exact

from search.words import LONGEST_WORD
from topics.models import Page

ABOUT = (
    SearchVector("title", weight="A", config="english")
    + SearchVector("names", weight="B", config="english")
    + SearchVector("summary", weight="C", config="english")
)


class Entry(models.Model):
    """A published page as full-text search sees it: what it is about, and beside that all it says.

    What it is about is looked through first. It is short and stands in the row itself, where a whole text has to be
    fetched piece by piece.

    Text is stored without accents, because `unaccent` may not stand in a generated column.

    The tiers are every page but the articles (0), a 512th of the articles (1), a 64th (2), an eighth (3), and the rest.
    The database's search_articles() and search_articles_about() look through one after the other until they have as
    many as asked for, each with an index of its own: so a word that stands in half of all texts costs no more than one
    that stands in a few hundred.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    kind = models.CharField(max_length=20)
    slug = models.SlugField(max_length=80)
    title = models.TextField()
    names = models.TextField()
    summary = models.TextField()
    text = models.TextField()
    emergency = ArrayField(models.TextField(), default=list)
    about = models.GeneratedField(expression=ABOUT, output_field=SearchVectorField(), db_persist=True)
    vector = models.GeneratedField(
        expression=ABOUT + SearchVector("text", weight="D", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    tier = models.GeneratedField(
        expression=models.Case(
            models.When(~models.Q(kind="article"), then=0),
            models.When(models.Q(Exact(Mod("page", 512), 0)), then=1),
            models.When(models.Q(Exact(Mod("page", 64), 0)), then=2),
            models.When(models.Q(Exact(Mod("page", 8), 0)), then=3),
            default=4,
        ),
        output_field=models.SmallIntegerField(),
        db_persist=True,
    )

    class Meta:
        verbose_name_plural = "entries"
        indexes = [
            GinIndex(fields=[field], name=f"entry_{field}_{tier}", condition=models.Q(tier=tier))
            for field in ("about", "vector")
            for tier in range(5)
        ]

    def __str__(self):
        return self.title


class Role(models.TextChoices):
    """How a name came to a page. Misspellings are understood, and are never what a word is corrected to."""

    TITLE = "title"
    CLINICAL = "clinical"
    ALIAS = "alias"
    MISSPELLING = "misspelling"


class Phrase(models.Model):
    """A published name of a page, as stems: all of its words in order, and those that it is recognised by.

    A name stands in a query only if the longest of its stems does: names are looked up by that, being rarer than most.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="search_phrases")
    text = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=Role)
    sequence = ArrayField(models.CharField(max_length=LONGEST_WORD))
    stems = ArrayField(models.CharField(max_length=LONGEST_WORD))
    longest = models.CharField(max_length=LONGEST_WORD)

    class Meta:
        indexes = [
            models.Index(fields=["longest"], name="phrase_longest"),
            GinIndex(OpClass("text", name="gin_trgm_ops"), name="phrase_trigrams"),
        ]

    def __str__(self):
        return self.text


class NameWord(models.Model):
    """A word of a page's names, as a stem: how many hold it (misspellings aside), and whether its title does."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="search_name_words")
    stem = models.CharField(max_length=LONGEST_WORD)
    names = models.PositiveIntegerField()
    in_title = models.BooleanField(help_text="Or in its clinical name.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stem", "page"], name="name_word_once")]

    def __str__(self):
        return self.stem


class Completion(models.Model):
    """A name as somebody may begin to type it: from its first word on, or from any later word that says something."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="search_completions")
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=200)
    beginning = models.CharField(max_length=200, help_text="The name's words from one of them on, folded.")
    is_start = models.BooleanField()

    class Meta:
        indexes = [
            models.Index("kind", OpClass("beginning", name="text_pattern_ops"), name="completion_beginning"),
        ]

    def __str__(self):
        return self.text


class Word(models.Model):
    """A word of names, each once however many pages use it: what a misspelt word may be corrected to."""

    text = models.CharField(max_length=LONGEST_WORD, primary_key=True)
    stem = models.CharField(max_length=LONGEST_WORD)
    uses = models.PositiveIntegerField(help_text="How many published pages have it in a name.")

    class Meta:
        indexes = [
            GinIndex(OpClass("text", name="gin_trgm_ops"), name="word_trigrams"),
            models.Index(fields=["stem"], name="word_stem"),
        ]

    def __str__(self):
        return self.text


class Unanswered(models.Model):
    """A word that searches of a day found nothing for. Kept only where five of them or more shared it."""

    day = models.DateField()
    word = models.CharField(max_length=30)
    searches = models.PositiveIntegerField()

    class Meta:
        ordering = ["-day", "-searches", "word"]
        verbose_name = "word that found nothing"
        verbose_name_plural = "words that found nothing"
        constraints = [
            models.UniqueConstraint(fields=["day", "word"], name="unanswered_word_once_a_day"),
            models.CheckConstraint(name="unanswered_word_is_shared", condition=models.Q(searches__gte=5)),
        ]

    def __str__(self):
        return self.word


class Spelling(models.Model):
    """Another spelling that a page's names teach: to search, a flash is a flush and pajamas are pyjamas."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="search_spellings")
    stem = models.CharField(max_length=LONGEST_WORD)
    same_as = models.CharField(max_length=LONGEST_WORD)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "stem", "same_as"], name="spelling_once_a_page")]
        indexes = [models.Index(fields=["stem"], name="spelling_stem")]

    def __str__(self):
        return f"{self.stem} is {self.same_as}"
