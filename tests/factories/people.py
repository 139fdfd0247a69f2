"""People: workers with papers and evidence, registered, offered a post, and holding a permit."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from accounts.rules import OF_WORKERS
from core.actors import Standing
from core.sealing import digest, seal
from employers.models import Filing, Intermediary
from permits.enums import ApplicationStatus, PermitClass, PermitStatus
from permits.models import Permit, PermitApplication
from scheme.models import Province, RuleSet, Season
from tests.factories.common import AT, numbers
from tests.factories.scheme import province, rule_set
from workers.enums import ConsentWay, OfferStatus, PaperKind, RegistrationStatus, Way
from workers.models import (
    Consent,
    Evidence,
    IdentityPaper,
    Offer,
    OneTimeCode,
    PassingConsent,
    Registration,
    Terms,
    Worker,
)
from workers.rules.names import folded, mrz_form, tokens

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Nông", "Lý")
GIVEN = ("Thị Thử", "Văn Mẫu", "Thị Ví Dụ", "Văn Giả", "Thị Kiểm", "Đức Nghiệm")


def worker(home: Province | None = None, **given: Any) -> Worker:
    """A grown-up worker of a border province, under an invented name."""
    serial = next(numbers)
    family, rest = FAMILY[serial % len(FAMILY)], GIVEN[serial // len(FAMILY) % len(GIVEN)]
    name = given.pop("name", f"{family} {rest}")
    values: dict[str, Any] = {
        "name": name,
        "mrz_name": mrz_form(family, rest),
        "folded": folded(name),
        "tokens": tokens(name),
        "sex": "F" if serial % 2 else "M",
        "birth_date": date(1990, 1, 1) + timedelta(days=serial % 5000),
        "province": home or province("20"),
        "phone_sealed": seal(f"+8490{serial:07}", "worker.phone"),
        "phone_digest": digest(f"+8490{serial:07}", "worker.phone"),
        "phone_end": f"{serial:03}"[-3:],
        "entered_at": AT,
    }
    made = Worker.objects.create(**(values | given))
    PassingConsent.objects.create(worker=made, is_given=True, way=ConsentWay.COUNTER, said_at=AT)
    return made


def paper(of: Worker, kind: str = PaperKind.PASSPORT, number: str = "", **given: Any) -> IdentityPaper:
    """A passport (or another paper) that is good for years."""
    number = number or f"C{next(numbers):07}"
    values: dict[str, Any] = {
        "issued_on": date(2024, 1, 15),
        "expires_on": date(2034, 1, 14),
        "number_sealed": seal(number, "paper.number"),
        "number_digest": digest(number, "paper.number"),
        "number_end": number[-4:],
        "recorded_at": AT,
    }
    return IdentityPaper.objects.create(worker=of, kind=kind, **(values | given))


def registration(of: Worker, by: Intermediary, season: Season, **given: Any) -> Registration:
    """A registration that its department has cleared, unless another status is given."""
    status = given.pop("status", RegistrationStatus.CLEARED)
    decided = {} if status == RegistrationStatus.REGISTERED else {"decided_at": AT}
    return Registration.objects.create(
        worker=of,
        season=season,
        intermediary=by,
        province=of.province,
        status=status,
        registered_at=AT,
        consented_at=AT,
        **(decided | given),
    )


def evidence(of: Worker, kind: str, code: str, **given: Any) -> Evidence:
    """Evidence good for the whole season."""
    values: dict[str, Any] = {
        "issuer": "Trung tâm Y tế mẫu",
        "number": f"E{next(numbers):06}",
        "valid_from": date(2026, 9, 1),
        "valid_until": date(2027, 8, 31),
        "recorded_by_id": of.registrations.values_list("intermediary", flat=True).first(),
        "recorded_at": AT,
    }
    return Evidence.objects.create(worker=of, kind=kind, code=code, **(values | given))


def terms(of: Filing, **given: Any) -> Terms:
    """Terms of a filing; their content is whatever is given."""
    said = given.pop("content", {"wage_fen": of.wage_fen, "serial": next(numbers)})
    values = {
        "content": said,
        "text_vi": "Điều khoản",
        "text_zh": "条款",
        "digest": hashlib.sha256(repr(said).encode()).hexdigest(),
        "made_at": AT,
    }
    return Terms.objects.create(filing=of, **(values | given))


def offer(to: Registration, of: Filing, **given: Any) -> Offer:
    """An offer that was made; with `status` accepted the worker's yes is there, too."""
    status = given.get("status", OfferStatus.MADE)
    values: dict[str, Any] = {
        "registration": to,
        "worker": to.worker,
        "filing": of,
        "terms": given.get("terms") or terms(of),
        "status": status,
        "starts_on": of.starts_on,
        "ends_on": of.ends_on,
        "made_at": AT,
        "valid_until": date(2026, 12, 31),
        "answered_at": AT if status != OfferStatus.MADE else None,
    }
    made = Offer.objects.create(**(values | given))
    if status == OfferStatus.ACCEPTED:
        code = OneTimeCode.objects.create(
            worker=to.worker, way=Way.SMS, digest=b"x", given_at=AT, expires_at=AT + timedelta(minutes=10), used_at=AT
        )
        Consent.objects.create(
            offer=made,
            worker=to.worker,
            terms=made.terms,
            algorithm=made.terms.algorithm,
            digest=made.terms.digest,
            code=code,
            way=Way.SMS,
            given_at=AT,
        )
    return made


def application(on: Offer, **given: Any) -> PermitApplication:
    """An application that was submitted, on an accepted offer."""
    values: dict[str, Any] = {
        "season_id": on.filing.season_id,
        "offer": on,
        "registration": on.registration,
        "worker": on.worker,
        "filing": on.filing,
        "paper": on.worker.papers.first() or paper(on.worker),
        "permit_class": PermitClass.SEASONAL,
        "first_on": on.starts_on,
        "last_on": on.ends_on,
        "ports": ["aidian"],
        "status": ApplicationStatus.SUBMITTED,
        "drafted_at": AT,
        "submitted_at": AT,
    }
    return PermitApplication.objects.create(**(values | given))


def permit(on: PermitApplication, **given: Any) -> Permit:
    """A permit as it was issued on an application, without touching the filing's posts or the quota."""
    values: dict[str, Any] = {
        "application": on,
        "season_id": on.season_id,
        "worker": on.worker,
        "offer": on.offer,
        "filing": on.filing,
        "employer_id": on.filing.employer_id,
        "intermediary_id": on.filing.intermediary_id,
        "registrar_id": on.registration.intermediary_id,
        "province_id": on.worker.province_id,
        "county_id": on.filing.county_id,
        "occupation_id": on.filing.occupation_id,
        "permit_class": on.permit_class,
        "rule_set": RuleSet.objects.order_by("version").first() or rule_set(),
        "stay_days": {PermitClass.COMMUTER: 0, PermitClass.SHORT: 30}.get(on.permit_class, 180),
        "ports": on.ports,
        "status": PermitStatus.ISSUED,
        "first_on": on.first_on,
        "last_on": on.last_on,
        "issued_at": AT,
    }
    return Permit.objects.create(**(values | given))


def permitted(of: Filing, by: Intermediary, **given: Any) -> Permit:
    """A permit with all that comes before it: worker, paper, registration, offer, consent, application."""
    person = worker()
    paper(person)
    accepted = offer(registration(person, by, of.season), of, status=OfferStatus.ACCEPTED)
    asked = {name: given.pop(name) for name in ("permit_class", "first_on", "last_on", "ports") if name in given}
    return permit(application(accepted, status=ApplicationStatus.ISSUED, decided_at=AT, **asked), **given)


def as_worker(of: Worker) -> Standing:
    """The worker as one who acts, by a one-time code."""
    return Standing(login=f"code:{of.pk}", kind="worker", permissions=OF_WORKERS, actor_id=of.pk)


def shanghai(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """A moment by China's clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AT.tzinfo)
