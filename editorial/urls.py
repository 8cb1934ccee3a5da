from django.contrib import admin
from django.urls import path

from editorial.appraisal import views as rating_views
from editorial.intake import views as intake
from editorial.outside import guest_views as guests_views
from editorial.outside import report_views as reader_report_views
from editorial.overview import views as views_desk
from editorial.page_checks import views as views_checks
from editorial.public import reviewer_views as reviewers_views
from editorial.sign_in import views as entrance_views
from editorial.versions import views as comparing_views
from editorial.workflow import comment_views as commenting_views
from editorial.workflow import views

staff = admin.site.admin_view

app_name = "editorial"
urlpatterns = [
    path("admin/markdown/preview/", views.markdown_preview, name="markdown-preview"),
    path("admin/markdown/picture/", views.picture_upload, name="picture-upload"),
    path("admin/pick/", views.pick, name="pick"),
    path("admin/sign-in-and-save/", entrance_views.sign_in_and_save, name="sign-in-and-save"),
    path("admin/second-factor/", entrance_views.factor, name="second-factor"),
    path("admin/second-factor/change/", staff(entrance_views.change_factor), name="change-factor"),
    path("admin/people/<int:pk>/remove-factor/", staff(entrance_views.remove_factor), name="remove-factor"),
    path("admin/pages/<int:pk>/open/", staff(views.open_page), name="open-page"),
    path("admin/pages/<int:pk>/preview/", staff(views.page_preview), name="preview"),
    path("admin/pages/<int:pk>/compare/", staff(comparing_views.compare), name="compare"),
    path("admin/pages/<int:pk>/roll-back/", staff(comparing_views.roll_back), name="roll-back"),
    path("admin/pages/<int:pk>/checks/", staff(views_checks.checks), name="checks"),
    path("admin/pages/<int:pk>/checks/run/", staff(views_checks.run_checks), name="run-checks"),
    path("admin/pages/<int:pk>/invite/", staff(guests_views.invite), name="invite"),
    path("admin/pages/<int:pk>/<slug:name>/", staff(views.step), name="step"),
    path("admin/comments/<int:pk>/part/", staff(commenting_views.part), name="comment-part"),
    path("admin/comments/<int:pk>/answer/", staff(commenting_views.answer), name="answer"),
    path("admin/comments/<int:pk>/resolve/", staff(commenting_views.resolve), name="resolve"),
    path("admin/comments/<int:pk>/reopen/", staff(commenting_views.reopen), name="reopen"),
    path("admin/invitations/<int:pk>/revoke/", staff(guests_views.revoke), name="revoke"),
    path("admin/reasons/<int:pk>/take-back/", staff(views_checks.take_back), name="take-back-reason"),
    # A guest's: not for the staff, who have the same on the page's form. Each looks for her invitation itself.
    path("admin/guest/", guests_views.read, name="guest"),
    path("admin/guest/comment/", guests_views.comment, name="guest-comment"),
    path("admin/guest/comments/<int:pk>/answer/", guests_views.answer, name="guest-answer"),
    path("admin/guest/sign/", guests_views.sign, name="guest-sign"),
    path("admin/guest/<str:token>/", guests_views.link, name="guest-link"),
    path("admin/reviews/<int:pk>/claim/", staff(views_desk.claim_review), name="claim-review"),
    path("admin/reviews/<int:pk>/release/", staff(views_desk.release_review), name="release-review"),
    path("admin/reader-reports/<int:pk>/", staff(reader_report_views.answer), name="reader-report"),
    path("admin/declaration/", staff(reviewers_views.declaration), name="declaration"),
    path("admin/reports/<slug:name>/", staff(views_desk.report), name="report"),
    path("admin/lists/<slug:app_label>/<slug:model_name>/", staff(views_desk.list_csv), name="list-csv"),
    path("admin/assessments/so-far/", rating_views.grade_so_far, name="so-far"),
    path("admin/assessments/<int:pk>/rate/", staff(rating_views.begin_rating), name="begin-rating"),
    path("admin/ratings/<int:pk>/", staff(rating_views.show_round), name="round"),
    path("admin/ratings/<int:pk>/mine/", staff(rating_views.my_rating), name="my-rating"),
    path("admin/ratings/<int:pk>/reconcile/", staff(rating_views.reconcile), name="reconcile"),
    path("admin/ratings/<int:pk>/set-aside/", staff(rating_views.set_aside), name="set-aside"),
    path("admin/tasks/<int:pk>/finish/", staff(views.finish), name="finish"),
    path("admin/intake/", staff(intake.start), name="intake"),
    path("admin/intake/found/", staff(intake.found), name="intake-found"),
    path("admin/intake/record/", staff(intake.review), name="intake-record"),
    path("media/<path:name>", views.picture, name="picture"),
]
