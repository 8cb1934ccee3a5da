"""Where everything answers."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from editorial.rating_views import how_we_grade
from evidence.sitemaps import EvidencePages, StudyPages
from rose import views
from topics.sitemaps import PublishedPages
from topics.urls import urlpatterns as reading

# The page on grading counts editors' ratings, which topics knows nothing of; its name stays with the other fixed pages.
reading = [*reading, path("how-we-grade/", how_we_grade, name="how-we-grade")]

SITEMAPS = {"pages": PublishedPages, "studies": StudyPages, "evidence": EvidencePages}

urlpatterns = [
    path("", include((reading, "topics"))),
    path("", include("evidence.urls")),
    path("", include("search.urls")),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots),
    path("healthz/", views.healthz),
    path("", include("editorial.urls")),  # before the admin, which answers everything below its address
    path("admin/", admin.site.urls),
]
