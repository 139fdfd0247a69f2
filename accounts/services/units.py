"""The units of an organisation."""

from uuid import UUID

from accounts.models import Organisation, Unit
from accounts.services.administration import allow_administering
from accounts.services.organisations import Names
from core.actors import Actor
from core.audit.services import act
from core.db import lock_one, one_of


def add(names: Names, *, by: Actor, organisation_id: UUID | None = None) -> Unit:
    """Add a unit to one's own organisation, or to another that one administers."""
    with act("add_unit", by=by):
        organisation = one_of(Organisation.objects.visible_to(by), organisation_id or by.organisation_id)
        allow_administering(organisation.pk, by=by)
        return Unit.objects.create(organisation=organisation, **names.kept())


def rename(unit_id: UUID, names: Names, *, by: Actor) -> Unit:
    """Give a unit other names."""
    with act("rename", by=by):
        unit = lock_one(Unit.objects.visible_to(by), unit_id)
        allow_administering(unit.organisation_id, by=by)
        for field, name in names.kept().items():
            setattr(unit, field, name)
        unit.save(update_fields=["name_zh", "name_vi", "name_en"])
        return unit
