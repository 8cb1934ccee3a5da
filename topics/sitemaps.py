"""Every published page, and Rose's own, for search engines."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from topics.models import Edition, Kind


class PublishedPages(Sitemap):
    def items(self) -> QuerySet[Edition]:
        return Edition.objects.live().cards()

    def lastmod(self, item: Edition) -> datetime:
        return item.published_at


class OwnPages(Sitemap):
    """Pages that no edition stands behind: lists, the glossary, and what Rose says of itself."""

    def items(self) -> list[str]:
        fixed = ["about", "how-we-grade", "editorial-policy", "reviewers", "privacy", "for-clinicians", "contributing"]
        sections = [reverse("topics:index", args=[kind]) for kind in Kind]
        return [*(reverse(f"topics:{name}") for name in ("home", "glossary", *fixed)), *sections]

    def location(self, item: str) -> str:
        return item
