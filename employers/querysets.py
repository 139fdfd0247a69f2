"""Employers, licences, mandates and filings: sets with a name, and who sees which."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, F, Func, Q, Sum, Value, When

from core.actors import Actor
from core.db import gathered
from core.querysets import BeyondQuerySet
from core.reach import Beyond
from employers.enums import BondKind, FilingStatus, LicenceStatus, MandateStatus

if TYPE_CHECKING:
    from employers.models import (
        BondEntry,
        Employer,
        Filing,
        Intermediary,
        Licence,
        LicenceFile,
        LicenceRevocation,
        Mandate,
        PartyCorrection,
    )


def _mandates() -> "MandateQuerySet":
    return apps.get_model("employers", "Mandate").objects.filter(status=MandateStatus.GIVEN)


def _filings_of(employer: Actor) -> Func:
    own = apps.get_model("employers", "Filing").objects.filter(employer=employer.organisation_id)
    joined = apps.get_model("employers", "JointEmployer").objects.filter(employer=employer.organisation_id)
    return gathered("pk", own.values("pk").union(joined.values("filing")))


def _without(text: Any, pattern: str) -> Func:
    return Func(
        text if isinstance(text, Func) else F(text), Value(pattern), Value(""), Value("g"), function="regexp_replace"
    )


def _folded(path: str) -> Func:
    # As `rules.texts.folded`, in the database: composed signs are taken apart, their marks dropped, đ made d.
    apart = Func(F(path), function="normalize", template="%(function)s(%(expressions)s, NFKD)")
    bare = Func(_without(apart, "[\u0300-\u036f]"), Value("đĐ"), Value("dd"), function="translate")
    return Func(bare, function="lower", output_field=models.TextField())


def _in_charge(by: Actor, *, path: str) -> Q:
    if by.kind == "licensing":
        return Q(**{f"{path}side": "VN"})
    if by.kind == "bureau" and by.area:
        return Q(**{f"{path}side": "CN", f"{path}organisation__area__code__startswith": by.area})
    return Q(pk=None)


class EmployerQuerySet(models.QuerySet["Employer"]):
    """Sets of employers."""

    def visible_to(self, by: Actor) -> Self:
        """A bureau's area and below; an employer itself; those who gave an intermediary their mandate."""
        if by.kind == "oversight":
            return self
        if by.kind == "bureau" and by.area:
            return self.filter(county__code__startswith=by.area)
        if by.kind == "employer":
            return self.filter(pk=by.organisation_id)
        if by.kind == "intermediary":
            return self.filter(pk__in=_mandates().filter(intermediary=by.organisation_id).values("employer"))
        return self.none()


class IntermediaryQuerySet(models.QuerySet["Intermediary"]):
    """Sets of intermediaries."""

    def visible_to(self, by: Actor) -> Self:
        """Intermediaries are on a public register."""
        return self

    def in_charge(self, by: Actor) -> Self:
        """Those that `by`'s office registers and licenses: a bureau the Chinese ones with their seat in its area
        and below, the licensing authority the Vietnamese ones."""
        return self.filter(_in_charge(by, path=""))

    def named(self, folded: str) -> Self:
        """Those with that text, folded as by `rules.texts.folded`, in one of their names."""
        return self.alias(
            **{name: _folded(f"organisation__{name}") for name in ("name_zh", "name_vi", "name_en")}
        ).filter(Q(name_zh__contains=folded) | Q(name_vi__contains=folded) | Q(name_en__contains=folded))

    def dialled(self, digits: str) -> Self:
        """Those whose telephone number holds these digits."""
        return self.alias(digits=_without("phone", "[^0-9]")).filter(digits__contains=digits)


class CorrectionQuerySet(models.QuerySet["PartyCorrection"]):
    """Sets of corrections of parties."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the employers and intermediaries that `by`'s office registers; oversight: all."""
        if by.kind == "oversight":
            return self
        if by.kind not in ("bureau", "licensing"):
            return self.none()
        employers = apps.get_model("employers", "Employer").objects.visible_to(by).values("pk")
        intermediaries = apps.get_model("employers", "Intermediary").objects.in_charge(by).values("pk")
        return self.filter(Q(organisation__in=employers) | Q(organisation__in=intermediaries))

    def open(self) -> Self:
        """Those proposed and not yet decided."""
        return self.filter(decided_by=None)


class LicenceQuerySet(models.QuerySet["Licence"]):
    """Sets of licences."""

    def visible_to(self, by: Actor) -> Self:
        """All that were ever active are public; applications are for the intermediary and its authority."""
        public = Q(
            status__in=[
                LicenceStatus.ACTIVE,
                LicenceStatus.SUSPENDED,
                LicenceStatus.REVOKED,
                LicenceStatus.EXPIRED,
            ]
        )
        if by.kind == "oversight":
            return self
        if by.kind == "intermediary":
            return self.filter(public | Q(intermediary=by.organisation_id))
        return self.filter(public | _in_charge(by, path="intermediary__"))

    def in_charge(self, by: Actor) -> Self:
        """Those that `by`'s office decides: see `IntermediaryQuerySet.in_charge`."""
        return self.filter(_in_charge(by, path="intermediary__"))

    def valid_on(self, day: date) -> Self:
        """Those under which an intermediary may act on that day."""
        return self.filter(status=LicenceStatus.ACTIVE, valid_from__lte=day, valid_until__gte=day)

    def past_end(self, day: date) -> Self:
        """Those whose last day has gone by."""
        return self.filter(valid_until__lt=day)


class LicenceFileQuerySet(models.QuerySet["LicenceFile"]):
    """Sets of files of licences."""

    def visible_to(self, by: Actor) -> Self:
        """The intermediary's own, and those of the side's authority and oversight: of a licence that is public, too."""
        if by.kind == "oversight":
            return self
        if by.kind == "intermediary":
            return self.filter(licence__intermediary=by.organisation_id)
        return self.filter(_in_charge(by, path="licence__intermediary__"))

    def kept(self) -> Self:
        """Those that were not taken back, the latest first."""
        return self.filter(attachment__taken_back_at=None).order_by("-pk")


class BondEntryQuerySet(models.QuerySet["BondEntry"]):
    """Sets of bond entries."""

    def visible_to(self, by: Actor) -> Self:
        """The intermediary's own, and those of the side's authority and oversight."""
        if by.kind == "oversight":
            return self
        if by.kind == "intermediary":
            return self.filter(licence__intermediary=by.organisation_id)
        return self.filter(_in_charge(by, path="licence__intermediary__"))

    def balances_fen(self) -> dict[Any, int]:
        """What is left of each licence's bond: all that was paid in, less what was called or given back."""
        signed = Case(When(kind=BondKind.PAID, then="amount_fen"), default=-F("amount_fen"))
        summed = Sum(signed, output_field=models.BigIntegerField())
        return dict(self.values("licence").annotate(left=summed).values_list("licence", "left"))


class RevocationQuerySet(models.QuerySet["LicenceRevocation"]):
    """Sets of revocations."""

    def visible_to(self, by: Actor) -> Self:
        """Those that `by`'s office proposes and decides; oversight: all."""
        return self if by.kind == "oversight" else self.filter(_in_charge(by, path="licence__intermediary__"))

    def open(self) -> Self:
        """Those proposed and not yet decided."""
        return self.filter(decided_by=None)


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Sets of mandates."""

    def running(self) -> Self:
        """Those neither ended nor closed as expired."""
        return self.filter(status=MandateStatus.GIVEN)

    def visible_to(self, by: Actor) -> Self:
        """The two parties', and for a bureau those of employers in its area and below."""
        if by.kind == "oversight":
            return self
        if by.kind == "bureau" and by.area:
            return self.filter(employer__county__code__startswith=by.area)
        if by.kind == "employer":
            return self.filter(employer=by.organisation_id)
        if by.kind == "intermediary":
            return self.filter(intermediary=by.organisation_id)
        return self.none()

    def valid_on(self, day: date) -> Self:
        """Those under which an intermediary may act for an employer on that day."""
        return self.filter(status=MandateStatus.GIVEN, starts_on__lte=day, ends_on__gte=day)

    def past_end(self, day: date) -> Self:
        """Those whose last day has gone by."""
        return self.filter(ends_on__lt=day)


class FilingQuerySet(BeyondQuerySet["Filing"]):
    """Sets of filings."""

    def visible_to(self, by: Actor) -> Self:
        """A bureau: what was submitted in its area and below; an employer: its own and those it joins; an
        intermediary: those it filed, while its mandate for the employer runs; oversight: all."""
        if by.kind == "oversight":
            return self
        if by.kind == "bureau" and by.area:
            level = {2: "province_code", 4: "prefecture_code", 6: "county_id"}[len(by.area)]
            # What went back to its intermediary and was declined is a draft again, and nobody else's.
            return self.exclude(status=FilingStatus.DRAFT).filter(**{level: by.area}, submitted_at__isnull=False)
        if by.kind == "employer":
            return self.exclude(status=FilingStatus.DRAFT).filter(_filings_of(by))
        if by.kind == "intermediary":
            ours = _mandates().filter(intermediary=by.organisation_id).values("employer")
            return self.filter(intermediary=by.organisation_id, employer__in=ours)
        return self.none()

    def of_here(self) -> Self:
        """Those of this scheme: what was replayed from another country's files is no offer and no record of ours."""
        return self.exclude(source__startswith="replay")

    def open_demand(self, day: date) -> Self:
        """The public board: granted posts that can still be taken up, on terms that the employer has confirmed."""
        confirmed = self.beyond(Beyond.PUBLISHING).filter(content_digest=F("confirmed_digest"))
        return confirmed.filter(status=FilingStatus.GRANTED, ends_on__gte=day, posts_held__gt=0)

    def in_hand(self) -> Self:
        """Those that still need their intermediary: not yet decided, or granted with posts held."""
        waiting = [FilingStatus.AWAITING_EMPLOYER, FilingStatus.SUBMITTED, FilingStatus.INFORMATION_REQUESTED]
        return self.filter(Q(status__in=waiting) | Q(status=FilingStatus.GRANTED, posts_held__gt=0))

    def unused_on(self, day: date) -> Self:
        """Granted filings none of whose posts was used by the day their reservation ran out."""
        return self.filter(status=FilingStatus.GRANTED, held_until__lt=day, posts_held=F("posts_granted"))

    def ended_on(self, day: date) -> Self:
        """Granted filings whose last working day has gone by."""
        return self.filter(status=FilingStatus.GRANTED, ends_on__lt=day)

    def overdue_on(self, day: date) -> Self:
        """Filings that wait for a decision past the day it was due."""
        return self.filter(status=FilingStatus.SUBMITTED, due_on__lt=day)

    def left_behind_on(self, day: date) -> Self:
        """Filings never submitted whose season no longer takes any."""
        return self.filter(season__filing_until__lt=day)


class FilingPartQuerySet(models.QuerySet[Any]):
    """Sets of what belongs to a filing: groups, worksites, lodgings, assessments, decisions."""

    def visible_to(self, by: Actor) -> Self:
        """The parts of the filings one sees."""
        filings = apps.get_model("employers", "Filing").objects.visible_to(by)
        return self.filter(filing__in=filings.values("pk"))


class DecisionQuerySet(FilingPartQuerySet):
    """Sets of decisions."""

    def visible_to(self, by: Actor) -> Self:
        """Those on the filings one sees; what is only recommended stays in the house."""
        seen = super().visible_to(by)
        return seen if by.kind in ("bureau", "oversight") else seen.exclude(decided_by=None)
