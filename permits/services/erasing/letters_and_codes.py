"""What has a term of its own, whoever the person is: where letters went, and codes to log in."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.notices.models import Notice
from core.privacy import Term
from permits.services.erasing.terms import Plan, reached_back
from workers.models import OneTimeCode

Became = dict[str, Any]


def plan(*, at: datetime) -> Plan:
    """The rows that would be emptied by now; nothing is changed."""
    return Counter({(term.value, rows.model._meta.label_lower): rows.count() for term, rows, _became in _over(at)})


def erase_due(*, at: datetime) -> None:
    """Empty what is over."""
    for _term, rows, became in _over(at):
        rows.update(**became)


def _over(at: datetime) -> "Iterator[tuple[Term, QuerySet[Any], Became]]":
    sent = Notice.objects.filter(queued_at__lt=reached_back(Term.LETTERS, at=at), due_at=None)
    yield Term.LETTERS, sent.exclude(address="", sealed_address=None), {"address": "", "sealed_address": None}
    codes = OneTimeCode.objects.filter(expires_at__lt=reached_back(Term.LOG_INS, at=at))
    yield Term.LOG_INS, codes.exclude(digest=b""), {"digest": b""}
