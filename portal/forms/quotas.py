"""The form that proposes another ceiling."""

from django.utils.translation import gettext_lazy as _

from portal.forms.base import Form, NumberField, TextField


class Adjustment(Form):
    """By how much a ceiling changes, and why."""

    change = NumberField(label=_("Change"), help_text=_("For example 200, or -50 to lower it"))
    reason = TextField(label=_("Reason"), rows=2, max_length=500)
