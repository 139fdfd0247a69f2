"""The forms of workers: few words, one thing each, forgiving of how people write."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.enums import CostHead
from portal.forms.base import DayField, Form, Look, TextField
from workers.enums import ComplaintKind
from workers.rules.costs import PLACES

Choice = tuple[str, Any]
CURRENCIES = [("VND", _("Vietnamese dong")), ("CNY", _("Chinese yuan")), ("USD", _("US dollar"))]
ELSE = ("", _("somebody else"))
WITH_PARTS = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(?:[.,  ][0-9]{3})+)(?:[.,](?P<part>[0-9]{1,2}))?")
BETWEEN = re.compile(r"[.,  ]")


class Plain(Look):
    """Draws fields as the workers' pages do, without the officers' style sheet."""

    field_template_name = "portal/worker/field.html"


class OwnForm(Form):
    """A form on a worker's page."""

    default_renderer = Plain


class AmountField(forms.CharField):
    """An amount of money as people write it: 3000000, 3.000.000 or 3,000,000; 12.50 where there are cents."""

    default_error_messages = {"invalid": _("Write the amount in figures, such as 3.000.000.")}

    def __init__(self, **given: Any) -> None:
        shape = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=16, widget=forms.TextInput(attrs=shape), **given)

    def clean(self, value: Any) -> Any:
        """The amount as a number."""
        found = WITH_PARTS.fullmatch(super().clean(value))
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(f"{BETWEEN.sub('', found['whole'])}.{found['part'] or '0'}")


def _number(**given: Any) -> forms.CharField:
    shape = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
    return forms.CharField(max_length=40, widget=forms.TextInput(attrs=shape), **given)


def _code() -> forms.CharField:
    shape = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    words = _("The six figures that came by message, or from the officer at the counter.")
    return forms.CharField(label=_("Code"), help_text=words, max_length=20, widget=forms.TextInput(attrs=shape))


class Who(OwnForm):
    """Who one is."""

    number = _number(label=_("Permit number or person number"), help_text=_("It begins with WP or W."))
    birth_date = DayField(label=_("Day of birth"))


class Code(OwnForm):
    """A code, and whose it is."""

    code = _code()
    number = _number(label=_("Permit number or person number"))


class Yes(OwnForm):
    """The yes to exactly the terms that were shown, with a new code."""

    code = _code()
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class Paid(OwnForm):
    """One payment."""

    head = forms.ChoiceField(label=_("What for"), choices=CostHead.choices)
    amount = AmountField(label=_("How much"))
    currency = forms.ChoiceField(label=_("Money of which country"), choices=CURRENCIES)
    payee = forms.ChoiceField(label=_("Whom did you pay?"), required=False)
    payee_text = forms.CharField(label=_("If somebody else: who"), max_length=120, required=False)
    paid_on = DayField(label=_("On which day"), required=False)

    def __init__(self, *given: Any, bodies: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["payee"].choices = [*bodies, ELSE]  # type: ignore[attr-defined]
        self.fields["payee"].is_obvious = True  # type: ignore[attr-defined]

    def field_for(self, path: str) -> str:
        """The field of the one payment there is."""
        return super().field_for(path.removeprefix("lines.0."))

    @staticmethod
    def minor(amount: Decimal, currency: str) -> int:
        """The amount in the smallest unit that is counted."""
        return int(amount.scaleb(PLACES[currency]))


class Words(OwnForm):
    """What is wrong, in one's own words."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=ComplaintKind.choices)
    about = forms.ChoiceField(label=_("Who did it?"), required=False)
    text = TextField(label=_("Tell what happened"), rows=6, max_length=5000)

    def __init__(self, *given: Any, bodies: list[Choice], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["about"].choices = [*bodies, ("", _("somebody else, or I do not want to say"))]  # type: ignore[attr-defined]
        self.fields["about"].is_obvious = True  # type: ignore[attr-defined]


class More(OwnForm):
    """Some more words."""

    text = TextField(label=_("Write more"), rows=4, max_length=5000)


class Contest(OwnForm):
    """Why a report is not true."""

    contest = TextField(label=_("Tell what is true"), rows=5, max_length=900)


class ContestStay(OwnForm):
    """The answer to a suspicion: that one has left, or why one is still here."""

    left_on = DayField(label=_("If you have left China: on which day"), required=False)
    port = forms.CharField(label=_("At which border gate"), max_length=80, required=False)
    contest = TextField(label=_("What else you want to say"), rows=5, max_length=800, required=False)

    def clean(self) -> dict[str, Any]:
        """Something has to be said."""
        given: dict[str, Any] = super().clean() or {}
        if not given.get("left_on") and not given.get("contest"):
            raise forms.ValidationError(_("Write the day on which you left, or why you are still there."))
        return given


class Longer(OwnForm):
    """A wish to stay longer."""

    ends_on = DayField(label=_("Until which day do you want to stay?"))
    reason = TextField(label=_("Why"), rows=3, max_length=500)

    def __init__(self, *given: Any, until: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["ends_on"].initial = until


class Sure(OwnForm):
    """A step that cannot be taken back."""

    is_sure = forms.BooleanField(label=_("Yes, I want this. Nobody forces me."))


class Abroad(OwnForm):
    """A yes or no to data going to the other country."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)


class Erasing(OwnForm):
    """That one wants to be erased, or not any more."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)


class Telephone(OwnForm):
    """The telephone to which codes go."""

    phone = forms.CharField(
        label=_("New telephone number"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
