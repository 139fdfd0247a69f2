"""Addresses of everybody's pages: home, accounts, organisations, reference data, jobs."""

from django.urls import URLPattern, path

from portal import kept
from portal.views import account, documents, home, jobs, members, news, organisations, reference, session, webhook

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("start/", home.start, name="start"),
    path("alerts/", news.alerts, name="alerts"),
    path("notices/", news.notices, name="notices"),
    path("notices/<uuid:pk>/document/", documents.letter, name="letter_document"),
    path("login/", session.log_in, name="login"),
    path("logout/", session.log_out, name="logout"),
    path("login/kept/", kept.go_on, name="go_on"),
    path("password/", account.first_password, name="first_password"),
    path("account/", account.shown, name="account"),
    path("account/password/", account.password, name="account_password"),
    path("account/tokens/", account.make_token, name="account_token"),
    path("account/tokens/<uuid:pk>/revoke/", account.revoke_token, name="account_revoke"),
    path("account/webhook/", webhook.shown, name="webhook"),
    path("account/webhook/address/", webhook.addressed, name="webhook_address"),
    path("account/webhook/events/", webhook.chosen, name="webhook_events"),
    path("account/webhook/rotate/", webhook.rotated, name="webhook_rotate"),
    path("account/webhook/ping/", webhook.pinged, name="webhook_ping"),
    path("account/webhook/replay/", webhook.replayed, name="webhook_replay"),
    path("account/webhook/<uuid:pk>/again/", webhook.sent_again, name="webhook_again"),
    path("organisations/", organisations.listed, name="organisations"),
    path("organisations/<uuid:pk>/", organisations.shown, name="organisation"),
    path("organisations/<uuid:pk>/<slug:act>/", organisations.done, name="organisation_act"),
    path("members/<uuid:pk>/", members.shown, name="member"),
    path("members/<uuid:pk>/<slug:act>/", members.done, name="member_act"),
    path("reference/", reference.kinds, name="reference"),
    path("reference/<slug:kind>/", reference.rows, name="reference_rows"),
    path("reference/<slug:kind>/add/", reference.add, name="reference_add"),
    path("reference/<slug:kind>/<str:pk>/", reference.correct, name="reference_row"),
    path("reference/<slug:kind>/<str:pk>/end/", reference.end, name="reference_end"),
    path("jobs/", jobs.shown, name="jobs"),
    path("jobs/notices/<uuid:pk>/revive/", jobs.revive, name="notice_revive"),
]
