"""The worker's separate yes or no to data going to the other country: recorded, asked anew, taken back at any time."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.db import insert_rows
from core.errors import Forbidden
from workers.enums import ConsentWay
from workers.models import PassingConsent


def say(*, is_given: bool, by: Actor, at: datetime) -> PassingConsent:
    """Agree, as the worker, to one's data going to the other country, or take that back; what went stays recorded."""
    if by.kind != "worker" or by.actor_id is None:
        raise Forbidden("own_word_only", _("Only the worker agrees to it or takes it back."))
    with act("agree_to_passing" if is_given else "refuse_passing", by=by):
        return PassingConsent.objects.create(
            worker_id=by.actor_id, is_given=is_given, way=ConsentWay.OWN, said_at=at, actor_id=by.actor_id
        )


def take_down(worker_ids: Collection[UUID], *, by: Actor, at: datetime) -> None:
    """Record that these workers agreed apart when they were registered, within the act that is open.

    Whoever said no on their own page is not overruled by it.
    """
    refused = latest(worker_ids, is_given=False)
    insert_rows(
        [
            PassingConsent(
                worker_id=worker,
                is_given=True,
                way=ConsentWay.COUNTER,
                said_at=at,
                actor_id=by.actor_id,
                organisation_id=by.organisation_id,
            )
            for worker in worker_ids
            if worker not in refused
        ]
    )


def latest(worker_ids: Collection[UUID], *, is_given: bool) -> set[UUID]:
    """Those of these workers whose last word was this."""
    said = PassingConsent.objects.filter(worker__any=worker_ids).order_by("worker", "-pk").distinct("worker")
    return {worker for worker, was in said.values_list("worker", "is_given") if was is is_given}


def standing(*, by: Actor) -> PassingConsent | None:
    """The last word of the worker who asks."""
    found: PassingConsent | None = (
        PassingConsent.objects.visible_to(by).filter(worker=by.actor_id).order_by("-pk").first()
    )
    return found
