"""What's new, for feed readers."""

from django.contrib.syndication.views import Feed
from django.utils.feedgenerator import Atom1Feed

from topics import editions
from topics.models import Edition, page_url


class WhatsNew(Feed):
    feed_type = Atom1Feed
    title = "Rose: what’s new"
    subtitle = "Pages newly published or changed, and what changed in them."
    link = "/"

    def items(self) -> list[Edition]:
        return editions.newest(30)

    def item_title(self, item: Edition) -> str:
        return item.title

    def item_description(self, item: Edition) -> str:
        return f"{item.get_change_kind_display()}. {item.change_note}"

    def item_updateddate(self, item: Edition):
        return item.published_at

    def item_guid(self, item: Edition) -> str:
        """By the page's first address: one that moves is no news."""
        return f"{page_url(item.kind, item.slug)}#{item.published_at.isoformat()}"
