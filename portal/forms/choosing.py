"""Ticking rows of a list, and what is done to all that are ticked."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.base import Form

NOTHING_TICKED = _("Tick at least one row of the list.")


class ChosenField(forms.MultipleChoiceField):
    """Rows ticked in a list, each by its key; whether something may be done to them, the service says."""

    default_error_messages = {"required": NOTHING_TICKED}

    def valid_value(self, value: str) -> bool:
        """Whether it is a key at all."""
        try:
            UUID(value)
        except ValueError:
            return False
        return True

    def clean(self, value: Any) -> list[UUID]:
        """The keys."""
        return [UUID(one) for one in dict.fromkeys(super().clean(value))]


class Choosing(Form):
    """A form below a list whose rows have boxes to tick; `ticked` are those that were."""

    chosen = ChosenField()

    @property
    def ticked(self) -> set[str]:
        """The keys that were ticked, as they were sent."""
        return set(self["chosen"].value() or ())

    @property
    def asked(self) -> list[Any]:
        """The fields below the list."""
        return [field for field in self if field.name != "chosen"]

    def field_for(self, path: str) -> str:
        """What is wrong with one of many rows is told once, at the field below them or at the boxes."""
        head, _dot, rest = path.partition(".")
        path = rest.partition(".")[2] if head == "rows" else path
        return super().field_for(path) or ("chosen" if head in ("rows", "registrations", "ids") else "")
