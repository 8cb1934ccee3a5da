from django.urls import path

from evidence.views.compare import compare
from evidence.views.map import evidence_map

app_name = "evidence"
urlpatterns = [
    path("evidence/", evidence_map, name="map"),
    path("compare/", compare, name="compare"),
]
