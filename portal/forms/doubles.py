"""What deciding pairs that may be one person asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.base import TextField
from portal.forms.filters import ALL, Filter
from portal.forms.moves import MoveForm, Reason
from workers.enums import DuplicateStatus
from workers.rules.codes import person_number


class DuplicateFilter(Filter):
    """Pairs by what was found of them."""

    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *DuplicateStatus.choices])


class TellApart(MoveForm):
    """What shows that they are two persons."""

    note = TextField(label=_("What shows that they are two persons"), rows=2, max_length=300)


class ProposeMerge(Reason):
    """Which of the two records stands for the person, and what shows that they are one."""

    keep = forms.ChoiceField(label=_("The record that stands for the person"))
    field_order = ("keep", "reason")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        pair = (self.record.first, self.record.second)
        self.fields["keep"].choices = [(str(one.pk), f"{person_number(one.number)} {one.name}") for one in pair]  # type: ignore[attr-defined]
        self.fields["reason"].label = _("What shows that they are one person")
