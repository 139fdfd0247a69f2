"""Employers, intermediaries, licences and mandates."""

from datetime import date
from typing import Any

from accounts.enums import Kind, Language
from core import sealing
from employers.enums import EmployerKind, LicenceStatus
from employers.models import Employer, Intermediary, Licence, Mandate
from employers.rules.identifiers import credit_code_check, resident_number_check, tax_code_check
from tests.factories.accounts import organisation
from tests.factories.common import (
    NINGMING,
    numbers,
)


def credit_code(prefix: str = "91", county: str = NINGMING) -> str:
    """A unified social credit code with a right check character: 91 enterprise, 93 cooperative, N2 collective."""
    stem = f"{prefix}{county}{next(numbers):09d}"
    return stem + credit_code_check(stem)


def resident_number(county: str = NINGMING, born_on: date = date(1970, 1, 1)) -> str:
    """A resident number with a right check character."""
    stem = f"{county}{born_on:%Y%m%d}{next(numbers) % 1000:03d}"
    return stem + resident_number_check(stem)


def tax_code() -> str:
    """A Vietnamese tax code with a right check digit."""
    while True:
        stem = f"49{next(numbers):07d}"
        check = tax_code_check(stem)
        if check is not None:
            return stem + check


def employer(kind: str = EmployerKind.ENTERPRISE, *, county: str = NINGMING, **given: Any) -> Employer:
    """An employer of that kind, with its organisation."""
    of = given.pop("organisation", None) or organisation(Kind.EMPLOYER, county=county)
    made = Employer(organisation=of, kind=kind, county_id=county)
    if kind == EmployerKind.HOUSEHOLD:
        number = given.pop("resident_number", resident_number(county))
        made.resident_number_sealed = sealing.seal(number, "employers_employer.resident_number")
        made.resident_number_digest = sealing.digest(number, "employers_employer.resident_number")
        made.resident_number_end = number[-4:]
    else:
        prefix = {"cooperative": "93", "collective": "N2", "individual": "92"}.get(kind, "91")
        made.credit_code = credit_code(prefix, county)
    for name, value in given.items():
        setattr(made, name, value)
    made.save(force_insert=True)
    return made


def intermediary(side: str = "CN", **given: Any) -> Intermediary:
    """An intermediary of that side, with its organisation and without a licence."""
    language = Language.VIETNAMESE if side == "VN" else Language.CHINESE
    of = given.pop("organisation", None) or organisation(Kind.INTERMEDIARY, language=language)
    identifier = {"credit_code": credit_code()} if side == "CN" else {"tax_code": tax_code()}
    return Intermediary.objects.create(organisation=of, side=side, **(identifier | given))


def licence(of: Intermediary | None = None, *, status: str = LicenceStatus.ACTIVE, **given: Any) -> Licence:
    """A licence for two years; by default active."""
    of = of or intermediary()
    ended = status in (LicenceStatus.SUSPENDED, LicenceStatus.REVOKED, LicenceStatus.REFUSED)
    values = {
        "side": of.side,
        "number": f"LS-{next(numbers):06d}",
        "valid_from": date(2026, 1, 1),
        "valid_until": date(2027, 12, 31),
        "reason": "bond not renewed" if ended else "",
    }
    return Licence.objects.create(intermediary=of, status=status, **(values | given))


def mandate(of: Employer | None = None, to: Intermediary | None = None, **given: Any) -> Mandate:
    """A mandate for the season, for every trade, up to a thousand posts; a new intermediary has a licence."""
    of = of or employer()
    if to is None:
        to = intermediary()
        licence(to)
    values = {"cap": 1000, "starts_on": date(2026, 7, 1), "ends_on": date(2027, 6, 30)}
    return Mandate.objects.create(employer=of, intermediary=to, **(values | given))
