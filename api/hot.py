"""Reading one record of a resource that is read very often."""

from functools import lru_cache
from typing import Any
from uuid import UUID

from api.resource import Resource
from core.actors import Actor, Standing
from core.prepared import Prepared

ACTOR, ORGANISATION, UNIT, KEY = (UUID(f"ffffffff-ffff-8fff-8fff-fffffffffff{n}") for n in range(4))


def read_hot(resource: Resource, key: Any, by: Actor) -> dict[str, Any] | None:
    """The record with that key in its shape, if the asker sees it."""
    shape: Any = resource.shape
    prepared = _prepared(resource, by.kind, by.area, frozenset(by.permissions))  # type: ignore[call-overload]
    values = {ACTOR: by.actor_id, ORGANISATION: by.organisation_id, UNIT: by.unit_id, KEY: key}
    row = next(prepared.rows(values), None)
    return None if row is None else shape.finish(dict(zip(shape.columns(), row, strict=True)))


@lru_cache(maxsize=1024)
def _prepared(resource: Resource, kind: str, area: str, permissions: frozenset[str]) -> Prepared:
    # What one sees depends on one's kind, area and rights, by which this is kept, and on ids, put in at each reading.
    asker = Standing("", kind, permissions, actor_id=ACTOR, organisation_id=ORGANISATION, unit_id=UNIT, area=area)
    assert resource.records is not None
    assert resource.shape is not None
    seen = resource.records(asker).filter(pk=KEY)
    return Prepared(seen.values_list(*resource.shape.columns().values())[:1], (ACTOR, ORGANISATION, UNIT, KEY))
