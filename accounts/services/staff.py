"""Lists of staff: handed in by an organisation with their day; accounts they do not name cannot approve."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Organisation, StaffEntry, StaffList
from accounts.services.administration import allow_administering
from core import sealing
from core.actors import CLOCK, Actor
from core.audit.services import act
from core.dates import day_of
from core.db import lock_one
from core.errors import Invalid

PLACE, MOST = "accounts_staffentry.digest", 5000


def hand_in(
    emails: Collection[str], dated: date, *, by: Actor, at: datetime, organisation_id: UUID | None = None
) -> StaffList:
    """Hand in who is of the staff on a day; from that day on accounts are held against it. Addresses are not kept."""
    with act("hand_in_staff", by=by, staff=len(emails)):
        body: Organisation = lock_one(Organisation.objects.visible_to(by), organisation_id or by.organisation_id)
        allow_administering(body.pk, by=by)
        given = {email.strip().lower() for email in emails if email.strip()}
        _refuse_wrong(given, dated, day_of(at))
        made = StaffList.objects.create(
            organisation=body, dated=dated, handed_by=by.actor_id, handed_at=at, persons=len(given)
        )
        StaffEntry.objects.bulk_create(
            [StaffEntry(staff_list=made, digest=_digest(email)) for email in sorted(given)], batch_size=500
        )
        _reconcile(body.pk, at=at)
        return made


def reconcile_all(*, at: datetime) -> int:
    """Hold every account against the list of its organisation that counts today; safe to run twice."""
    there = StaffList.objects.filter(dated__lte=day_of(at)).values_list("organisation", flat=True).distinct()
    with act("reconcile_staff", by=CLOCK):
        return sum(_reconcile(pk, at=at) for pk in there.order_by("organisation"))


def match(member: Member, *, at: datetime) -> None:
    """Hold one account against its organisation's list."""
    if _reconcile(member.organisation_id, at=at):
        member.refresh_from_db(fields=["unmatched_from"])


def _reconcile(organisation_id: UUID, *, at: datetime) -> int:
    present = StaffList.objects.filter(organisation=organisation_id, dated__lte=day_of(at))
    counts = present.order_by("-dated", "-handed_at", "-pk").first()
    if counts is None:
        return 0
    named = {bytes(digest) for digest in counts.entries.values_list("digest", flat=True)}
    members = list(Member.objects.filter(organisation=organisation_id).order_by("pk").select_for_update(of=("self",)))
    gone = [one.pk for one in members if one.unmatched_from is None and _digest(one.email) not in named]
    back = [one.pk for one in members if one.unmatched_from is not None and _digest(one.email) in named]
    return _set(gone, at) + _set(back, None)


def _set(keys: Iterable[UUID], at: datetime | None) -> int:
    found = list(keys)
    return Member.objects.filter(pk__in=found).update(unmatched_from=at) if found else 0


def _digest(email: str) -> bytes:
    return sealing.digest(email, PLACE)


def _refuse_wrong(given: Collection[str], dated: date, today: date) -> None:
    if not 1 <= len(given) <= MOST:
        raise Invalid("staff_number", _("Name at least one person, and at most 5,000."), field="emails")
    wrong = next((email for email in given if "@" not in email or len(email) > 254), "")
    if wrong:
        raise Invalid("email_form", _("Write the e-mail address as name@example.org."), field="emails")
    if (today - dated).days > 366:
        raise Invalid("staff_too_old", _("The list is more than a year old: hand in a newer one."), field="dated")
