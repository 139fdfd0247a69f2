"""What stands in the way of an offer: the filing, the days, the registration, and the posts that are left."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.db import key_of
from core.errors import Conflict, Invalid, NotFound, Problem, Refusal
from employers.enums import FilingStatus
from employers.models import Filing
from employers.rules.content import FilingContent
from employers.services.demand import content as contents_
from workers.models import Offer, Registration
from workers.querysets import RUNNING


@dataclass(frozen=True, slots=True)
class Wanted:
    """Posts of one filing to be offered: to whom, for which days, and until when they may say yes.

    Without days, those of the filing's only group.
    """

    filing_id: UUID
    registration_ids: Collection[UUID]
    valid_until: date
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def keys(self) -> list[UUID]:
        """The registrations, each once."""
        return list(dict.fromkeys(self.registration_ids))


@contextmanager
def about(place: int, wanted: Sequence[Wanted]) -> Iterator[None]:
    """Have a refusal say by its place which of several is meant ("3.registrations")."""
    try:
        yield
    except Refusal as refusal:
        if len(wanted) > 1:
            refusal.problems = [
                Problem(one.code, one.message, f"{place}.{one.field}".rstrip("."), one.params)
                for one in refusal.problems
            ]
        raise


def hold_filings(wanted: Sequence[Wanted], *, by: Actor) -> dict[UUID, Filing]:
    """The filings one sees, held in one order so that nobody else offers their posts meanwhile."""
    seen = Filing.objects.visible_to(by).select_related("season", "employer__organisation")
    keys = [key_of(seen, one.filing_id) for one in wanted]
    held = seen.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    filings = {filing.pk: filing for filing in held}
    for place, key in enumerate(keys):
        with about(place, wanted):
            if key not in filings:
                raise NotFound
            demand_open(filings[key])
    return filings


def open_filing(filing_id: UUID, *, by: Actor) -> tuple[Filing, FilingContent]:
    """The same of one filing, and what it says."""
    [filing] = hold_filings([Wanted(filing_id, (), date.max)], by=by).values()
    return filing, contents_.read_each([filing])[filing.pk]


def demand_open(filing: Filing) -> None:
    """Refuse a filing by which nothing can be offered."""
    if filing.status != FilingStatus.GRANTED:
        raise Conflict("filing_not_granted", _("Posts can be offered only by a filing that is granted."))
    if filing.content_digest != filing.confirmed_digest:
        message = _("The filing was amended: nothing can be offered by it until the employer confirms it.")
        raise Conflict("filing_not_confirmed", message)


def days_of(content: FilingContent, starts_on: date | None, ends_on: date | None) -> tuple[date, date]:
    """The days asked for, or those of the filing's only group."""
    groups = {(group.starts_on, group.ends_on) for group in content.groups}
    if starts_on is None or ends_on is None:
        if len(groups) != 1:
            message = _("The filing has several groups: choose the first and the last day of one.")
            raise Invalid("days_missing", message, field="starts_on")
        return next(iter(groups))
    if starts_on > ends_on or not any(first <= starts_on and ends_on <= last for first, last in groups):
        message = _("The days lie in none of the filing's groups: choose days inside one.")
        raise Invalid("days_outside_groups", message, field="starts_on")
    return starts_on, ends_on


def demand_valid(valid_until: date, ends_on: date, *, today: date) -> None:
    """Refuse a day for an answer that is over, or after the work."""
    if not today <= valid_until <= ends_on:
        message = _("Leave time for an answer: a day from %(first)s to %(last)s.")
        raise Invalid("valid_until_out_of_range", message, field="valid_until", first=today, last=ends_on)


def registered(wanted: Sequence[Wanted], filings: Mapping[UUID, Filing], *, by: Actor) -> dict[UUID, Registration]:
    """The registrations one sees, each running in the season of its filing."""
    found = Registration.objects.visible_to(by).filter(pk__any={key for one in wanted for key in one.keys}).in_bulk()
    for place, one in enumerate(wanted):
        with about(place, wanted):
            _demand_running(one, found, filings[one.filing_id])
    return found


def _demand_running(one: Wanted, found: Mapping[UUID, Registration], filing: Filing) -> None:
    if any(key not in found for key in one.keys):
        raise NotFound
    wrong = [pk for pk in one.keys if found[pk].status not in RUNNING or found[pk].season_id != filing.season_id]
    if wrong:
        message = _("A registration is not running in the filing's season: register the worker for it first.")
        raise Invalid("registration_not_running", message, field="registrations", records=list(map(str, wrong)))


def demand_unpromised(wanted: Sequence[Wanted], found: Mapping[UUID, Registration]) -> None:
    """Nobody takes two posts of one filing: a second could never be accepted, and would hold a post for naught."""
    standing = Offer.objects.standing().filter(
        filing__in={one.filing_id for one in wanted}, worker__any={one.worker_id for one in found.values()}
    )
    held = set(standing.values_list("filing", "worker"))
    for place, one in enumerate(wanted):
        records = [str(key) for key in one.keys if (one.filing_id, found[key].worker_id) in held]
        if records:
            message = _("A worker has already accepted a post of this filing: offer it to another.")
            with about(place, wanted):
                raise Conflict("already_accepted", message, field="registrations", records=records)


def demand_posts(wanted: Sequence[Wanted], filings: Mapping[UUID, Filing], *, today: date) -> None:
    """Refuse more than a filing has posts left."""
    taking = Offer.objects.taking_up_on(today).filter(filing__in=list(filings)).order_by()
    taken = Counter(dict(taking.values("filing").annotate(number=Count("pk")).values_list("filing", "number")))
    for place, one in enumerate(wanted):
        left = filings[one.filing_id].posts_granted - taken[one.filing_id]
        if len(one.keys) > left:
            message = _("Only %(left)s posts are left to offer: offer fewer, or withdraw offers that are not answered.")
            with about(place, wanted):
                raise Invalid("more_than_granted", message, field="registrations", left=max(left, 0))
        taken[one.filing_id] += len(one.keys)
