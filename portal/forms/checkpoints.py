"""The form that puts the first signature under a gap."""

from django.utils.translation import gettext_lazy as _

from portal.forms.base import Form, TextField


class GapFound(Form):
    """Why the database was put back, and what a witness holds that it has lost."""

    reason = TextField(
        label=_("Why the database was put back"),
        help_text=_("For example: disk failed at 14:05; the copy of 14:02 was put back."),
        rows=2,
        max_length=300,
    )
    notes = TextField(
        label=_("Notes of a witness"),
        help_text=_("Only where no witness keeps a folder that the service can read: one note after the other, whole."),
        rows=6,
        required=False,
    )
