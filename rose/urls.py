"""Where everything answers."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from editorial.policy_views import editorial_policy
from editorial.rating_views import how_we_grade
from evidence.sitemaps import EvidencePages, StudyPages
from rose import views
from topics.sitemaps import OwnPages, PublishedPages
from topics.urls import urlpatterns as reading

# These two count editors' ratings and sign-offs, which topics knows nothing of; their names stay with the other pages'.
reading = [
    *reading,
    path("how-we-grade/", how_we_grade, name="how-we-grade"),
    path("editorial-policy/", editorial_policy, name="editorial-policy"),
]

SITEMAPS = {"pages": PublishedPages, "own": OwnPages, "studies": StudyPages, "evidence": EvidencePages}

urlpatterns = [
    path("", include((reading, "topics"))),
    path("", include("evidence.urls")),
    path("", include("search.urls")),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots),
    path(".well-known/security.txt", views.security, name="security"),
    path("healthz/", views.healthz),
    path("", include("editorial.urls")),  # before the admin, which answers everything below its address
    path("admin/", admin.site.urls),
]
