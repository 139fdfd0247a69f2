"""The kernel as a Django app: its migrations prepare the database for all storeys."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    label = "core"
