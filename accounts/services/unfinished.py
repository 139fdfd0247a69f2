"""Forms that are not finished: put aside as they were typed, page by page, and taken up again by the same member."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Unfinished
from core.actors import Actor
from core.errors import Forbidden
from core.sealing import seal, unseal

Fields = dict[str, list[str]]
PLACE = "accounts_unfinished.fields"
KEPT_FOR = timedelta(90)


def put_aside(address: str, fields: Mapping[str, list[str]], *, by: Actor, at: datetime) -> None:
    """Keep what was typed into the form at an address, in place of what was kept before."""
    if not isinstance(by, Member):
        raise Forbidden("no_member", _("Only a member who has logged in puts a form aside."))
    sealed = seal(json.dumps(dict(fields)), PLACE)
    Unfinished.objects.update_or_create(
        member_id=by.actor_id, address=address, defaults={"fields": sealed, "kept_at": at}
    )


def take_up(address: str, *, by: Actor) -> Fields:
    """What was put aside for the form at an address; nothing where nothing was."""
    kept = Unfinished.objects.visible_to(by).filter(address=address).first()
    found: Fields = json.loads(unseal(kept.fields, PLACE)) if kept else {}
    return found


def let_go(address: str, *, by: Actor) -> None:
    """Forget what was put aside: it was sent, or is wanted no more."""
    Unfinished.objects.visible_to(by).filter(address=address).delete()


def forget_old(*, at: datetime) -> int:
    """Forget what nobody has taken up for three months."""
    return Unfinished.objects.filter(kept_at__lt=at - KEPT_FOR).delete()[0]
