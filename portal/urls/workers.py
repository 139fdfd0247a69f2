"""Addresses of the pages on which workers act themselves."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
