"""Where everything answers."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from evidence.sitemaps import EvidencePages
from rose import views
from topics.sitemaps import PublishedPages

urlpatterns = [
    path("", include("topics.urls")),
    path("", include("evidence.urls")),
    path("", include("search.urls")),
    path("sitemap.xml", sitemap, {"sitemaps": {"pages": PublishedPages, "evidence": EvidencePages}}, name="sitemap"),
    path("robots.txt", views.robots),
    path("healthz/", views.healthz),
    path("", include("editorial.urls")),  # before the admin, which answers everything below its address
    path("admin/", admin.site.urls),
]
