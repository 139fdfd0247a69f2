"""How people are written: numbers for life, the ends of hidden numbers, reasons of likeness, sums in any currency."""

from decimal import Decimal

from django import template
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from core.errors import Sentence
from core.notices.models import Notice
from portal.words import letter
from workers.models import Worker
from workers.rules import codes
from workers.rules.costs import PLACES
from workers.services.sentences import REASONS

register = template.Library()

FIELDS: dict[str, Sentence] = {
    "number": _("Person number"),
    "name": _("Name"),
    "name_zh": _("Name in Chinese"),
    "sex": _("Sex"),
    "birth_date": _("Birth date"),
    "province": _("Province"),
    "commune": _("Commune"),
    "personal_number": _("Personal number"),
    "phone": _("Telephone"),
    "papers": _("Identity papers"),
    "seasons": _("Seasons"),
    "entered_on": _("Entered on"),
}


@register.filter
def person_number(worker: Worker) -> str:
    """The worker's number for life."""
    return codes.person_number(worker.number)


@register.filter
def end_of(signs: str) -> str:
    """A number of which only the end is shown."""
    return f"…{signs}" if signs else "–"


@register.filter
def likeness(reason: str) -> Sentence:
    """Why two records may be one person, or not."""
    return REASONS.get(reason, reason)


@register.filter
def points(number: int) -> str:
    """A weight with its sign."""
    return f"+{number}" if number > 0 else f"−{-number}" if number else "0"


@register.filter
def field_name(field: str) -> Sentence:
    """What a part of a person's record is called."""
    return FIELDS.get(field, field)


@register.filter
def sum_in(minor: int, currency: str) -> str:
    """An amount in the minor unit of its currency."""
    places = PLACES[currency]
    return f"{formats.number_format(Decimal(minor).scaleb(-places), places, force_grouping=True)} {currency}"


@register.filter
def letter_line(notice: Notice) -> str:
    """What a letter says in one line."""
    return letter(notice)
