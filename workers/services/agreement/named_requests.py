"""An employer's wish to have a worker of an earlier season back, by name."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.db import constraint
from core.errors import Forbidden, Invalid
from core.permissions import Permission
from core.workflow import allow
from scheme.models import Season
from workers.models import NamedRequest, Offer
from workers.querysets import HELD
from workers.services.codes import read_number
from workers.services.registration.registrations import rank_anew
from workers.services.worker_letters import tell_workers

UNKNOWN = _("Nobody of that number has worked for you in an earlier season: compare it with your records.")


def ask(number: str, *, season: UUID, by: Actor, at: datetime) -> NamedRequest:
    """Ask, as an employer, for a worker who took a post of one's own in an earlier season; the worker is told.

    Of anybody else it is not said whether there is such a person.
    """
    serial = read_number(number)
    with act("ask_by_name", by=by):
        allow(Permission.NAME_WORKER, by=by)
        if by.kind != "employer" or by.organisation_id is None:
            raise Forbidden("no_employer", _("Only an employer asks for workers by name."))
        wanted = Season.objects.filter(pk=season).first()
        if wanted is None:
            raise Invalid("unknown_season", _("There is no such season: choose one of the scheme's."), field="season")
        worker = _worked_before(serial, wanted, employer=by.organisation_id)
        with constraint(NamedRequest, "namedrequest_once", field="number"):
            asked = NamedRequest.objects.create(
                employer_id=by.organisation_id, worker_id=worker, season=wanted, asked_at=at
            )
        rank_anew([worker], season=wanted.pk, by=by)
        tell_workers([(worker, "worker_named", "workers.namedrequest", asked.pk, {"season": wanted.code})], at=at)
        return asked


def _worked_before(serial: int, wanted: Season, *, employer: UUID) -> UUID:
    taken = Offer.objects.filter(
        filing__employer=employer,
        filing__season__work_from__lt=wanted.work_from,
        status__in=HELD,
        worker__number=serial,
        worker__merged_into=None,
    )
    worker: UUID | None = taken.values_list("worker", flat=True).first()
    if worker is None:
        raise Invalid("unknown_worker", UNKNOWN, field="number")
    return worker
