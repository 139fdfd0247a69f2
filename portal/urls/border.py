"""Addresses of the border, and of what follows an entry."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
