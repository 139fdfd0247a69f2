"""Names the app."""

from django.apps import AppConfig


class WorkersConfig(AppConfig):
    name = "workers"
