"""Acts on a record that no workflow guards: offered to who holds the permission, where they make sense."""

from collections.abc import Mapping
from typing import Any

from core.actors import Actor
from core.permissions import Permission
from portal.forms.base import Form
from portal.moves import Move, Offer


def acts(
    moves: Mapping[str, tuple[Permission, Move]], record: Any, *, by: Actor, bound: Mapping[str, Form]
) -> list[Offer]:
    """The acts that are open to this reader; one that was just refused stands open."""
    found = []
    for verb, (permission, move) in moves.items():
        if permission in by.permissions and move.is_apt(record):
            form = bound.get(verb) or move.form(record=record, by=by, prefix=verb)
            found.append(Offer(verb, form, verb in bound))
    return found
