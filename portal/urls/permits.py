"""Addresses of the pages of applications and permits."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
