"""Who administers whom: one's own organisation by its administrators, any other by the operator's."""

from uuid import UUID

from core.actors import Actor
from core.permissions import Permission as P
from core.workflow import allow


def allow_administering(organisation_id: UUID, *, by: Actor) -> None:
    """Refuse with `Forbidden` who does not administer the accounts of that organisation."""
    allow(P.MANAGE_MEMBERS if organisation_id == by.organisation_id else P.MANAGE_ORGANISATIONS, by=by)
