"""How the border is written: last lawful days by both clocks, moments by both, open items, tags of cases."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.errors import Sentence
from permits.rules.counting import both_clocks
from portal.words import COLOURS
from portal.words.border import ITEMS

register = template.Library()


@register.filter
def last_day(value: date | None) -> str | SafeString:
    """A last lawful day, with the hour at which it ends by both clocks."""
    if value is None:
        return _("not known")
    written = formats.date_format(value, "SHORT_DATE_FORMAT")
    clocks = _("24:00 Beijing = 23:00 Hanoi")
    return format_html(
        '<span class="ends"><time datetime="{}">{}</time> <span class="quiet small">{}</span></span>',
        value.isoformat(),
        written,
        clocks,
    )


@register.filter
def by_both_clocks(value: datetime) -> SafeString:
    """A moment as the clocks of both sides show it."""
    beijing, hanoi = both_clocks(value)
    return format_html(
        '<time datetime="{}">{}</time> <span class="quiet small nowrap">{}</span>',
        beijing.isoformat(timespec="minutes"),
        formats.date_format(beijing, "SHORT_DATETIME_FORMAT"),
        _("%(time)s in Hanoi") % {"time": formats.time_format(hanoi, "TIME_FORMAT")},
    )


@register.filter
def open_item(item: str) -> Sentence:
    """What is still open of a return."""
    return ITEMS.get(str(item), str(item))


@register.filter
def case_tag(case: Any) -> SafeString:
    """Where an overstay case stands; a finding against a worker is no good news."""
    colour = "red" if case.status == "confirmed" else COLOURS.get(case.status, "grey")
    return format_html(
        '<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, capfirst(case.get_status_display())
    )
