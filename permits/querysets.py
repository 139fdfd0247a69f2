"""Permits, presence and return: sets with a name, and who sees which."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from core.actors import SEES_FEW, Actor
from core.db import gathered
from permits.enums import AbsenceStatus, AnomalyStatus, ApplicationStatus, CaseStatus, PermitStatus
from workers.querysets import of_intermediary, own_records, turned_to

if TYPE_CHECKING:
    from permits.models import (
        Anomaly,
        Crossing,
        ForceMajeure,
        OverstayCase,
        Permit,
        PermitApplication,
        Stay,
    )

OPEN = [PermitStatus.ISSUED, PermitStatus.SUSPENDED]
UNDECIDED = [ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED, ApplicationStatus.INFORMATION_REQUESTED]
PARTIES = ("employer", "intermediary")
LEVELS = {2: "province_code", 4: "prefecture_code", 6: "county_id"}


def _of(model: str) -> Any:
    return apps.get_model("permits", model).objects


def _mandating(by: Actor) -> Any:
    mandates = apps.get_model("employers", "Mandate").objects.running()
    return mandates.filter(intermediary=by.organisation_id).values("employer")


class PermitQuerySet(models.QuerySet["Permit"]):
    """Sets of permits."""

    def visible_to(self, by: Actor) -> Self:
        """The worker's own; a bureau's area and below; an employer's own; an intermediary: those it got, while its
        mandate runs, and those of workers it registered; a department: those of its province; a protection desk: those
        of who turned to it; oversight: all. A post looks one up at a time."""
        match by.kind:
            case "oversight":
                return self
            case "worker":
                return self.filter(worker__in=own_records(by))
            case "bureau" if by.area:
                return self.filter(**{LEVELS[len(by.area)]: by.area})
            case "employer":
                return self.filter(employer=by.organisation_id)
            case "intermediary":
                got = Q(intermediary=by.organisation_id, employer__in=_mandating(by))
                return self.filter(got | Q(registrar=by.organisation_id))
            case "department":
                return self.filter(province=by.province_id)
            case "protection":
                return self.filter(turned_to(by, "worker"))
        return self.none()

    def open(self) -> Self:
        """Those that have not ended."""
        return self.filter(status__in=OPEN)

    def valid_on(self, day: date) -> Self:
        """Those under which a worker may work on that day."""
        return self.filter(status=PermitStatus.ISSUED, first_on__lte=day, last_on__gte=day)

    def expected(self) -> Self:
        """Those whose worker nobody has reported to have come."""
        return self._with_arrival().filter(is_reported=False)

    def arrived(self) -> Self:
        """Those whose worker was reported to have come."""
        return self._with_arrival().filter(is_reported=True)

    def _with_arrival(self) -> Self:
        # Looked up for each, not joined: the database cannot know that a tenth of the open ones or all have theirs,
        # and would join all before it sorts out a page.
        told = _of("Arrival").filter(permit=OuterRef("pk")).values(told=Value(True))
        return self.alias(is_reported=Coalesce(Subquery(told), False))

    def not_come(self) -> Self:
        """Those whose worker nobody reported to have come and no post saw."""
        # Looked up for each, too: whoever wants the first thousand has not all that ever came gathered before them.
        seen = _of("Stay").filter(permit=OuterRef("pk")).values(seen=Value(True))[:1]
        return self.expected().alias(is_seen=Coalesce(Subquery(seen), False)).filter(is_seen=False)

    def past_end(self, day: date) -> Self:
        """Open ones whose last day has gone by."""
        return self.open().filter(last_on__lt=day)


class PermitPartQuerySet(models.QuerySet[Any]):
    """Sets of what belongs to a permit: revocations, arrivals, requests, renewals, returns."""

    def visible_to(self, by: Actor) -> Self:
        """The parts of the permits one sees."""
        return self.filter(permit__in=_of("Permit").visible_to(by).values("pk"))


class PermitRevocationQuerySet(PermitPartQuerySet):
    """Sets of wishes to revoke a permit."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the permits one sees; what is only proposed stays in the house."""
        seen = super().visible_to(by)
        return seen if by.kind in ("bureau", "oversight") else seen.exclude(decided_by=None)


class ApplicationQuerySet(models.QuerySet["PermitApplication"]):
    """Sets of applications."""

    def visible_to(self, by: Actor) -> Self:
        """Those on the offers one sees; drafts only for the worker and the intermediary."""
        if by.kind == "intermediary":
            return self.filter(of_intermediary(by))
        seen = self.filter(offer__in=apps.get_model("workers", "Offer").objects.visible_to(by).values("pk"))
        return seen if by.kind == "worker" else seen.exclude(status=ApplicationStatus.DRAFT)

    def to_decide(self) -> Self:
        """Those that wait for the bureau."""
        return self.filter(status=ApplicationStatus.SUBMITTED)

    def undecided(self) -> Self:
        """Those on which nothing was decided yet."""
        return self.filter(status__in=UNDECIDED)


class ForceMajeureQuerySet(models.QuerySet["ForceMajeure"]):
    """Sets of measures of force majeure."""

    def visible_to(self, by: Actor) -> Self:
        """A bureau: those of its area and below, and those above that reach it; departments and oversight: all."""
        if by.kind in ("oversight", "department", "protection"):
            return self
        if by.kind != "bureau" or not by.area:
            return self.none()
        above = [by.area[:length].ljust(6, "0") for length in (2, 4, 6) if len(by.area) >= length]
        return self.filter(Q(area__code__startswith=by.area) | Q(area__in=above))


class CrossingQuerySet(models.QuerySet["Crossing"]):
    """Sets of crossings."""

    def visible_to(self, by: Actor) -> Self:
        """The worker's own; a post: what it recorded; bureaus, departments and protection: those under the permits they
        see; oversight: all."""
        match by.kind:
            case "oversight":
                return self
            case "worker":
                return self.filter(worker__in=own_records(by))
            case "post":
                return self.filter(organisation=by.organisation_id)
            case "protection":
                return self.filter(turned_to(by, "permit__worker"))
            case "bureau" | "department":
                return self.filter(permit__in=_of("Permit").visible_to(by).values("pk"))
        return self.none()


class StayQuerySet(models.QuerySet["Stay"]):
    """Sets of stays."""

    def visible_to(self, by: Actor) -> Self:
        """The worker's own; those under the permits one sees; oversight: all."""
        match by.kind:
            case "oversight":
                return self
            case "worker":
                return self.filter(worker__in=own_records(by))
            case "bureau" if by.area:
                # Not by LIKE, which no index serves behind the second wall.
                return self.filter(county__gte=by.area.ljust(6, "0"), county__lte=by.area.ljust(6, "9"))
            case "department" if by.province_id:
                return self.filter(province=by.province_id)
        permits = _of("Permit").visible_to(by).values("pk")
        return self.filter(gathered("permit", permits) if by.kind in SEES_FEW else Q(permit__in=permits))

    def open(self) -> Self:
        """Of those who are in the country, as far as anybody saw."""
        return self.filter(left_at=None, is_end_unknown=False)

    def of_person(self, worker: str) -> Self:
        """Of the person whom `worker` of the row outside names, on whichever of the person's records."""
        asked = OuterRef(OuterRef(worker))
        kept = OuterRef(OuterRef(f"{worker}__merged_into"))
        same = Q(pk=asked) | Q(merged_into=asked) | Q(pk=kept) | Q(merged_into=kept)
        return self.filter(worker__in=apps.get_model("workers", "Worker").objects.filter(same).values("pk"))

    def past_last_day(self, day: date) -> Self:
        """Open ones whose last lawful day has gone by."""
        return self.open().filter(last_lawful_on__lt=day)


class AnomalyQuerySet(models.QuerySet["Anomaly"]):
    """Sets of anomalies."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the crossings one sees; a bureau also those without a permit at its ports; parties see none."""
        if by.kind == "worker":
            return self.none()
        if by.kind == "bureau" and by.area:
            # By joins: a set of crossings or another one would be gathered whole before the first row is shown.
            here = Q(**{f"crossing__permit__{LEVELS[len(by.area)]}": by.area})
            return self.filter(here | Q(crossing__permit=None, crossing__port__county__code__startswith=by.area))
        return self.filter(crossing__in=_of("Crossing").visible_to(by).values("pk"))

    def open(self) -> Self:
        """Those nobody has settled."""
        return self.filter(status=AnomalyStatus.OPEN)


class DeviceQuerySet(models.QuerySet[Any]):
    """Sets of devices and their logs."""

    def visible_to(self, by: Actor) -> Self:
        """The post's own; oversight: all."""
        if by.kind == "oversight":
            return self
        if by.kind != "post":
            return self.none()
        path = "organisation" if self.model._meta.model_name == "device" else "device__organisation"
        return self.filter(**{path: by.organisation_id})


class ExtensionQuerySet(PermitPartQuerySet):
    """Sets of requests for a later last day."""

    def with_words(self, by: Actor) -> Self:
        """With the `words` of who asked; employers and intermediaries do not read a worker's own."""
        told: Any = F("reason")
        if by.kind in PARTIES:
            told = Case(When(organisation_id=None, then=Value("")), default=told)
        return self.annotate(words=told)


class AbsenceQuerySet(PermitPartQuerySet):
    """Sets of reports of absence."""

    def with_words(self, by: Actor) -> Self:
        """With the worker's own `words` against it; employers and intermediaries only see that it is contested."""
        return self.annotate(words=Value("") if by.kind in PARTIES else F("contest"))

    def open(self) -> Self:
        """Those not decided."""
        return self.filter(status__in=[AbsenceStatus.REPORTED, AbsenceStatus.CONTESTED])


class OverstayQuerySet(models.QuerySet["OverstayCase"]):
    """Sets of overstay cases."""

    def visible_to(self, by: Actor) -> Self:
        """The worker's own; bureaus, departments and protection desks: those under permits they see; oversight: all.
        Employers and intermediaries see none: suspicion is not theirs to act on."""
        match by.kind:
            case "oversight":
                return self
            case "worker":
                return self.filter(worker__in=own_records(by))
            case "protection":
                return self.filter(turned_to(by, "worker"))
            case "bureau" | "department":
                return self.filter(permit__in=_of("Permit").visible_to(by).values("pk"))
        return self.none()

    def open(self) -> Self:
        """Those not closed."""
        return self.exclude(status=CaseStatus.CLOSED)


class OverstayPartQuerySet(models.QuerySet[Any]):
    """Sets of what belongs to an overstay case: proposed confirmations."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the cases that offices see; what is only proposed stays in the house."""
        cases = _of("OverstayCase").visible_to(by).values("pk")
        seen = self.filter(case__in=cases)
        return seen if by.kind in ("bureau", "oversight") else seen.exclude(decided_by=None)
