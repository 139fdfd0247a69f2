"""What is asked for at the border: one number, what was true of a crossing, a file, a device, what an anomaly was."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.dates import ZONE
from permits.enums import AnomalyKind, AnomalyStatus, Direction, LookUpPurpose, Source
from portal.forms.base import DayField, Form, TextField
from portal.forms.filters import ALL, Filter
from portal.forms.moves import MoveForm, Reason
from portal.readings import Choice


class LookUp(Form):
    """One field: the number on the permit or on the paper, as it is read out or scanned."""

    button = _("Look up")
    number = forms.CharField(
        label=_("Permit number or paper number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Type or scan the number of a permit or a paper.")},
    )
    purpose = forms.ChoiceField(label=_("What for"), choices=LookUpPurpose.choices, initial=LookUpPurpose.ENTRY)


class Record(Form):
    """An entry or exit here and now, of the permit that was just looked up."""

    permit = forms.UUIDField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)
    purpose = forms.ChoiceField(choices=LookUpPurpose.choices, widget=forms.HiddenInput)
    direction = forms.ChoiceField(choices=Direction.choices, widget=forms.HiddenInput)


class CrossingFilter(Filter):
    """Crossings by port, direction, who saw them, and days."""

    port = forms.ChoiceField(label=_("Port"))
    direction = forms.ChoiceField(label=_("Direction"), choices=[ALL, *Direction.choices])
    source = forms.ChoiceField(label=_("Seen by"), choices=[ALL, *Source.choices])
    first = DayField(label=_("From"))
    last = DayField(label=_("Until"))

    def __init__(self, *given: Any, ports: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["port"].choices = [ALL, *ports]  # type: ignore[attr-defined]


class MomentField(forms.CharField):
    """A moment by Beijing's clock, such as 2026-11-15 07:10."""

    def clean(self, value: Any) -> Any:
        """Read it."""
        text = super().clean(value)
        try:
            return datetime.fromisoformat(text.strip()).replace(tzinfo=ZONE)
        except ValueError:
            raise forms.ValidationError(_("Write day and time such as 2026-11-15 07:10.")) from None


class Correct(MoveForm):
    """What was true of a crossing that one's own body told wrongly."""

    direction = forms.ChoiceField(label=_("Direction"), choices=Direction.choices)
    occurred_at = MomentField(
        label=_("Day and time in Beijing"), help_text=_("For example 2026-11-15 07:10"), max_length=30
    )
    reason = TextField(label=_("Why is the record wrong?"), rows=2, max_length=200)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        local = self.record.occurred_at.astimezone(ZONE)
        self.fields["direction"].initial = self.record.direction
        self.fields["occurred_at"].initial = f"{local:%Y-%m-%d %H:%M}"


class Void(Reason):
    """A crossing that never was."""

    reason = TextField(label=_("Why is the record wrong?"), rows=2, max_length=200)


class NewDevice(Form):
    """A device of one's own post, under its public key."""

    button = _("Register the device")
    name = forms.CharField(label=_("The name that stands on it"), max_length=60)
    public_key = forms.CharField(
        label=_("Its public key"),
        max_length=64,
        help_text=_("64 signs (Ed25519 in hexadecimal); the device shows it under its settings."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class AnomalyFilter(Filter):
    """Anomalies by kind and whether somebody has looked at them."""

    kind = forms.ChoiceField(label=_("What is odd"), choices=[ALL, *AnomalyKind.choices])
    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *AnomalyStatus.choices])


class Settle(MoveForm):
    """What it was."""

    note = TextField(
        label=_("What was it?"),
        help_text=_("Nothing about the crossing changes; what you write stays with it."),
        rows=2,
        max_length=300,
    )
