"""The units of an organisation."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Unit
from accounts.services.organisations import Names
from core.actors import Actor
from core.audit.services import act
from core.errors import NotFound
from core.permissions import Permission as P
from core.workflow import allow


def add(names: Names, *, by: Actor, organisation_id: UUID | None = None) -> Unit:
    """Add a unit to one's own organisation, or to another that one administers."""
    with act("add_unit", by=by):
        wanted = organisation_id or by.organisation_id
        organisation = Organisation.objects.visible_to(by).filter(pk=wanted).first() if wanted else None
        if organisation is None:
            raise NotFound("not_found", _("There is no such record."))
        allow(P.MANAGE_MEMBERS if wanted == by.organisation_id else P.MANAGE_ORGANISATIONS, by=by)
        return Unit.objects.create(organisation=organisation, **names.kept())


def rename(unit_id: UUID, names: Names, *, by: Actor) -> Unit:
    """Give a unit other names."""
    with act("rename", by=by):
        unit = Unit.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=unit_id).first()
        if unit is None:
            raise NotFound("not_found", _("There is no such record."))
        allow(P.MANAGE_MEMBERS if unit.organisation_id == by.organisation_id else P.MANAGE_ORGANISATIONS, by=by)
        for field, name in names.kept().items():
            setattr(unit, field, name)
        unit.save(update_fields=["name_zh", "name_vi", "name_en"])
        return unit
