"""The bodies a worker has to do with, to choose from: who registered, who offered, who employs."""

from uuid import UUID

from core.actors import Actor
from portal.forms.worker import Choice
from portal.readings import name_column
from workers.models import Offer, Registration


def bodies_of(by: Actor) -> dict[UUID, str]:
    """Those a worker may name, and what they are called."""
    registered = [column for who in ("intermediary", "partner") for column in _named(who)]
    offered = [column for who in ("filing__employer", "filing__intermediary") for column in _named(who)]
    rows = [
        *Registration.objects.visible_to(by).values_list(*registered),
        *Offer.objects.visible_to(by).values_list(*offered),
    ]
    pairs = [pair for row in rows for pair in (row[:2], row[2:])]
    return {key: str(name) for key, name in sorted(pairs, key=str) if key is not None}


def choices_of(bodies: dict[UUID, str]) -> list[Choice]:
    """The same to choose from."""
    return [(str(key), name) for key, name in bodies.items()]


def _named(who: str) -> tuple[str, str]:
    return who, f"{who}__organisation__{name_column()}"
