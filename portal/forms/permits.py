"""What lists of applications and permits are narrowed by, and what their moves ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from permits.enums import ApplicationRefusal, ApplicationStatus, PermitClass, PermitStatus, RenewalStatus, RequestStatus
from portal.forms.base import DayField, Form, TextField
from portal.forms.filters import ALL, LOTS, Filter
from portal.forms.moves import MoveForm
from portal.readings import Choice

TURNS = [ALL, ("mine", _("Mine")), ("others", _("Somebody else's"))]
ORDERS = [("", _("Newest first")), ("due", _("To decide, by deadline"))]
ROWS = [("", "40"), ("100", "100"), ("500", "500")]
ENDING = [ALL, ("3", _("in 3 days")), ("7", _("in 7 days")), ("14", _("in 14 days")), ("30", _("in 30 days"))]
HIDDEN = forms.HiddenInput
PRESENT = _("the present one")


def _choose(form: forms.Form, name: str, choices: list[Choice]) -> None:
    form.fields[name].choices = choices  # type: ignore[attr-defined]


def _offer(form: MoveForm, name: str) -> None:
    """Offer in a field what the record's page found for it; without anything to offer there is no field."""
    found = form.record.offered[name]
    _choose(form, name, [("", str(PRESENT)), *found] if name == "offer" else found)
    form.fields[name].is_obvious = True  # type: ignore[attr-defined]
    if not found:
        del form.fields[name]


class ApplicationFilter(Filter):
    """Applications by status, whose turn it is, county, class, employer's name and filing."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *ApplicationStatus.choices])
    turn = forms.ChoiceField(label=_("Whose turn"), choices=TURNS)
    county = forms.ChoiceField(label=_("County"))
    permit_class = forms.ChoiceField(label=_("Class"), choices=[ALL, *PermitClass.choices])
    employer = forms.CharField(label=_("Employer's name"), max_length=60)
    lot = forms.ChoiceField(label=_("By lot"), choices=LOTS)
    order = forms.ChoiceField(label=_("Order"), choices=ORDERS)
    rows = forms.ChoiceField(label=_("Rows on a page"), choices=ROWS)
    filing = forms.UUIDField(widget=HIDDEN)
    worker = forms.UUIDField(widget=HIDDEN)

    def __init__(self, *given: Any, counties: list[Choice], is_drawn: bool = False, **named: Any) -> None:
        super().__init__(*given, **named)
        if not is_drawn:
            del self.fields["lot"]
        _choose(self, "county", [("", str(ALL[1])), *counties])


class PermitFilter(Filter):
    """Permits by number, status, county, class, employer's name, and how soon they end."""

    number = forms.CharField(label=_("Permit number"), max_length=30)
    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *PermitStatus.choices])
    county = forms.ChoiceField(label=_("County"))
    permit_class = forms.ChoiceField(label=_("Class"), choices=[ALL, *PermitClass.choices])
    employer = forms.CharField(label=_("Employer's name"), max_length=60)
    ending = forms.ChoiceField(label=_("Ends"), choices=ENDING)
    rows = forms.ChoiceField(label=_("Rows on a page"), choices=ROWS)
    filing = forms.UUIDField(widget=HIDDEN)
    worker = forms.UUIDField(widget=HIDDEN)

    def __init__(self, *given: Any, counties: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "county", [("", str(ALL[1])), *counties])


class RequestFilter(Filter):
    """What is asked about permits, by status and whose turn it is."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *RequestStatus.choices])
    turn = forms.ChoiceField(label=_("Whose turn"), choices=TURNS)
    order = forms.ChoiceField(label=_("Order"), choices=ORDERS)
    permit = forms.UUIDField(widget=HIDDEN)


class RevocationFilter(Filter):
    """Revocations by whose turn it is."""

    turn = forms.ChoiceField(label=_("Whose turn"), choices=TURNS)
    permit = forms.UUIDField(widget=HIDDEN)


class RenewalFilter(Filter):
    """Renewals by status, whether a check stands in the way, and the day they begin."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *RenewalStatus.choices])
    can = forms.ChoiceField(
        label=_("Checks"), choices=[ALL, ("yes", _("Nothing stands in the way")), ("no", _("A check failed"))]
    )
    first_until = DayField(label=_("Begins until"))
    order = forms.ChoiceField(label=_("Order"), choices=ORDERS)
    rows = forms.ChoiceField(label=_("Rows on a page"), choices=ROWS)
    permit = forms.UUIDField(widget=HIDDEN)


class Crew(Form):
    """What is applied for by a crew: a class, the ports to cross at, and other days than the offers'."""

    permit_class = forms.ChoiceField(label=_("Class"), choices=[("", "–"), *PermitClass.choices])
    first_on = DayField(label=_("First day, if not the offer's"), required=False)
    last_on = DayField(label=_("Last day, if not the offer's"), required=False)
    ports = forms.MultipleChoiceField(label=_("Ports to cross at"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *given: Any, ports: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("first_on", "last_on", "ports"):
            self.fields[name].is_obvious = True  # type: ignore[attr-defined]
        _choose(self, "ports", ports)


class RefuseMany(Form):
    """One reason for all that is chosen."""

    refusal = forms.ChoiceField(label=_("Reason"), choices=[("", "–"), *ApplicationRefusal.choices])


class SuspendMany(Form):
    """One reason for all that is chosen."""

    reason = TextField(label=_("Reason"), rows=2, max_length=300)


class RefuseApplication(MoveForm):
    """A no, which says what to change."""

    refusal = forms.ChoiceField(label=_("Reason"), choices=ApplicationRefusal.choices)


class EditApplication(MoveForm):
    """A draft's class, days and ports."""

    permit_class = forms.ChoiceField(label=_("Class"), choices=PermitClass.choices)
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))
    ports = forms.MultipleChoiceField(label=_("Ports to cross at"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "ports", self.record.offered["ports"])
        self.initial = {**self.initial, **{name: getattr(self.record, name) for name in self.fields}}


class ProposeRevocation(MoveForm):
    """Why, and by which article of law."""

    reason = TextField(label=_("Reason"), rows=2, max_length=300)
    legal_basis = forms.CharField(label=_("Article of law"), max_length=200)


class AskExtension(MoveForm):
    """A later last day; on another offer where the worker agreed to one."""

    ends_on = DayField(label=_("New last day"))
    reason = TextField(label=_("Reason"), rows=2, max_length=500)
    offer = forms.ChoiceField(label=_("On the offer"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _offer(self, "offer")


class AskVariation(MoveForm):
    """What is to change from which day on; what stays is left as it is."""

    effective_on = DayField(label=_("From which day"))
    reason = TextField(label=_("Reason"), rows=2, max_length=500)
    offer = forms.ChoiceField(label=_("On the offer"), required=False)
    worksites = forms.MultipleChoiceField(
        label=_("Worksites; with none ticked they stay"), required=False, widget=forms.CheckboxSelectMultiple
    )
    ports = forms.MultipleChoiceField(
        label=_("Ports; with none ticked they stay"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in ("offer", "worksites", "ports"):
            _offer(self, name)


class AskEnd(MoveForm):
    """On which day the permit is to end, and why."""

    ends_on = DayField(label=_("Last day"))
    reason = TextField(
        label=_("Reason"),
        rows=2,
        max_length=500,
        help_text=_("The worker is told. An officer answers on a fixed day, whatever else is pending."),
    )


class Comment(MoveForm):
    """What is said with a yes."""

    comment = TextField(label=_("Comment"), rows=2, max_length=500, required=False)


class Why(MoveForm):
    """Why it is refused."""

    comment = TextField(label=_("Reason"), rows=2, max_length=500)
