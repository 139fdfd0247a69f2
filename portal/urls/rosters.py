"""Addresses of the pages of rosters."""

from django.urls import URLPattern, path

from portal.views import rosters

urlpatterns: list[URLPattern] = [
    path("rosters/", rosters.listed, name="rosters"),
    path("rosters/new/<slug:of>/", rosters.new, name="roster_new"),
    path("rosters/template/<slug:of>/", rosters.template, name="roster_template"),
    path("rosters/<uuid:pk>/", rosters.shown, name="roster"),
    path("rosters/<uuid:pk>/marked/", rosters.marked, name="roster_marked"),
    path("rosters/<uuid:pk>/<slug:verb>/", rosters.moved, name="roster_move"),
]
