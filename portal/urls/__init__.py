"""Addresses of the pages, area by area."""

from django.urls import URLPattern

from portal.urls import border, demand, offices, people, permits, public, rosters, workers

app_name = "portal"
AREAS = (offices, public, demand, people, permits, border, rosters, workers)
urlpatterns: list[URLPattern] = [pattern for area in AREAS for pattern in area.urlpatterns]
