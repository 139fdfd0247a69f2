"""Who stands behind an act, for those who read every act."""

from collections.abc import Collection
from uuid import UUID

from accounts.models import Member
from core.actors import Actor
from core.permissions import Permission as P
from core.reach import Beyond, beyond


def names_of(members: Collection[UUID], *, by: Actor) -> dict[UUID, str]:
    """The name and organisation of each member, for who reads every event; for others nothing."""
    if not members or P.READ_EVENTS not in by.permissions:
        return {}
    with beyond(Beyond.RECOUNTING):
        found = Member.objects.select_related("organisation").in_bulk(list(members))
    return {key: f"{member.name}, {member.organisation}" for key, member in found.items()}
