"""Reviewers' pages, for search engines."""

from datetime import date

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from editorial.public.signatures import Signed, signed_by


class ReviewerPages(Sitemap):
    def items(self) -> list[Signed]:
        return signed_by()

    def location(self, item: Signed) -> str:
        return reverse("topics:reviewer", args=[item.reviewer.slug])

    def lastmod(self, item: Signed) -> date:
        return item.last
