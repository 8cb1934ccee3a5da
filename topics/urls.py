from django.urls import path, register_converter

from topics import feeds, views
from topics.models import Kind


class SectionConverter:
    """The first part of an address, as the kind of page that stands there: symptoms, conditions …"""

    regex = "|".join(kind.section for kind in Kind)

    def to_python(self, value: str) -> Kind:
        return Kind(value.removesuffix("s"))

    def to_url(self, kind: Kind) -> str:
        return Kind(kind).section


register_converter(SectionConverter, "section")

app_name = "topics"
urlpatterns = [
    path("", views.home, name="home"),
    path("<section:kind>/", views.index, name="index"),
    path("<section:kind>/<slug:slug>/", views.page, name="page"),
    path("<section:kind>/<slug:slug>/history/", views.history, name="history"),
    path("<section:kind>/<slug:slug>/history/<int:number>/", views.old_edition, name="edition"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("glossary/", views.glossary, name="glossary"),
    path("about/", views.own_page, {"template": "about"}, name="about"),
    path("privacy/", views.own_page, {"template": "privacy"}, name="privacy"),
    path("for-clinicians/", views.own_page, {"template": "for_clinicians"}, name="for-clinicians"),
    path("contributing/", views.own_page, {"template": "contributing"}, name="contributing"),
    path("feed/", feeds.WhatsNew(), name="feed"),
]
