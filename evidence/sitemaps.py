"""The evidence's own pages, for search engines."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from evidence import published_studies
from evidence.models import Citation


class StudyPages(Sitemap):
    def items(self) -> QuerySet[Citation, dict[str, Any]]:
        return published_studies.cited()

    def location(self, item: dict[str, Any]) -> str:
        return reverse("evidence:study", args=[item["slug"]])

    def lastmod(self, item: dict[str, Any]) -> datetime:
        return item["changed"]


class EvidencePages(Sitemap):
    def items(self) -> list[str]:
        return ["evidence:map", "evidence:compare", "evidence:studies"]

    def location(self, item: str) -> str:
        return reverse(item)
