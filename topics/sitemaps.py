"""Every published page, for search engines."""

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from topics.models import Edition


class PublishedPages(Sitemap):
    def items(self) -> QuerySet[Edition]:
        return Edition.objects.live().cards()

    def lastmod(self, item: Edition) -> datetime:
        return item.published_at
