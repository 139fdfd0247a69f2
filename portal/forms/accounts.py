"""What organisations, units, members and tokens ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Kind, Language, Role
from accounts.rules import roles_of, within_reach
from core.permissions import Permission
from portal.forms.base import DayField, Form, TextField
from portal.readings import Choice
from portal.words import MAY


class Named(Form):
    """A name in each language; where one is not given, the first that is."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=120, required=False)
    name_vi = forms.CharField(label=_("Name in Vietnamese"), max_length=120, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)


class NewOrganisation(Named):
    """An organisation and its place."""

    button = _("Register")
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    language = forms.ChoiceField(label=_("Language of its letters"), choices=Language.choices)
    area = forms.CharField(label=_("Area code, for a bureau or an employer"), max_length=6, required=False)
    province = forms.CharField(label=_("Province code, for a sending department"), max_length=2, required=False)
    port = forms.CharField(label=_("Port code, for a border post"), max_length=30, required=False)

    field_order = ("kind", "language")


class Provider(Form):
    """Where an organisation's own log-in is, and as what we are known there."""

    button = _("Log in by this provider")
    issuer = forms.CharField(
        label=_("Address of the issuer"),
        max_length=300,
        help_text=_("Begins with https://, as the provider writes it."),
    )
    client = forms.CharField(label=_("Name of this service there (client id)"), max_length=200)


class NewUnit(Named):
    """A unit."""

    button = _("Add the unit")


class NewMember(Form):
    """A person's account."""

    button = _("Open the account")
    email = forms.CharField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120)
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *given: Any, kind: str, units: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["unit"].choices = [("", "–"), *units]  # type: ignore[attr-defined]
        self.fields["roles"].choices = role_choices(kind)  # type: ignore[attr-defined]


class Roles(Form):
    """A member's roles."""

    button = _("Change the roles")
    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *given: Any, kind: str, units: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["roles"].choices = role_choices(kind)  # type: ignore[attr-defined]


class ToUnit(Form):
    """A member's unit."""

    button = _("Move to the unit")
    unit = forms.ChoiceField(label=_("Unit"), required=False)

    def __init__(self, *given: Any, kind: str, units: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["unit"].choices = [("", "–"), *units]  # type: ignore[attr-defined]


class Plain(Form):
    """An act that needs no words."""

    def __init__(self, *given: Any, kind: str, units: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)


class NewToken(Form):
    """One's own key for a program."""

    button = _("Make the token")
    name = forms.CharField(label=_("What it is for"), max_length=80)
    expires_on = DayField(label=_("Expires after"))
    scopes = forms.MultipleChoiceField(
        label=_("It may; with nothing ticked it only reads"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *given: Any, held: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        offered = [(code.value, MAY[code]) for code in Permission if code in held]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]
        self.fields["scopes"].is_obvious = True  # type: ignore[attr-defined]

    def field_for(self, path: str) -> str:
        """The day stands for the moment."""
        return super().field_for("expires_on" if path == "expires_at" else path)


class NewServiceToken(NewToken):
    """The organisation's key for a program: the roles it acts in, and what of them it may do."""

    roles = forms.MultipleChoiceField(label=_("Roles"), widget=forms.CheckboxSelectMultiple)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    field_order = ("name", "expires_on", "roles", "scopes", "unit")

    def __init__(self, *given: Any, kind: str, units: list[Choice], **named: Any) -> None:
        super().__init__(*given, held=within_reach(kind, roles_of(kind), of_person=False), **named)
        self.fields["roles"].choices = role_choices(kind)  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "–"), *units]  # type: ignore[attr-defined]


class NewPassword(Form):
    """One's own password, the present one first."""

    button = _("Change the password")
    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class FirstPassword(Form):
    """A password by a one-time code."""

    button = _("Set the password")
    code = forms.CharField(label=_("Code from your administrator"), max_length=120)
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def role_choices(kind: str) -> list[tuple[str, Any]]:
    """The roles there are in an organisation of that kind."""
    there = roles_of(kind)
    return [(code, label) for code, label in Role.choices if code in there]


class Staff(Form):
    """Who is of the staff on a day."""

    button = _("Hand in")
    dated = DayField(label=_("Day of the list"))
    emails = TextField(
        label=_("E-mail addresses of all who work here, one a line"), rows=10, max_length=300_000, strip=True
    )
