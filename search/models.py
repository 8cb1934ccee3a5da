"""What search reads: one entry a published page, the phrases that name it, and the words in use. All projections."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from topics.models import Page


class Entry(models.Model):
    """A published page as full-text search sees it. Text is stored without accents, because `unaccent` may not stand in
    a generated column."""

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="search_entry"
    )
    kind = models.CharField(max_length=20)
    slug = models.SlugField(max_length=80)
    title = models.TextField()
    names = models.TextField()
    summary = models.TextField()
    text = models.TextField()
    vector = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english")
        + SearchVector("names", weight="B", config="english")
        + SearchVector("summary", weight="C", config="english")
        + SearchVector("text", weight="D", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name_plural = "entries"
        indexes = [GinIndex(fields=["vector"], name="entry_vector")]

    def __str__(self):
        return self.title


class Phrase(models.Model):
    """A published name of a page: its title, its clinical name or an alias, as word stems."""

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="search_phrases"
    )
    text = models.CharField(max_length=200)
    stems = ArrayField(models.CharField(max_length=60))

    class Meta:
        indexes = [GinIndex(fields=["stems"], name="phrase_stems")]

    def __str__(self):
        return self.text


class Word(models.Model):
    """A word in use in names, for correcting spelling: the search looks for the nearest one."""

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="search_words"
    )
    text = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "text"], name="word_once_a_page")
        ]
        indexes = [
            GinIndex(OpClass("text", name="gin_trgm_ops"), name="word_trigrams"),
            models.Index(fields=["text"], name="word_text"),
        ]

    def __str__(self):
        return self.text
