"""What handing in a file asks for, and what a webhook does."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import WebhookEvent
from attachments.rules import LARGEST
from portal.forms.base import DayField, Form
from portal.readings import Choice

PHOTO = "photo"
KEPT = _("The file is kept: choose one only to replace it.")
PICTURES = "image/jpeg,image/png,image/webp"
DOCUMENTS = f"application/pdf,{PICTURES}"


def file_field(label: Any, help_text: Any, accept: str) -> forms.FileField:
    """A field for one file that may be left out."""
    attributes = {"accept": accept, "class": "govuk-file-upload"}
    return forms.FileField(label=label, help_text=help_text, required=False, widget=forms.FileInput(attrs=attributes))


class WithFile(Form):
    """A form that one file may come with; `kept` is the one that came with it before."""

    kept = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self["kept"].value():
            self.fields["file"].help_text = KEPT


class HandIn(Form):
    """One file."""

    button = _("Hand in")
    file = forms.FileField(
        label=_("File (PDF, JPEG, PNG or WebP)"),
        widget=forms.FileInput(attrs={"accept": DOCUMENTS, "class": "govuk-file-upload"}),
        help_text=_("At most 8 MB and 30 pages. Pictures are kept without data about place and device."),
    )

    def clean_file(self) -> Any:
        """Not read further where it is too large."""
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            words = _("The file is larger than %(most)s MB: save it smaller.")
            raise forms.ValidationError(words, params={"most": LARGEST // 1_000_000})
        return given


class HandInOf(HandIn):
    """One file of a worker: the photo, or what shows some evidence."""

    of = forms.ChoiceField(label=_("What it shows"))
    field_order = ("of", "file")

    def __init__(self, *given: Any, choices: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["of"].choices = [(PHOTO, _("The worker's photo")), *choices]  # type: ignore[attr-defined]


class Address(Form):
    """Where letters are posted."""

    button = _("Save")
    webhook_url = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        help_text=_("Begins with https://. Empty: nothing is posted. A new secret is shown once."),
    )


class Events(Form):
    """Which events are posted."""

    button = _("Save the choice")
    events = forms.MultipleChoiceField(
        label=_("Post these"), choices=WebhookEvent.choices, widget=forms.CheckboxSelectMultiple
    )


class Since(Form):
    """From which day on letters are posted again."""

    button = _("Send again")
    from_on = DayField(label=_("All letters since"))
