"""The terms of an offer as PDF: the two languages that are kept and hashed, sentence beside sentence."""

from itertools import zip_longest
from typing import Any

from core.dates import day_of
from papers.services.documents.fonts import composed, demand_printable
from papers.services.documents.numbers import numbers_on
from papers.services.documents.typesetting import typeset
from papers.services.documents.words import TERMS, named, terms_words
from workers.models import Offer


def terms_document(offer: Offer) -> bytes:
    """What a worker is promised, as it is kept: nothing is put into new words."""
    kept = offer.terms
    said: dict[str, Any] = composed(
        {
            "holder": offer.worker.name,
            "filing": offer.filing.reference,
            "employer": named(offer.filing.employer.organisation),
            "lines": [
                {"zh": zh, "vi": vi}
                for zh, vi in zip_longest(kept.text_zh.splitlines(), kept.text_vi.splitlines(), fillvalue="")
            ],
            "numbers": numbers_on(day_of(kept.made_at), county=offer.filing.county_id),
            "digest": kept.digest,
            "algorithm": kept.algorithm,
            "made": day_of(kept.made_at).isoformat(),
            "answered": day_of(offer.answered_at).isoformat() if offer.answered_at else "",
        }
    )
    demand_printable(said, bold=frozenset({"holder"}), labels=TERMS | {"holder": TERMS["worker"]})
    return typeset("terms", dated=day_of(kept.made_at), terms=said, words=terms_words())
