"""What mandates and licences ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.enums import BondKind
from portal.forms.base import DayField, Form, NumberField, TextField, YuanField
from portal.forms.moves import MoveForm
from portal.readings import Choice

CURRENCIES = [("CNY", "CNY"), ("VND", "VND")]


class GiveMandate(Form):
    """What an employer lets an intermediary file."""

    button = _("Give the mandate")
    intermediary = forms.ChoiceField(label=_("Intermediary"))
    cap = NumberField(label=_("Up to how many posts"))
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"))
    industries = forms.MultipleChoiceField(
        label=_("Only for these trades; none ticked means every trade"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *given: Any, intermediaries: list[Choice], industries: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["intermediary"].choices = [("", "–"), *intermediaries]  # type: ignore[attr-defined]
        self.fields["industries"].choices = industries  # type: ignore[attr-defined]
        self.fields["industries"].is_obvious = True  # type: ignore[attr-defined]


class RaiseCap(MoveForm):
    """A higher cap."""

    cap = NumberField(label=_("New cap"))


class ApplyLicence(Form):
    """A licence as its future holder applies for it."""

    button = _("Apply")
    number = forms.CharField(label=_("Licence number"), max_length=40)
    valid_from = DayField(label=_("First day"))
    valid_until = DayField(label=_("Last day"))


class RequireBond(MoveForm):
    """The bond that must be paid in first."""

    bond_required_fen = YuanField(label=_("Bond"))
    bond_currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES)


class RecordBond(MoveForm):
    """Money that moved in or out of a bond."""

    kind = forms.ChoiceField(label=_("What happened"), choices=BondKind.choices)
    amount_fen = YuanField(label=_("Amount"))
    on = DayField(label=_("Day"))
    note = TextField(label=_("Note"), rows=2, max_length=200, required=False)
