"""Going on under a permit: the days that are asked for are checked as an application for them would be."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.db import one_of
from core.errors import Invalid
from permits.models import Permit, PermitApplication
from permits.services.application.details import papers_for
from workers.enums import OfferStatus
from workers.models import Offer

Asked = tuple[Permit, Offer, date, date]


def as_applied(asked: Sequence[Asked], *, takes_post: bool = False) -> list[PermitApplication]:
    """Applications, never kept, for the days asked of permits, each on its offer and with the best paper of its worker.

    They go on with the permit's post, unless each `takes_post`. Offers come with their filing.
    """
    papers: dict[UUID, UUID] = {}
    for permit_class in {permit.permit_class for permit, *_rest in asked}:
        offers = [offer for permit, offer, *_days in asked if permit.permit_class == permit_class]
        papers |= papers_for(offers, permit_class, {})
    return [
        PermitApplication(
            season=permit.season,
            offer=offer,
            registration_id=offer.registration_id,
            worker_id=permit.worker_id,
            filing_id=offer.filing_id,
            paper_id=papers[offer.pk],
            permit_class=permit.permit_class,
            first_on=first_on,
            last_on=last_on,
            ports=permit.ports,
            succeeds_id=None if takes_post else permit.pk,
        )
        for permit, offer, first_on, last_on in asked
    ]


def offer_for(permit: Permit, offer_id: UUID, *, by: Actor) -> Offer:
    """The offer that new days or terms are asked on: the same worker's, and accepted."""
    offer = one_of(Offer.objects.visible_to(by).select_related("filing__season"), offer_id)
    if offer.worker_id != permit.worker_id:
        raise Invalid(
            "offer_of_another", _("This offer is another worker's: name one of this worker's."), field="offer"
        )
    if offer.status != OfferStatus.ACCEPTED:
        words = _("The worker has not said yes to this offer: ask the worker first.")
        raise Invalid("consent_missing", words, field="offer")
    return offer
