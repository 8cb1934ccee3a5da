from django.urls import path, register_converter

from evidence.exports import FORMATS
from evidence.views import data, studies
from evidence.views.compare import compare
from evidence.views.map import evidence_map
from evidence.views.topic import every_row


class EndingConverter:
    """The ending of a file of references: ris, bib, json."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(EndingConverter, "ending")

app_name = "evidence"
urlpatterns = [
    path("evidence/", evidence_map, name="map"),
    path("compare/", compare, name="compare"),
    path("evidence/studies/", studies.every_study, name="studies"),
    path("evidence/studies/<slug:slug>/", studies.study, name="study"),
    path("evidence/studies/<slug:slug>.<ending:ending>", studies.study_file, name="study-file"),
    path(
        "<section:kind>/<slug:slug>/references.<ending:ending>", studies.references_file, name="references-file"
    ),  # the section's converter is topics.urls'
    path("<section:kind>/<slug:slug>/evidence/", every_row, name="topic"),
    path("data/", data.index, name="data"),
    path("data/rose.json", data.everything_json, name="data-everything"),
    path("data/<slug:name>.csv", data.table_csv, name="data-csv"),
    path("data/<slug:name>.json", data.table_json, name="data-json"),
    path("interventions/<slug:slug>/evidence/<slug:key>.fhir.json", data.assessment_fhir, name="fhir"),
]
