"""People and what is kept of them: sets with a name, and who sees which."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, Func, OuterRef, Q, Subquery, Value

from core.actors import Actor
from core.db import gathered
from core.permissions import Permission as P
from workers.enums import ComplaintStatus, DuplicateStatus, OfferStatus, RegistrationStatus

if TYPE_CHECKING:
    from workers.models import (
        Complaint,
        CostLine,
        CostStatement,
        Decoy,
        Duplicate,
        Merge,
        NamedRequest,
        Offer,
        Registration,
        Terms,
        Worker,
        WorkerFile,
        WorkerSession,
    )

RUNNING = [RegistrationStatus.REGISTERED, RegistrationStatus.CLEARED]
HELD = [OfferStatus.ACCEPTED, OfferStatus.SUPERSEDED]
WATCHES = ("oversight", "protection")


class Signs(Func):
    """The signs of a text as an array, so that an index finds a Chinese name by any of them, even by one."""

    function = "string_to_array"
    template = "%(function)s(%(expressions)s, NULL)"
    output_field = ArrayField(models.TextField())


def _of(model: str) -> Any:
    return apps.get_model("workers", model).objects


def own_records(by: Actor) -> Any:
    """The records of the worker who acts, merged ones too; only the record that stands acts."""
    return _of("Worker").filter(Q(pk=by.actor_id) | Q(merged_into=by.actor_id)).values("pk")


def _filings(by: Actor) -> Any:
    return apps.get_model("employers", "Filing").objects.visible_to(by).values("pk")


def of_intermediary(by: Actor) -> Q:
    """That a row's filing or registration is one that the intermediary sees."""
    ours = _of("Registration").visible_to(by).values("pk")
    return Q(gathered("filing", _filings(by))) | Q(gathered("registration", ours))


def turned_to(desk: Actor, worker: str) -> Q:
    """That the `worker` of a row complained to a protection desk, or stated what was paid."""
    return _told("Complaint", desk, worker) | _told("CostStatement", desk, worker)


def _told(model: str, desk: Actor, worker: str) -> Q:
    # Asked for each row: of an `EXISTS` the database may gather all who ever told anything.
    told = _of(model).visible_to(desk).filter(worker=OuterRef(worker)).order_by().values(told=Value(True))[:1]
    return Q(Subquery(told, output_field=models.BooleanField()))


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Sets of workers."""

    def visible_to(self, by: Actor) -> Self:
        """Oneself; a sending department: those of its province; an intermediary: those it registered, while that
        runs; an employer: those who took its posts; a bureau: those offered posts in its area; a protection desk:
        those who turned to it; oversight: all."""
        match by.kind:
            case "oversight":
                return self
            case "worker":
                return self.filter(pk=by.actor_id)
            case "department":
                return self.filter(province=by.province_id)
            case "intermediary":
                ours = _of("Registration").visible_to(by).running()
                return self.filter(gathered("pk", ours.values("worker")))
            case "employer":
                held = _of("Offer").filter(filing__in=_filings(by), status__in=HELD)
                return self.filter(gathered("pk", held.values("worker")))
            case "bureau":
                return self.filter(pk__in=_of("Offer").filter(filing__in=_filings(by)).values("worker"))
            case "protection":
                return self.filter(turned_to(by, "pk"))
        return self.none()

    def themselves(self) -> Self:
        """Without the doubles that were merged into others."""
        return self.filter(merged_into=None)


class WorkerPartQuerySet(models.QuerySet[Any]):
    """Sets of what belongs to a worker: papers, bans, evidence, passings-on."""

    def visible_to(self, by: Actor) -> Self:
        """The parts of the workers one sees."""
        return self.filter(worker__in=_of("Worker").visible_to(by).values("pk"))


class GuardedPartQuerySet(WorkerPartQuerySet):
    """Sets of what employers and intermediaries have no need to know of a worker: bans, corrections, passings-on."""

    def visible_to(self, by: Actor) -> Self:
        """The parts of the workers one sees; employers and intermediaries see none."""
        return self.none() if by.kind in ("employer", "intermediary") else super().visible_to(by)


class EvidenceQuerySet(WorkerPartQuerySet):
    """Sets of evidence."""

    def visible_to(self, by: Actor) -> Self:
        """That of the workers one sees; an employer: none, whether it is enough is said by the permit."""
        return self.none() if by.kind == "employer" else super().visible_to(by)


class WorkerFileQuerySet(models.QuerySet["WorkerFile"]):
    """Sets of files of workers."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the workers one sees; an employer: photos only, never what a doctor wrote."""
        seen = self.filter(worker__in=_of("Worker").visible_to(by).values("pk"))
        return seen.filter(attachment__kind="photo") if by.kind == "employer" else seen

    def kept(self) -> Self:
        """Those that were not taken back, the latest first."""
        return self.filter(attachment__taken_back_at=None).order_by("-pk")

    def photos(self) -> Self:
        """Photos, the latest first."""
        return self.kept().filter(attachment__kind="photo")


class DuplicateQuerySet(models.QuerySet["Duplicate"]):
    """Sets of pairs that may be one person."""

    def visible_to(self, by: Actor) -> Self:
        """Those who decide them: departments and bureaus that see one of the two; oversight: all."""
        if by.kind == "oversight":
            return self
        if by.kind not in ("department", "bureau"):
            return self.none()
        seen = _of("Worker").visible_to(by).values("pk")
        return self.filter(Q(first__in=seen) | Q(second__in=seen))

    def open(self) -> Self:
        """Those nobody has decided."""
        return self.filter(status=DuplicateStatus.OPEN)


class MergeQuerySet(models.QuerySet["Merge"]):
    """Sets of mergings."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the pairs one sees."""
        return self.filter(duplicate__in=_of("Duplicate").visible_to(by).values("pk"))


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Sets of registrations."""

    def visible_to(self, by: Actor) -> Self:
        """The worker's, the department's and both intermediaries' own; employers and bureaus: those of workers offered
        their filings; oversight: all."""
        match by.kind:
            case "oversight":
                return self
            case "worker":
                return self.filter(worker__in=own_records(by))
            case "intermediary":
                return self.filter(Q(intermediary=by.organisation_id) | Q(partner=by.organisation_id))
            case "department":
                return self.filter(province=by.province_id)
            case "bureau":
                return self.filter(pk__in=_of("Offer").filter(filing__in=_filings(by)).values("registration"))
            case "employer":
                held = _of("Offer").filter(filing__in=_filings(by), status__in=HELD)
                return self.filter(pk__in=held.values("registration"))
        return self.none()

    def running(self) -> Self:
        """Those neither refused nor withdrawn."""
        return self.filter(status__in=RUNNING)

    def to_clear(self) -> Self:
        """Those that wait for the sending department."""
        return self.filter(status=RegistrationStatus.REGISTERED)


class TermsQuerySet(models.QuerySet["Terms"]):
    """Sets of terms."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the filings one sees, and those one was offered."""
        if by.kind in ("oversight", "protection"):
            return self
        if by.kind in ("worker", "department"):
            return self.filter(pk__in=_of("Offer").visible_to(by).values("terms"))
        return self.filter(filing__in=_filings(by))


class OfferQuerySet(models.QuerySet["Offer"]):
    """Sets of offers."""

    def visible_to(self, by: Actor) -> Self:
        """The worker's own; those of the filings one sees (an employer: once they are accepted); a department: those
        to workers of its province; oversight: all."""
        match by.kind:
            case "oversight":
                return self
            case "worker":
                return self.filter(worker__in=own_records(by))
            case "department":
                return self.filter(registration__province=by.province_id)
            case "bureau":
                return self.filter(filing__in=_filings(by))
            case "intermediary":
                return self.filter(of_intermediary(by))
            case "employer":
                return self.filter(filing__in=_filings(by), status__in=HELD)
        return self.none()

    def open_on(self, day: date) -> Self:
        """Those that can still be answered on that day."""
        return self.filter(status=OfferStatus.MADE, valid_until__gte=day)

    def standing(self) -> Self:
        """Those that take up a post: accepted, and the post not given up since."""
        return self.filter(status=OfferStatus.ACCEPTED, vacated_at=None)

    def running_on(self, day: date) -> Self:
        """Those accepted, and those that can still be."""
        return self.standing() | self.open_on(day)

    def taking_up_on(self, day: date) -> Self:
        """Those that take up a post or may yet; new terms for an accepted one take up no second post."""
        return self.standing() | self.open_on(day).filter(replaces=None)

    def unanswered_on(self, day: date) -> Self:
        """Those nobody answered in time."""
        return self.filter(status=OfferStatus.MADE, valid_until__lt=day)

    def at_counter(self, counter: UUID, at: datetime) -> Self:
        """Those to workers who stand at a counter: its officers have just given them a code."""
        given = apps.get_model("workers", "OneTimeCode").objects.filter(
            worker=OuterRef("worker"), organisation_id=counter, used_at=None, expires_at__gt=at
        )
        return self.filter(Exists(given))


class OfferPartQuerySet(models.QuerySet[Any]):
    """Sets of what belongs to an offer: the worker's yes."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the offers one sees."""
        return self.filter(offer__in=_of("Offer").visible_to(by).values("pk"))


class NamedRequestQuerySet(models.QuerySet["NamedRequest"]):
    """Sets of wishes for a worker by name."""

    def visible_to(self, by: Actor) -> Self:
        """The employer's own, those for the worker, and those that concern one's filings or province."""
        match by.kind:
            case "oversight":
                return self
            case "worker":
                return self.filter(worker__in=own_records(by))
            case "employer":
                return self.filter(employer=by.organisation_id)
            case "department":
                return self.filter(worker__province=by.province_id)
            case "bureau" | "intermediary":
                employers = apps.get_model("employers", "Employer").objects.visible_to(by)
                return self.filter(employer__in=employers.values("pk"))
        return self.none()


class SessionQuerySet(models.QuerySet["WorkerSession"]):
    """Sets of workers' sessions."""

    def able_to_act(self, at: datetime) -> Self:
        """Those that are open at that moment."""
        return self.filter(closed_at=None, expires_at__gt=at)


class CostStatementQuerySet(models.QuerySet["CostStatement"]):
    """Sets of cost statements."""

    def visible_to(self, by: Actor) -> Self:
        """The worker's own; protection desks and oversight: all. Nobody else learns that there are any."""
        if by.kind in WATCHES:
            return self
        return self.filter(worker__in=own_records(by)) if by.kind == "worker" else self.none()


class CostLineQuerySet(models.QuerySet["CostLine"]):
    """Sets of payments that workers stated."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the statements one sees."""
        return self.filter(statement__in=_of("CostStatement").visible_to(by).values("pk"))

    def paid(self) -> Self:
        """Those by which a worker paid anything at all."""
        return self.filter(amount__gt=0)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Sets of complaints."""

    def visible_to(self, by: Actor) -> Self:
        """The worker's own; a protection desk: its own and those nobody has taken; oversight: all."""
        match by.kind:
            case "oversight":
                return self
            case "worker":
                return self.filter(worker__in=own_records(by))
            case "protection":
                return self.filter(Q(desk=by.organisation_id) | Q(desk=None)).exclude(
                    about=by.organisation_id, about__isnull=False
                )
        return self.none()

    def overdue_on(self, day: date) -> Self:
        """Those not answered by their day."""
        open_ = [ComplaintStatus.RECEIVED, ComplaintStatus.ASSIGNED]
        return self.filter(status__in=open_, due_on__lt=day)


class ComplaintPartQuerySet(models.QuerySet[Any]):
    """Sets of what was written in complaints."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the complaints one sees."""
        return self.filter(complaint__in=_of("Complaint").visible_to(by).values("pk"))


class DecoyQuerySet(models.QuerySet["Decoy"]):
    """Sets of decoys."""

    def visible_to(self, by: Actor) -> Self:
        """All for who lays them, and nobody else."""
        return self if by.kind == "oversight" and P.LAY_DECOY in by.permissions else self.none()
