"""What acts on a person's record ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.base import Form


class Purpose(Form):
    """For what purpose a record is opened."""

    button = _("Open the record")
    purpose = forms.CharField(
        label=_("For what purpose do you open it?"),
        help_text=_("It is written down together with your name and the time."),
        max_length=200,
    )
