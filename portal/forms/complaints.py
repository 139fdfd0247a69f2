"""What handling complaints asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.base import TextField
from portal.forms.filters import ALL, Filter
from portal.forms.moves import MoveForm
from portal.readings import Choice
from workers.enums import ComplaintKind, ComplaintStatus


class ComplaintFilter(Filter):
    """Complaints by status and kind, or those that are late."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *ComplaintStatus.choices])
    kind = forms.ChoiceField(label=_("What is wrong"), choices=[ALL, *ComplaintKind.choices])
    overdue = forms.ChoiceField(label=_("Clock"), choices=[ALL, ("yes", _("overdue"))])


class Assign(MoveForm):
    """Which desk answers for it; one's own unless another is chosen."""

    desk = forms.ChoiceField(label=_("Desk"))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["desk"].choices = [(str(desk.pk), desk.name) for desk in self.record.desks]  # type: ignore[attr-defined]


class Words(MoveForm):
    """What the worker is told."""

    text = TextField(label=_("What the worker is told, in Vietnamese"), rows=5, max_length=4000)


class Refer(Words):
    """To whom it is passed on, and what the worker is told."""

    to = forms.CharField(label=_("To which office"), max_length=120)
    field_order = ("to", "text")


class SeasonFilter(Filter):
    """Cost statements by season."""

    season = forms.ChoiceField(label=_("Season"))

    def __init__(self, *given: Any, seasons: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["season"].choices = [ALL, *seasons]  # type: ignore[attr-defined]
