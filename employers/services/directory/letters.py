"""Letters about licences and mandates: to their holders and to the employers concerned."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from accounts.services.letters import Row, tell_each
from employers.models import Employer, Licence, Mandate


def tell_of_licences(kind: str, licences: Iterable[Licence], *, at: datetime) -> None:
    """Tell the holders what became of their licences."""
    tell_each([_row(one.intermediary_id, kind, one, _of_licence(one)) for one in licences], at=at)


def tell_employers(kind: str, licence: Licence, employers: Iterable[Employer], *, at: datetime) -> None:
    """Tell employers what became of the licence of the intermediary they rely on."""
    tell_each([_row(one.pk, kind, licence, _of_licence(licence)) for one in employers], at=at)


def tell_of_mandates(kind: str, mandates: Iterable[Mandate], *, at: datetime) -> None:
    """Tell both parties what became of their mandates."""
    told = [
        _row(party, kind, one, {"cap": one.cap, "ends_on": one.ends_on.isoformat()})
        for one in mandates
        for party in (one.employer_id, one.intermediary_id)
    ]
    tell_each(told, at=at)


def _of_licence(licence: Licence) -> dict[str, Any]:
    return {"number": licence.number, "valid_until": licence.valid_until.isoformat()}


def _row(reader: UUID, kind: str, subject: models.Model, params: dict[str, Any]) -> Row:
    return reader, kind, subject._meta.label_lower, subject.pk, params
