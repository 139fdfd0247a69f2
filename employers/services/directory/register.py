"""The public register of intermediaries: their licences, what became of them, and who is licensed on a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.rules import tidy
from core.actors import PUBLIC
from core.audit.models import Event
from core.dates import day_of
from core.reach import Beyond
from employers.models import Intermediary, Licence
from employers.rules.identifiers import plain
from employers.rules.texts import dialled, folded

FEWEST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a licence's status: what was done, on which day, the status since, and the public reason."""

    verb: str
    on: date
    status: str
    reason: str


def entries(query: str = "", *, side: str = "") -> QuerySet[Licence]:
    """The licences of the register, those that match a name, a licence number, a code or a telephone number.

    Names match in any language and without marks ("cong ty" finds "Công ty"), telephone numbers by their digits.
    """
    licences = Licence.objects.visible_to(PUBLIC).select_related("intermediary__organisation").order_by("pk")
    if side:
        licences = licences.filter(side=side)
    query = tidy(query)
    if not query:
        return licences
    code, digits = plain(query), dialled(query)
    holders = Intermediary.objects.named(folded(query)) | Intermediary.objects.filter(
        Q(credit_code=code) | Q(tax_code=code)
    )
    if len(digits) >= FEWEST_DIGITS and _is_dialled(query):
        holders = holders | Intermediary.objects.dialled(digits)
    return licences.filter(Q(intermediary__in=holders.values("pk")) | Q(number__contains=code))


def licensed(intermediary_id: UUID, *, on: date) -> Licence | None:
    """The licence under which an intermediary may act on that day; none where it may not."""
    return licensed_each([intermediary_id], on=on).get(intermediary_id)


def licensed_each(intermediary_ids: Collection[UUID], *, on: date) -> dict[UUID, Licence]:
    """The licences in force on that day, by intermediary; who is missing may not act."""
    held = Licence.objects.visible_to(PUBLIC).valid_on(on).filter(intermediary__in=intermediary_ids)
    return {licence.intermediary_id: licence for licence in held}


def history(licence_id: UUID) -> list[Change]:
    """The public status history of one licence, oldest first: never who decided, only what, when and why."""
    return histories([licence_id]).get(licence_id, [])


def histories(licence_ids: Collection[UUID]) -> dict[UUID, list[Change]]:
    """The public status histories of many licences, one query for all."""
    public = Licence.objects.visible_to(PUBLIC).filter(pk__in=licence_ids).values_list("pk", flat=True)
    told: dict[UUID, list[Change]] = {pk: [] for pk in public}
    events = Event.objects.beyond(Beyond.RECOUNTING).filter(
        subject_type=Licence._meta.label_lower, subject_id__in=[str(pk) for pk in told], changes__has_key="status"
    )
    reasons: dict[UUID, str] = {}
    for event in events.order_by("subject_id", "seq"):
        pk = UUID(event.subject_id)
        reasons[pk] = str(_became(event, "reason", reasons.get(pk, "")))
        status = str(_became(event, "status", ""))
        if status != "applied":
            told[pk].append(Change(event.verb, _day(event), status, reasons[pk]))
    return told


def _became(event: Event, name: str, was: str) -> object:
    value = event.changes.get(name, was)
    return value[1] if isinstance(value, list) else value


def _day(event: Event) -> date:
    said = event.details.get("on")
    if said:
        return date.fromisoformat(said)
    assert event.at is not None
    return day_of(event.at)


def _is_dialled(query: str) -> bool:
    return not any(sign.isalpha() for sign in query)
