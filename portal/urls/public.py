"""Addresses of the pages that anybody may open."""

from django.urls import URLPattern, path

from portal.views import checkpoints, public, replay, season, verifier

urlpatterns: list[URLPattern] = [
    path("board/", public.board, name="board"),
    path("register/", public.register, name="register"),
    path("register/<uuid:pk>/", public.entry, name="entry"),
    path("decision-times/", public.decision_times, name="decision_times"),
    path("season/", season.season, name="season"),
    path("checkpoints/", checkpoints.listed, name="checkpoints"),
    path("permit-check/", public.permit_check, name="permit_check"),
    path("verify/", verifier.shown, name="verify"),
    path("how-to-complain/", public.how_to_complain, name="how_to_complain"),
    path("replay/", replay.shown, name="replay"),
]
