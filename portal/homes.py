"""The homes as a table: for each kind of organisation what may wait, what is counted, and what is drawn."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Organisation
from core.actors import Actor
from core.dates import ZONE, day_of
from core.db import counted
from core.errors import Sentence
from core.permissions import Permission
from employers.models import Filing, Licence, Mandate
from employers.services.lots import DECIDE, filings_for
from permits.models import Arrival, Crossing, Permit, PermitApplication, Stay
from permits.services.lots import drawn_for
from portal.actors import now
from portal.lately import Counted, lately
from portal.paging import gathered_first
from portal.ways import way
from workers.models import CostStatement, Registration


@dataclass(frozen=True, slots=True)
class Figure:
    """One number worth knowing, and the list it is the length of; of what only some have, none is not told."""

    name: Sentence
    count: Callable[[Actor, date], int]
    view: str = ""
    narrowed: dict[str, str] = field(default_factory=dict)
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """What one kind of organisation finds on its first page: queues, figures, ways, and which picture."""

    queues: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    ways: tuple[tuple[str, Sentence], ...] = ()
    has_strip: bool = False
    has_gauges: bool = False


def _here(by: Actor, _day: date) -> int:
    return Stay.objects.visible_to(by).open().count()


def _in_force(by: Actor, day: date) -> int:
    return gathered_first(Permit.objects.visible_to(by), by=by).valid_on(day).count()


def _not_come(by: Actor, day: date) -> int:
    return counted(gathered_first(Permit.objects.visible_to(by), by=by).valid_on(day).not_come())


def _leaving_soon(by: Actor, day: date) -> int:
    return Permit.objects.visible_to(by).open().filter(first_on__gt=day, stays=None).count()


def _unregistered_lodgings(by: Actor, _day: date) -> int:
    return Arrival.objects.visible_to(by).filter(lodging_registered_on=None).count()


def _registered(by: Actor, _day: date) -> int:
    return Registration.objects.visible_to(by).running().count()


def _mandates(by: Actor, day: date) -> int:
    return Mandate.objects.visible_to(by).valid_on(day).count()


def _licensed(by: Actor, day: date) -> int:
    return Licence.objects.visible_to(by).valid_on(day).count()


def _days_of_licence(by: Actor, day: date) -> int:
    held = Licence.objects.visible_to(by).valid_on(day).filter(intermediary=by.organisation_id)
    last = held.order_by("-valid_until").values_list("valid_until", flat=True).first()
    days: int = 0 if last is None else (last - day).days + 1
    return days


def _crossings(by: Actor, day: date) -> int:
    begins = datetime.combine(day, time(), ZONE)
    today = {"occurred_at__gte": begins, "occurred_at__lt": begins + timedelta(days=1)}
    return Crossing.objects.visible_to(by).filter(**today).count()


def _statements(by: Actor, _day: date) -> int:
    return CostStatement.objects.visible_to(by).count()


def _organisations(by: Actor, _day: date) -> int:
    return Organisation.objects.visible_to(by).count()


def _members(by: Actor, _day: date) -> int:
    number: int = Member.objects.visible_to(by).count()
    return number


def _filings_drawn(by: Actor, _day: date) -> int:
    return Filing.objects.visible_to(by).filter(filings_for(by=by, at=now())).count()


def _applications_drawn(by: Actor, _day: date) -> int:
    return PermitApplication.objects.visible_to(by).filter(drawn_for(by=by, at=now())).count()


LARGE: Final = frozenset({_here, _in_force, _not_come, _leaving_soon})
"""What may be counted by the hundred thousand."""

HERE = Figure(_("Workers in China now"), _here, "at_site")
AT_SITE = Figure(_("Workers at the site now"), _here, "at_site")
IN_FORCE = Figure(_("Permits in force today"), _in_force, "permits", {"status": "issued"})
NOT_COME = Figure(_("Arrivals due"), _not_come, "arrivals")
REPORTS = Figure(_("Lodgings to register with the police"), _unregistered_lodgings, "arrivals")
LICENSED = Figure(_("Licences in force"), _licensed, "licences", {"status": "active"})

DRAWN = (
    Figure(_("Filings drawn for you"), _filings_drawn, "filings", {"lot": "mine"}, DECIDE["filing"]),
    Figure(
        _("Applications drawn for you"), _applications_drawn, "applications", {"lot": "mine"}, DECIDE["application"]
    ),
)

HOMES: Final[dict[str, Home]] = {
    "bureau": Home(
        queues=(
            *("filing", "application", "renewal", "extension", "variation", "end_request", "absence"),
            *("overstay_case", "confirmation", "revocation", "force_majeure", "anomaly", "return"),
            *("licence", "duplicate", "merge"),
        ),
        figures=(HERE, IN_FORCE, NOT_COME, *DRAWN),
        ways=(("season", _("The season in pictures")), ("quotas", _("Quotas"))),
        has_strip=True,
        has_gauges=True,
    ),
    "intermediary": Home(
        queues=("filing", "registration", "offer", "application", "extension", "variation", "end_request"),
        figures=(
            Figure(_("Mandates in force"), _mandates, "mandates"),
            Figure(_("Workers registered"), _registered, "registrations"),
            IN_FORCE,
            NOT_COME,
            Figure(_("Days left of the licence"), _days_of_licence, "licences"),
        ),
        ways=(("filing_new", _("File demand")), ("registration_new", _("Register workers"))),
    ),
    "employer": Home(
        queues=("filing", "absence", "end_request", "return"),
        figures=(
            Figure(_("Workers at the site now"), _here, "at_site"),
            NOT_COME,
            REPORTS,
            IN_FORCE,
        ),
        ways=(("arrivals", _("Report arrivals")), ("absences", _("Report an absence"))),
    ),
    "department": Home(
        queues=("registration", "return", "duplicate", "merge", "offer", "overstay_case", "absence"),
        figures=(Figure(_("Departures to come"), _leaving_soon, "permits"), HERE, IN_FORCE),
        ways=(("season", _("The season in pictures")),),
    ),
    "post": Home(
        queues=("anomaly",),
        figures=(Figure(_("Crossings recorded today"), _crossings, "crossings"),),
        ways=(("ports", _("Ports")), ("rosters", _("Rosters"))),
    ),
    "licensing": Home(queues=("licence",), figures=(LICENSED,), has_strip=True),
    "protection": Home(
        queues=("complaint", "overstay_case"),
        figures=(Figure(_("Cost statements of workers"), _statements, "cost_statements"),),
        ways=(("complaints", _("Complaints")),),
    ),
    "oversight": Home(
        queues=("complaint", "overstay_case", "absence", "anomaly", "licence", "force_majeure"),
        figures=(HERE, IN_FORCE, Figure(_("Cost statements of workers"), _statements, "cost_statements")),
        ways=(
            ("season", _("The season in pictures")),
            ("cases", _("Overstay cases")),
            ("absences", _("Absence reports")),
            ("complaints", _("Complaints")),
            ("anomalies", _("Crossings that do not fit")),
            ("record", _("The record")),
        ),
        has_strip=True,
    ),
    "operator": Home(
        figures=(
            Figure(_("Organisations"), _organisations, "organisations"),
            Figure(_("Accounts"), _members, "organisations"),
        ),
        ways=(("organisations", _("Organisations")), ("reference", _("Reference data")), ("jobs", _("Jobs"))),
    ),
}
"""One home for each kind of organisation; who sees a number or a queue is decided below, by `visible_to`."""


def figures(home: Home, *, by: Actor, at: datetime) -> tuple[list[tuple[Sentence, int, str]], datetime | None]:
    """Each figure's name, number and the address of its list, where there is one; and as of when the large ones are."""
    own = [one for one in home.figures if one.permission is None or one.permission in by.permissions]
    numbers = [(one, _number(one, by, at)) for one in own]
    found = [(one, number) for one, number in numbers if number.value or one.permission is None]
    shown = [(one.name, number.value, way(one.view, **one.narrowed)) for one, number in found]
    return shown, min((number.at for one, number in found if one.count in LARGE), default=None)


def _number(figure: Figure, by: Actor, at: datetime) -> Counted[int]:
    count, day = figure.count, day_of(at)
    if count not in LARGE:
        return Counted(count(by, day), at)
    return lately(f"{count.__name__}:{day}", lambda: count(by, day), by=by, at=at)
