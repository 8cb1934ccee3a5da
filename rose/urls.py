"""Where everything answers."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from editorial.appraisal.views import how_we_grade
from editorial.outside import reader_reports
from editorial.outside.report_views import report, thanks
from editorial.public.policy_views import editorial_policy
from editorial.public.reviewer_views import reviewer, reviewers
from editorial.public.sitemaps import ReviewerPages
from evidence.sitemaps import EvidencePages, StudyPages
from rose import views
from topics.sitemaps import OwnPages, PublishedPages
from topics.urls import urlpatterns as reading

# Of a page, of a study, and of anything else: (name, address, what finds it). Each form has its thanks below it.
REPORTS = [
    ("report", "report/", reader_reports.of_rose),
    ("report-page", "<section:kind>/<slug:slug>/report/", reader_reports.of_page),
    ("report-study", "evidence/studies/<slug:slug>/report/", reader_reports.of_study),
]

# These know editors' ratings, sign-offs and desk, which topics does not; their names stay with the other pages'.
reading = [
    *reading,
    path("how-we-grade/", how_we_grade, name="how-we-grade"),
    path("editorial-policy/", editorial_policy, name="editorial-policy"),
    path("reviewers/", reviewers, name="reviewers"),
    path("reviewers/<slug:slug>/", reviewer, name="reviewer"),
    *(path(address, report, {"find": find}, name=name) for name, address, find in REPORTS),
    *(path(f"{address}thanks/", thanks, {"find": find}, name=f"{name}-thanks") for name, address, find in REPORTS),
]

SITEMAPS = {
    "pages": PublishedPages,
    "own": OwnPages,
    "reviewers": ReviewerPages,
    "studies": StudyPages,
    "evidence": EvidencePages,
}

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

handler500 = "rose.views.server_error"
