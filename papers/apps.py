"""Names the app, and looks at the files of keys when the service starts."""

from django.apps import AppConfig
from django.core import checks


class PapersConfig(AppConfig):
    name = "papers"

    def ready(self) -> None:
        """Have the files of keys looked at with the other checks of the system."""
        checks.register(_readable)


def _readable(**_: object) -> list[checks.CheckMessage]:
    from core.signing import unreadable

    hint = "Put the file back as it was, or take the key off with “manage.py lose_key” and run “manage.py rotate_keys”."
    return [checks.Error(each, hint=hint, id="papers.E001") for each in unreadable()]
