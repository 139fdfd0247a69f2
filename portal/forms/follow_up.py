"""What is asked for after an entry: arrivals, absences, overstay cases, returns, force majeure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permits.enums import AbsenceKind, AbsenceStatus, CaseClosing, CaseStatus, ForceMajeureStatus, ReturnStatus
from permits.services.follow_up.force_majeure import Measure
from portal.forms.base import DayField, Form, TextField
from portal.forms.filters import ALL, Filter
from portal.forms.moves import MoveForm
from portal.readings import Choice


class Arrived(Form):
    """When workers came, and where they sleep."""

    arrived_on = DayField(label=_("Day of arrival"))
    lodging = forms.UUIDField(label=_("Where they sleep"), required=False, widget=forms.Select)


class LodgingRegistered(Form):
    """When the police registered where workers sleep."""

    registered_on = DayField(label=_("Day of registration"))


class AbsenceFilter(Filter):
    """Reports by status and kind."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *AbsenceStatus.choices])
    kind = forms.ChoiceField(label=_("What is reported"), choices=[ALL, *AbsenceKind.choices])


class ReportAbsence(Form):
    """A worker who is not at work."""

    button = _("Report")
    kind = forms.ChoiceField(label=_("What has happened?"), choices=AbsenceKind.choices)
    since_on = DayField(label=_("First day of absence"))
    note = TextField(label=_("What do you know of it?"), rows=3, max_length=500, required=False)


class Finding(MoveForm):
    """What was found, and what shows it."""

    decision = TextField(label=_("What shows it?"), rows=3, max_length=500)


class CaseFilter(Filter):
    """Cases by status."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *CaseStatus.choices])


class Proposal(MoveForm):
    """Why a case should be confirmed."""

    reason = TextField(
        label=_("What shows it, and what did the worker answer?"),
        help_text=_("A colleague of another unit reads this and signs, or declines."),
        max_length=300,
    )


class CloseCase(MoveForm):
    """Why a case is closed, and what shows it."""

    closing = forms.ChoiceField(label=_("Why is it closed?"), choices=CaseClosing.choices)
    left_on = DayField(label=_("Day of an exit that nobody recorded"), required=False)
    note = TextField(label=_("What shows it?"), max_length=500)


OPEN_OF_RETURN = [
    ("wage", _("last wage not settled")),
    ("papers", _("papers not given back")),
    ("ready", _("ready to be closed out")),
]


class ReturnFilter(Filter):
    """Returns by status, season and what is still open."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *ReturnStatus.choices])
    season = forms.ChoiceField(label=_("Season"))
    open = forms.ChoiceField(label=_("Still open"), choices=[ALL, *OPEN_OF_RETURN])

    def __init__(self, *given: Any, seasons: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["season"].choices = [ALL, *seasons]  # type: ignore[attr-defined]


class SettledOn(Form):
    """On which day the last wage was paid."""

    settled_on = DayField(label=_("Day of the last payment"))


class ReturnedOn(Form):
    """On which day the papers were given back."""

    returned_on = DayField(label=_("Day on which they were given back"))


class MeasureFilter(Filter):
    """Measures by status."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *ForceMajeureStatus.choices])


class ProposeMeasure(Form):
    """What happened, where, on which days, and to which day permits are extended."""

    button = _("Propose: first signature")
    name = forms.CharField(label=_("What has happened?"), max_length=120)
    legal_basis = forms.CharField(label=_("Notice or article of law"), max_length=200)
    area = forms.ChoiceField(label=_("Area"))
    ports = forms.MultipleChoiceField(
        label=_("Ports that are shut (none: all of the area)"), required=False, widget=forms.CheckboxSelectMultiple
    )
    from_on = DayField(label=_("First day"))
    until_on = DayField(label=_("Last day"))
    extends_to = DayField(label=_("Permits that end in these days last until"))

    def __init__(self, *given: Any, areas: list[Choice], ports: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        self.fields["ports"].choices = ports  # type: ignore[attr-defined]
        self.fields["ports"].is_obvious = True  # type: ignore[attr-defined]

    @property
    def measure(self) -> Measure:
        """The measure that the fields describe."""
        return Measure(**(self.cleaned_data | {"ports": tuple(self.cleaned_data["ports"])}))
