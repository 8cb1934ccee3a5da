from django.contrib import admin
from django.urls import path

from editorial import intake, views

staff = admin.site.admin_view

app_name = "editorial"
urlpatterns = [
    path("admin/markdown/preview/", views.markdown_preview, name="markdown-preview"),
    path("admin/markdown/picture/", views.picture_upload, name="picture-upload"),
    path("admin/sign-in-and-save/", views.sign_in_and_save, name="sign-in-and-save"),
    path("admin/pages/<int:pk>/preview/", staff(views.page_preview), name="preview"),
    path("admin/pages/<int:pk>/<slug:name>/", staff(views.step), name="step"),
    path("admin/comments/<int:pk>/resolve/", staff(views.resolve), name="resolve"),
    path("admin/tasks/<int:pk>/finish/", staff(views.finish), name="finish"),
    path("admin/intake/", staff(intake.start), name="intake"),
    path("admin/intake/found/", staff(intake.found), name="intake-found"),
    path("admin/intake/record/", staff(intake.review), name="intake-record"),
    path("media/<path:name>", views.picture, name="picture"),
]
