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


class ByPasskey(Form):
    """What a browser's passkey answered."""

    button = _("Use a passkey")
    passkey = forms.CharField(max_length=20_000, widget=forms.HiddenInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class ByProvider(Form):
    """The address by which somebody's organisation is found."""

    button = _("Go on")
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email", "spellcheck": "false"}),
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class Code(Form):
    """A code of an app, or one of those on paper."""

    button = _("Go on")
    code = forms.CharField(
        label=_("Code of your app, or one of your recovery codes"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "size": 14}),
    )


class Again(Form):
    """The password once more, of who has no second factor."""

    button = _("Go on")
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class FirstCode(Form):
    """The first code of an app that is being set up."""

    button = _("Confirm")
    name = forms.CharField(label=_("What it is on, for example “my telephone”"), max_length=60)
    code = forms.CharField(
        label=_("The six digits that the app shows now"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": 8}),
    )


class PasskeyName(Form):
    """What a passkey is called."""

    button = _("Add a passkey")
    key_name = forms.CharField(label=_("What it is on, for example “my telephone”"), max_length=60)
