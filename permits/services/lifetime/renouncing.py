"""Taking a yes back, which ends no permit: who holds one gives it back instead."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.db import lock_one
from core.errors import Conflict
from permits.models import Permit
from workers.models import Offer
from workers.services.agreement import consents


def renounce(offer_id: UUID, *, by: Actor, at: datetime) -> Offer:
    """Take one's yes back, as the worker; raises `Conflict` while a permit runs on it.

    The offer is held first: a permit that is being issued on it is waited for.
    """
    with act("renounce", by=by):
        lock_one(consents.own_offers(by), offer_id)
        if Permit.objects.visible_to(by).open().filter(offer=offer_id).exists():
            words = _("A permit runs on this yes: give the permit back, if you no longer want the work.")
            raise Conflict("permit_runs", words)
        return consents.renounce(offer_id, by=by, at=at)
