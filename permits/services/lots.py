"""Applications by lot: those on one filing are one case, so that a crew stays together (ADR 30)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from core.actors import Actor
from employers.models import Filing
from employers.services import lots
from permits.models import PermitApplication
from permits.querysets import UNDECIDED


def demand_drawn(applications: Sequence[PermitApplication], *, by: Actor, at: datetime) -> None:
    """Refuse with `Forbidden`, for each by itself, who decides an application on a filing that fell to another."""
    filings = Filing.objects.in_bulk({one.filing_id for one in applications})
    lots.demand_drawn(
        "application",
        [lots.Case(one.pk, filings[one.filing_id], one.submitted_at, one.due_on) for one in applications],
        by=by,
        at=at,
    )


def drawn_for(*, by: Actor, at: datetime) -> Q:
    """The undecided applications that fell to whoever asks."""
    waiting = PermitApplication.objects.visible_to(by).filter(status__in=UNDECIDED).order_by()
    filings = Filing.objects.visible_to(by).filter(pk__in=waiting.values("filing"))
    return Q(status__in=UNDECIDED, filing__in=lots.drawn_for("application", filings, by=by, at=at))
