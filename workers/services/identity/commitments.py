"""What an erased record was, kept as a digest under the person's own key: proved by who kept a copy, by nobody else."""

import hashlib
import hmac
from collections.abc import Sequence

import orjson

from core.sealing import unseal
from workers.models import Erasure, IdentityPaper, Worker
from workers.rules.codes import person_number
from workers.services.identity.numbers import PAPER


def said_of(worker: Worker, papers: Sequence[IdentityPaper]) -> dict[str, object]:
    """Who a person is, as the copy of the record states it and the commitment holds it."""
    return {
        "person_number": person_number(worker.number),
        "name": worker.name,
        "birth_date": worker.birth_date.isoformat(),
        "papers": sorted(unseal(paper.number_sealed, PAPER) for paper in papers),
    }


def commitment(own_key: bytes, said: dict[str, object]) -> bytes:
    """HMAC-SHA256 under the person's own key of what is said, as JSON with its names in order."""
    return hmac.digest(own_key, orjson.dumps(said, option=orjson.OPT_SORT_KEYS), hashlib.sha256)


def is_proved(erasure: Erasure, own_key: bytes, said: dict[str, object]) -> bool:
    """Whether this is what was erased."""
    return hmac.compare_digest(bytes(erasure.commitment), commitment(own_key, said))
