"""The form to log in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.base import Form


class LogIn(Form):
    """An e-mail address and a password."""

    button = _("Log in")
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)
