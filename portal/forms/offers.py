"""What offering posts, asking for workers by name, and codes over the counter ask for."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.base import DayField, Form
from portal.forms.choosing import Choosing
from portal.forms.filters import ALL, Filter
from portal.readings import Choice
from workers.enums import OfferStatus

NUMBER_HINT = _("As on the card, such as W-0000123-Z.")
PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class OfferFilter(Filter):
    """Offers by status and season; of one filing, if the address names it."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *OfferStatus.choices])
    season = forms.ChoiceField(label=_("Season"))
    filing = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *given: Any, seasons: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["season"].choices = [ALL, *seasons]  # type: ignore[attr-defined]


class MakeOffers(Choosing):
    """To whom posts are offered, of which group, and until when they may answer."""

    button = _("Offer posts to those who are ticked")
    group = forms.ChoiceField(label=_("Group"))
    valid_until = DayField(label=_("Last day for an answer"))

    def __init__(self, *given: Any, groups: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["group"].choices = groups  # type: ignore[attr-defined]

    def field_for(self, path: str) -> str:
        """The days are those of the group."""
        return "group" if path in ("starts_on", "ends_on") else super().field_for(path)

    def days(self) -> dict[str, date]:
        """The first and the last day of the group that was chosen."""
        first, _slash, last = self.cleaned_data["group"].partition("/")
        return {"starts_on": date.fromisoformat(first), "ends_on": date.fromisoformat(last)}


class RenewOffers(Form):
    """Until when those who were offered or agreed to other terms may answer to the present ones."""

    button = _("Put the present terms before them")
    valid_until = DayField(label=_("Last day for an answer"))


class NameWorker(Form):
    """Whom an employer wants back, and for which season."""

    button = _("Ask for this worker")
    number = forms.CharField(
        label=_("Person number"), help_text=NUMBER_HINT, max_length=20, widget=forms.TextInput(attrs=PLAIN)
    )
    season = forms.ChoiceField(label=_("Season"))

    def __init__(self, *given: Any, seasons: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["season"].choices = seasons  # type: ignore[attr-defined]


class AtCounter(Form):
    """What the paper says of the person who stands at the counter."""

    button = _("Give a code")
    number = forms.CharField(
        label=_("Person number"), help_text=NUMBER_HINT, max_length=20, widget=forms.TextInput(attrs=PLAIN)
    )
    birth_date = DayField(label=_("Birth date"))
    is_seen = forms.BooleanField(label=_("I have seen the person and an identity paper"))


class Yes(Form):
    """The worker's own yes at the counter, to exactly the terms on the page."""

    button = _("Yes, I accept these terms")
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("The worker types the code"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 10}),
    )
