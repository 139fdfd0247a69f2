"""Names the app, and what it refuses to be deployed with."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        """Have the checks known."""
        from portal import checks  # noqa: F401
