"""The repeated parts of a filing as rows of fields: which fields, how many rows at least, what each row becomes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.enums import WageUnit
from employers.rules.content import Deduction, Group, House
from portal.forms.base import DayField, NumberField, YuanField
from portal.readings import Choice

EACH = [("day", WageUnit.DAY.label), ("month", WageUnit.MONTH.label)]


def row_fields(employers: list[Choice]) -> dict[str, dict[str, forms.Field]]:
    """The fields of one row of each repeated part."""
    return {
        "groups": {
            "posts": NumberField(label=_("Posts")),
            "starts_on": DayField(label=_("First day")),
            "ends_on": DayField(label=_("Last day")),
        },
        "worksites": {
            "name": forms.CharField(label=_("Worksite"), max_length=120),
            "address": forms.CharField(label=_("Address"), max_length=200),
        },
        "lodgings": {
            "address": forms.CharField(label=_("Address of the lodging"), max_length=200),
            "capacity": NumberField(label=_("Room for")),
            "rent_fen": YuanField(label=_("Rent a month borne by the worker, yuan")),
        },
        "deductions": {
            "what": forms.CharField(label=_("Deduction for"), max_length=60),
            "amount_fen": YuanField(label=_("Amount, yuan")),
            "each": forms.ChoiceField(label=_("Each"), choices=EACH),
        },
        "joint_employers": {
            "employer": forms.ChoiceField(label=_("Joint employer"), choices=[("", "–"), *employers]),
            "posts": NumberField(label=_("Of which posts")),
        },
    }


LEAST_ROWS = {"groups": 3, "worksites": 2, "lodgings": 2, "deductions": 1, "joint_employers": 1}
NEEDED = {
    "groups": "posts",
    "worksites": "name",
    "lodgings": "address",
    "deductions": "what",
    "joint_employers": "employer",
}
"""The field without which a row says nothing."""
MAKE: dict[str, Any] = {"groups": Group, "lodgings": House, "deductions": Deduction}
