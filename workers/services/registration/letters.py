"""Letters about registrations and clearances: to departments and intermediaries, one for each act however large."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from accounts.enums import Kind
from accounts.models import Organisation
from accounts.services.letters import tell_each
from scheme.models import Season
from workers.models import Registration
from workers.services.worker_letters import tell_workers


def departments_of(provinces: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """The sending departments of each of these provinces."""
    found: dict[UUID, list[UUID]] = {}
    bodies = Organisation.objects.filter(kind=Kind.DEPARTMENT, province__in=set(provinces)).order_by("pk")
    for body, province in bodies.values_list("pk", "province"):
        found.setdefault(province, []).append(body)
    return found


def tell_departments(
    kind: str,
    registrations: Iterable[Registration],
    *,
    departments: Mapping[UUID, Sequence[UUID]] | None = None,
    at: datetime,
) -> None:
    """Tell the sending departments how many registrations of their province something happened to."""
    rows = list(registrations)
    if departments is None:
        departments = departments_of(row.province_id for row in rows)
    readers = ((body, row.season_id) for row in rows for body in departments.get(row.province_id, ()))
    _tell(kind, readers, at=at)


def tell_intermediaries(kind: str, registrations: Iterable[Registration], *, at: datetime) -> None:
    """Tell who registered workers, and who places them, how many of them something happened to."""
    readers = (
        (party, row.season_id) for row in registrations for party in (row.intermediary_id, row.partner_id) if party
    )
    _tell(kind, readers, at=at)


def tell_registered(kind: str, registrations: Iterable[Registration], *, at: datetime) -> None:
    """Tell the workers themselves what was done in their name, so that nobody is registered or refused unawares."""
    label = Registration._meta.label_lower
    tell_workers([(row.worker_id, kind, label, row.pk, {}) for row in registrations], at=at)


def _tell(kind: str, readers: Iterable[tuple[UUID, UUID]], *, at: datetime) -> None:
    label = Season._meta.label_lower
    counted = Counter(readers).items()
    tell_each([(body, kind, label, season, {"workers": count}) for (body, season), count in counted], at=at)
