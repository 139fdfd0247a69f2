"""Addresses of the pages that anybody may open."""

from django.urls import URLPattern, path

from portal.views import public, replay

urlpatterns: list[URLPattern] = [
    path("board/", public.board, name="board"),
    path("register/", public.register, name="register"),
    path("register/<uuid:pk>/", public.entry, name="entry"),
    path("decision-times/", public.decision_times, name="decision_times"),
    path("replay/", replay.shown, name="replay"),
]
