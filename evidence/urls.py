from django.urls import URLPattern, path

from evidence.views import data

app_name = "evidence"
urlpatterns: list[URLPattern] = [
    path("data/", data.index, name="data"),
    path("data/rose.json", data.everything_json, name="data-everything"),
    path("data/<slug:name>.csv", data.table_csv, name="data-csv"),
    path("data/<slug:name>.json", data.table_json, name="data-json"),
    path("interventions/<slug:slug>/evidence/<slug:key>.fhir.json", data.assessment_fhir, name="fhir"),
]
