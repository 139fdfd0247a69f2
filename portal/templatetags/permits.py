"""What templates of permits add to plain values: numbers of people, ends of days by both clocks."""

from datetime import datetime, timedelta

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.dates import ZONE
from workers.rules.codes import person_number as written

register = template.Library()


@register.filter
def person_number(serial: int) -> str:
    """A worker's number for life."""
    return written(serial)


@register.filter
def both_clocks(ends_at: datetime) -> SafeString:
    """The end of a day by both clocks: midnight is written as the 24th hour of the day that ends."""
    local = ends_at.astimezone(ZONE)
    day = (local - timedelta(seconds=1)).date()
    return format_html(
        '<time datetime="{}">{}</time> <span class="quiet small">{}</span>',
        day.isoformat(),
        formats.date_format(day, "SHORT_DATE_FORMAT"),
        _("24:00 Beijing = 23:00 Hanoi"),
    )
