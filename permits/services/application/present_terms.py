"""What filings promise now, where that is another promise than the one a worker was offered."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from employers.models import Filing
from employers.services.demand import content as contents_
from workers.models import Offer
from workers.rules.terms import TermsContent, needs_new_yes
from workers.services.agreement.terms import ALGORITHM, promised

JOINED = ("terms", "filing__employer__organisation", "filing__season")


def replaced_terms(made: Mapping[tuple[UUID, UUID], datetime], filings: Mapping[UUID, Filing]) -> dict[UUID, str]:
    """By offer, the digest of what its filing promises now, where the worker would have to be asked anew.

    `made` says by offer and filing when the terms offered were made; only filings confirmed anew since are read.
    """
    stale = [offer for (offer, filing), at in made.items() if _confirmed_since(filings[filing], at)]
    if not stale:
        return {}
    offers = Offer.objects.filter(pk__in=stale).select_related(*JOINED)
    contents = contents_.read_each(list({offer.filing_id: offer.filing for offer in offers}.values()))
    now = {
        offer.pk: promised(offer.filing, contents[offer.filing_id], offer.starts_on, offer.ends_on) for offer in offers
    }
    return {
        offer.pk: now[offer.pk].digest(ALGORITHM)
        for offer in offers
        if needs_new_yes(TermsContent.read(offer.terms.content), now[offer.pk])
    }


def _confirmed_since(filing: Filing, at: datetime) -> bool:
    return filing.confirmed_at is not None and filing.confirmed_at > at
