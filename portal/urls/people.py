"""Addresses of the pages about workers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
