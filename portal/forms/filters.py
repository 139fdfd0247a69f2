"""What a list can be narrowed by, in the address."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Kind
from employers.enums import FilingStatus, LicenceStatus, MandateStatus
from portal.forms.base import Form
from portal.readings import Choice
from scheme.enums import Country

ALL = ("", _("All"))
LOTS = [ALL, ("mine", _("Drawn for me"))]


class Filter(Form):
    """Fields of which none must be given; each value is one of those offered or is not heard."""

    def __init__(self, *given: Any, **named: Any) -> None:
        # Beside a form for a new record on the same page, no two fields have one name to a browser.
        super().__init__(*given, **{"auto_id": "asked_%s"} | named)
        for field in self.fields.values():
            field.required, field.is_obvious = False, True  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for."""
        return any(self.value(name) for name in self.fields)

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
    lot = forms.ChoiceField(label=_("By lot"), choices=LOTS)

    def __init__(
        self, *given: Any, counties: list[Choice], seasons: list[Choice], is_drawn: bool = False, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        if not is_drawn:
            del self.fields["lot"]
        self.fields["county"].choices = [ALL, *counties]  # type: ignore[attr-defined]
        self.fields["season"].choices = [ALL, *seasons]  # type: ignore[attr-defined]


class LicenceFilter(Filter):
    """Licences by status, side and the intermediary's name."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *LicenceStatus.choices])
    side = forms.ChoiceField(label=_("Side"), choices=[ALL, *Country.choices])
    name = forms.CharField(label=_("Intermediary's name"), max_length=60)


class MandateFilter(Filter):
    """Mandates by status and either party's name."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *MandateStatus.choices])
    employer = forms.CharField(label=_("Employer's name"), max_length=60)
    intermediary = forms.CharField(label=_("Intermediary's name"), max_length=60)


class OrganisationFilter(Filter):
    """Organisations by kind and name."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[ALL, *Kind.choices])
    name = forms.CharField(label=_("Name"), max_length=60)


class EmployerFilter(Filter):
    """People at work, or expected there, by the employer's name."""

    employer = forms.CharField(label=_("Employer's name"), max_length=60)


def of_name(name: str, path: str) -> Q:
    """The records of organisations whose name has these signs, in any language."""
    columns = (f"{path}{'__' if path else ''}name_{language}__icontains" for language in ("zh", "vi", "en"))
    return Q(*(Q(**{column: name}) for column in columns), _connector=Q.OR) if name else Q()
