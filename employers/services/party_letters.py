"""Letters about licences and mandates: to their holders and to the employers concerned."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from accounts.models import Organisation
from core.notices.enums import Channel
from core.notices.services.outbox import Envelope, queue_each
from employers.models import Employer, Licence, Mandate


def tell_of_licences(kind: str, licences: Iterable[Licence], *, at: datetime) -> None:
    """Tell the holders what became of their licences."""
    _tell(kind, [(one.intermediary_id, one, _of_licence(one)) for one in licences], at=at)


def tell_employers(kind: str, licence: Licence, employers: Iterable[Employer], *, at: datetime) -> None:
    """Tell employers what became of the licence of the intermediary they rely on."""
    _tell(kind, [(one.pk, licence, _of_licence(licence)) for one in employers], at=at)


def tell_of_mandates(kind: str, mandates: Iterable[Mandate], *, at: datetime) -> None:
    """Tell both parties what became of their mandates."""
    told = [
        (party, one, {"cap": one.cap, "ends_on": one.ends_on.isoformat()})
        for one in mandates
        for party in (one.employer_id, one.intermediary_id)
    ]
    _tell(kind, told, at=at)


def _of_licence(licence: Licence) -> dict[str, Any]:
    return {"number": licence.number, "valid_until": licence.valid_until.isoformat()}


def _tell(kind: str, told: Sequence[tuple[UUID, models.Model, dict[str, Any]]], *, at: datetime) -> None:
    languages = dict(Organisation.objects.filter(pk__in=[one[0] for one in told]).values_list("pk", "language"))
    queue_each(
        (
            Envelope(
                kind=kind,
                channel=Channel.IN_APP,
                language=languages[organisation],
                subject_type=subject._meta.label_lower,
                subject_id=subject.pk,
                params=params,
                organisation_id=organisation,
            )
            for organisation, subject, params in told
        ),
        at=at,
    )
