from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/pick/", views.pick, name="pick"),
    path("opensearch.xml", views.description, name="description"),
    path("api/search/", views.api, name="api"),
    path("api/suggest/", views.suggest, name="suggest"),
]
