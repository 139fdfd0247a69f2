"""Laying decoys, and watching who opens them and who opens more records than one may."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from accounts.models import Member
from accounts.rules import tidy
from accounts.services.letters import digest
from core.actors import CLOCK, Actor
from core.alerts.services import Select, settle_from
from core.audit.services import act
from core.db import constraints
from core.permissions import Permission as P
from core.workflow import allow
from scheme.models import Province
from workers.models import Decoy, Worker
from workers.rules.names import folded, tokens

SHOWN_FOR: Final = timedelta(days=7)
# Who compares a pair that the machine found had reason; who laid it may look at it.
OPENED: Final = """
SELECT decoy.worker_id, to_char(event.at, 'YYYY-MM-DD'), NULL::uuid, '',
    jsonb_build_object('number', count(*)), ARRAY(SELECT id FROM accounts_organisation WHERE kind = 'oversight')
FROM workers_decoy AS decoy
JOIN audit_event AS event ON event.subject_type = 'workers.worker' AND event.subject_id = decoy.worker_id::text
WHERE event.verb = 'open' AND event.at > %(since)s AND event.actor_id IS DISTINCT FROM decoy.laid_by
    AND NOT event.details ? 'duplicate'
GROUP BY decoy.worker_id, to_char(event.at, 'YYYY-MM-DD')
"""
REFUSED: Final = """
SELECT event.actor_id, to_char(event.at, 'YYYY-MM-DD'), NULL::uuid, '',
    jsonb_build_object('number', count(*)), ARRAY(SELECT id FROM accounts_organisation WHERE kind = 'oversight')
FROM audit_event AS event
WHERE event.verb = 'refuse_opening' AND event.at > %(since)s AND event.actor_id IS NOT NULL
GROUP BY event.actor_id, to_char(event.at, 'YYYY-MM-DD')
"""


def lay(name: str, birth_date: date, *, sex: str, province: str, commune: str = "", by: Actor, at: datetime) -> Worker:
    """Make up a person whom nobody has reason to look at, among those of a province.

    It has no paper and no telephone: an invented number might be a real person's.
    """
    allow(P.LAY_DECOY, by=by)
    name = tidy(name)
    person = Worker(
        name=name,
        folded=folded(name),
        tokens=tokens(name),
        sex=sex,
        birth_date=birth_date,
        province=Province.objects.get(code=province),
        commune=tidy(commune),
        entered_at=at,
        compared_at=at,
    )
    with act("lay_decoy", by=by), constraints(Worker):
        # Whoever may read the person's own events must not read there who made it up.
        with act("register", by=CLOCK):
            person.save(force_insert=True)
        Decoy.objects.create(worker=person, laid_by=by.actor_id, laid_at=at)  # type: ignore[misc]
    return person


def watch(*, at: datetime) -> int:
    """Alert oversight to decoys that were opened and members who met their ceiling; how many alerts are new."""
    since: Mapping[str, datetime] = {"since": at - SHOWN_FOR}
    decoys, ceilings = Select.of(OPENED, **since), Select.of(REFUSED, **since)
    opened = settle_from("decoy_opened", Worker._meta.label_lower, decoys, at=at, telling=[digest("decoy_opened")])
    return opened + settle_from(
        "openings_ceiling", Member._meta.label_lower, ceilings, at=at, telling=[digest("openings_ceiling")]
    )
