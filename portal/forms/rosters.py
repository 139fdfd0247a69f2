"""What is asked for when a roster is handed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.base import Form
from portal.readings import Choice


class HandIn(Form):
    """A file, and for workers their season and who places them."""

    button = _("Hand in and try")
    file = forms.FileField(
        label=_("File (XLSX or CSV)"),
        help_text=_("Up to 100,000 rows. Nothing is written before you have seen what the trial finds."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv", "class": "govuk-file-upload"}),
        allow_empty_file=True,
        max_length=250,
    )
    season = forms.ChoiceField(label=_("Season"))
    partner = forms.ChoiceField(label=_("Intermediary of the other side"), required=False)

    def __init__(
        self, *given: Any, seasons: list[Choice] | None, partners: list[Choice] | None = None, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        if seasons is None:
            del self.fields["season"], self.fields["partner"]
            return
        for name, choices in (("season", seasons), ("partner", [("", _("not known yet")), *(partners or [])])):
            field: Any = self.fields[name]
            field.choices = choices
