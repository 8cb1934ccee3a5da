"""The evidence's own pages, for search engines."""

from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class EvidencePages(Sitemap):
    def items(self) -> list[str]:
        return ["evidence:map", "evidence:compare"]

    def location(self, item: str) -> str:
        return reverse(item)
