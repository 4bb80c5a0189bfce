"""Addresses of responsibility."""

from django.urls import path

from anjian.responsibility.web import deciding, lists, rules

urlpatterns = [
    path("responsibility/", lists.overview, name="responsibility"),
    path("responsibility/firms/", lists.firms, name="responsibility-firms"),
    path("responsibility/take/", lists.take, name="responsibility-take"),
    path("responsibility/rules/", rules.rules, name="responsibility-rules"),
    path("enterprises/<str:enterprise_id>/responsibility/", deciding.answers, name="responsibility-of"),
    path("enterprises/<str:enterprise_id>/signboard/", deciding.signboard, name="signboard"),
    path("enterprises/<str:enterprise_id>/signboard.docx", deciding.signboard_file, name="signboard-file"),
]
