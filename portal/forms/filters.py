"""What a list can be narrowed by, in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.enums import FilingStatus
from portal.forms.base import Form
from portal.readings import Choice

ALL = ("", _("All"))


class Filter(Form):
    """Fields of which none must be given; each value is one of those offered or is not heard."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for field in self.fields.values():
            field.required, field.is_obvious = False, True  # type: ignore[attr-defined]

    def value(self, name: str) -> str:
        """What was asked for, or nothing."""
        return str(self.cleaned_data.get(name) or "") if self.is_valid() or name in self.cleaned_data else ""


class FilingFilter(Filter):
    """Filings by status, county, season and the employer's name."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *FilingStatus.choices])
    county = forms.ChoiceField(label=_("County"))
    season = forms.ChoiceField(label=_("Season"))
    employer = forms.CharField(label=_("Employer's name"), max_length=60)
    source = forms.CharField(max_length=20, widget=forms.HiddenInput)

    def __init__(self, *given: Any, counties: list[Choice], seasons: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["county"].choices = [ALL, *counties]  # type: ignore[attr-defined]
        self.fields["season"].choices = [ALL, *seasons]  # type: ignore[attr-defined]
