"""Which office is in charge of a licence, and its moves by that office."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.dates import day_of
from core.errors import Forbidden, Invalid
from core.workflow import move
from employers.models import Licence
from employers.services.licensing.details import OVER
from employers.workflow import LICENCE


def require_in_charge(licence_ids: Collection[UUID], *, by: Actor) -> None:
    """Refuse with `Forbidden` who sees the licences but whose office is not in charge of them all."""
    ids = set(licence_ids)
    licences = Licence.objects.filter(pk__in=ids)
    if licences.in_charge(by).count() < len(ids) <= licences.visible_to(by).count():
        raise not_in_charge()


def not_in_charge() -> Forbidden:
    """The refusal for the office of another side or area."""
    words = _(
        "Another office is in charge of this: Chinese licences are decided in the area of the seat, others there."
    )
    return Forbidden("not_in_charge", words)


@contextmanager
def move_in_charge(verb: str, licence_id: UUID, *, by: Actor, at: datetime) -> Iterator[Licence]:
    """Make one move of a licence as the office in charge of it; the public history reads the day from its event."""
    require_in_charge([licence_id], by=by)
    with move(Licence.objects.visible_to(by), licence_id, LICENCE[verb], by=by, on=day_of(at)) as licence:
        yield licence


def require_not_over(licence: Licence, *, today: date) -> None:
    """Refuse a licence whose last day has gone by."""
    if licence.valid_until < today:
        raise Invalid("licence_over", OVER, field="valid_until")
