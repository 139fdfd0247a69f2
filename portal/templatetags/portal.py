"""Figures, days, status tags and bars, as the reader's language writes them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.enums import Role
from core.dates import ZONE
from core.db import MANY
from core.errors import Sentence
from core.permissions import Permission
from core.workflow import Case
from employers.enums import RefusalReason, WageUnit
from portal.last_list import address_of
from portal.words import COLOURS, DO, MAY, RESULTS, done
from portal.words.offices import PROVED_BY
from workers.rules.costs import PLACES

register = template.Library()


@register.simple_tag(takes_context=True)
def list_of(context: dict[str, Any], view: str) -> str:
    """The address of a list, with the conditions under which the reader came from it."""
    return address_of(view, context["request"])


@register.filter
def count(number: int | Decimal | None) -> str:
    """A number in groups of three."""
    return "" if number is None else formats.number_format(number, force_grouping=True)


@register.filter
def capped(number: int | None) -> str:
    """A number that was counted up to `core.db.MANY` only, in groups of three; beyond that in words."""
    return _("more than %(number)s") % {"number": count(MANY)} if number == MANY + 1 else count(number)


@register.filter
def share(part: int, whole: int) -> str:
    """A part of a whole in per cent, one place."""
    return "–" if not whole else _("%(share)s %%") % {"share": formats.number_format(100 * part / whole, 1)}


@register.filter
def yuan(fen: int | None) -> str:
    """An amount of money."""
    if fen is None:
        return ""
    amount = Decimal(fen) / 100
    places = 0 if amount == amount.to_integral() else 2
    return _("%(amount)s yuan") % {"amount": formats.number_format(amount, places, force_grouping=True)}


@register.filter
def decimal(number: Decimal | None) -> str:
    """A number without trailing zeros."""
    return "" if number is None else formats.number_format(number.normalize() if number else Decimal(0))


@register.filter
def day(value: date | datetime | str | None) -> str | SafeString:
    """A day, readable by machines too; a moment's day is the one in China."""
    if not value:
        return "–"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(ZONE).date()
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), formats.date_format(value, "SHORT_DATE_FORMAT")
    )


@register.simple_tag
def days(first: date | str, last: date | str) -> SafeString:
    """A range of days."""
    return format_html('<span class="days">{} – {}</span>', day(first), day(last))


@register.filter
def moment(value: datetime | None) -> str | SafeString:
    """A moment in Beijing time."""
    if value is None:
        return "–"
    local = value.astimezone(ZONE)
    text = formats.date_format(local, "SHORT_DATETIME_FORMAT")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), text)


@register.filter
def clock(value: datetime) -> SafeString:
    """The hour and minute of a moment in Beijing."""
    local = value.astimezone(ZONE)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), f"{local:%H:%M}")


@register.filter
def what_was_done(verb: str) -> Sentence:
    """What an event records."""
    return done(verb)


@register.filter
def what_to_do(verb: str) -> Sentence:
    """What the button of a move says."""
    return DO.get(verb, verb)


@register.filter
def status_tag(record: Case) -> SafeString:
    """A record's status in its colour."""
    colour = COLOURS.get(record.status, "grey")
    label: Any = capfirst(record.get_status_display())  # type: ignore[attr-defined]
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, label)


@register.filter
def one_name(rows: Any, key: Any) -> Any:
    """The entry of a mapping."""
    return rows.get(key, "")


@register.inclusion_tag("portal/parts/meter.html")
def meter(quota: Any) -> dict[str, Any]:
    """A quota's bar: used, reserved, left."""
    whole = max(quota.ceiling, 1)
    used, held = 100 * quota.used / whole, 100 * quota.reserved / whole
    taken = used + held
    level = "full" if taken >= 95 else "high" if taken >= 80 else ""
    return {"used": f"{used:.2f}", "held": f"{held:.2f}", "from": f"{used:.2f}", "level": level, "quota": quota}


@register.filter
def refusal_reason(code: str) -> Sentence:
    """Why a filing was refused, and so what to change."""
    return RefusalReason(code).label if code in RefusalReason.values else code


@register.filter
def unit_name(code: str) -> Sentence:
    """The name of a unit of time or work."""
    return WageUnit(code).label if code in WageUnit.values else code


@register.filter
def result_name(code: str) -> Sentence:
    """How a check came out."""
    return RESULTS.get(code, code)


@register.filter
def quota_name(quota: Any) -> str:
    """The place a quota is for; the season's own has none."""
    if quota.industry_id:
        return f"{quota.area.name} · {quota.industry.name}"
    return str(quota.area.name if quota.area_id else quota.season.name)


@register.filter
def change(number: int) -> str:
    """A change with its sign; nothing where nothing changed."""
    if not number:
        return ""
    return ("+" if number > 0 else "−") + formats.number_format(abs(number), force_grouping=True)


@register.filter
def money(fen: int, currency: str) -> str:
    """An amount in either currency."""
    if currency == "CNY":
        return yuan(fen)
    return f"{formats.number_format(Decimal(fen) / 100, 0, force_grouping=True)} {currency}"


@register.filter
def sum_of(amount: int, currency: str) -> str:
    """An amount in the smallest unit of any currency that workers pay in."""
    value = Decimal(amount).scaleb(-PLACES[currency])
    places = 0 if value == value.to_integral() else PLACES[currency]
    return f"{formats.number_format(value, places, force_grouping=True)} {currency}"


@register.filter
def role_names(codes: list[str]) -> str:
    """The names of roles."""
    return ", ".join(str(Role(code).label) for code in codes if code in Role.values)


@register.filter
def proved_by(second: str) -> Sentence:
    """How a log-in was proved."""
    return PROVED_BY.get(second, PROVED_BY[""])


@register.filter
def permission_name(code: str) -> Any:
    """What somebody may do, in words."""
    return MAY.get(Permission(code), code)


@register.filter
def cell(value: Any) -> Any:
    """Any value of a row of reference data."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day(value)
    return "–" if value in (None, "") else value
