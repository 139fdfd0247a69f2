"""What is wrong with the details of parties, told all at once: texts, identifiers, places and doubles."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import Member
from core.errors import Invalid, Problem
from core.sealing import digest
from employers.enums import EmployerKind
from employers.models import Employer, Intermediary
from employers.rules.identifiers import (
    CreditCodeKind,
    credit_code_kind,
    credit_code_problem,
    resident_number_problem,
    tax_code_problem,
)
from employers.rules.texts import TextProblem, telephone_problem, text_problem
from employers.services.directory.details import EmployerDetails, IntermediaryDetails, PartyDetails
from employers.services.directory.words import IDENTIFIER_WORDS, TEXT_WORDS
from scheme.enums import AreaLevel, Country
from scheme.models import Area, Province

RESIDENT_PLACE = "employers_employer.resident_number"

KINDS: dict[str, Collection[CreditCodeKind]] = {
    EmployerKind.ENTERPRISE: [CreditCodeKind.ENTERPRISE],
    EmployerKind.COOPERATIVE: [CreditCodeKind.COOPERATIVE],
    EmployerKind.COLLECTIVE: [CreditCodeKind.COLLECTIVE],
    EmployerKind.INDIVIDUAL: [CreditCodeKind.INDIVIDUAL_BUSINESS],
    EmployerKind.OTHER: [CreditCodeKind.PUBLIC_INSTITUTION, CreditCodeKind.ASSOCIATION, CreditCodeKind.OTHER],
}


def refuse(rows: Sequence[list[Problem]], *, by_row: bool) -> None:
    """Raise `Invalid` with all problems of all rows; `by_row`, each field begins with its row's index."""
    found = [
        Problem(one.code, one.message, f"{index}.{one.field}" if by_row else one.field, one.params)
        for index, problems in enumerate(rows)
        for one in problems
    ]
    if found:
        raise Invalid.of(found)


def employers_problems(rows: Sequence[EmployerDetails], *, today: date, but: UUID | None = None) -> list[list[Problem]]:
    """Everything that is wrong with tidied details of employers, row by row, in a constant number of queries.

    Doubles are looked for among all `but` one, the party that is corrected.
    """
    counties = set(
        Area.objects.valid_on(today)
        .filter(level=AreaLevel.COUNTY, code__in={row.county for row in rows})
        .values_list("code", flat=True)
    )
    digests = [digest(row.resident_number, RESIDENT_PLACE) if row.resident_number else b"" for row in rows]
    found = [[*_common(row, "name_zh"), *_employer(row, today)] for row in rows]
    for row, problems in zip(rows, found, strict=True):
        if row.county not in counties:
            problems.append(Problem("no_such_county", _("Choose a county of the scheme."), "county"))
    codes = [row.credit_code for row in rows]
    _doubles(
        found, codes, _kept(Employer, "credit_code", codes, but), Employer, "employer_credit_code_once", "credit_code"
    )
    numbers = set(map(bytes, _kept(Employer, "resident_number_digest", digests, but)))
    _doubles(found, digests, numbers, Employer, "employer_resident_number_once", "resident_number")
    _members(found, rows)
    return found


def intermediaries_problems(
    rows: Sequence[IntermediaryDetails], *, today: date, but: UUID | None = None
) -> list[list[Problem]]:
    """Everything that is wrong with tidied details of intermediaries, row by row, in a constant number of queries.

    Doubles are looked for among all `but` one, the party that is corrected.
    """
    areas = set(Area.objects.valid_on(today).filter(code__in={row.seat for row in rows}).values_list("code", flat=True))
    provinces = set(
        Province.objects.valid_on(today).filter(code__in={row.seat for row in rows}).values_list("code", flat=True)
    )
    found = [[*_common(row, "name_zh" if row.is_chinese else "name_vi"), *_intermediary(row)] for row in rows]
    for row, problems in zip(rows, found, strict=True):
        if row.seat not in (areas if row.is_chinese else provinces):
            words = _("Choose the area, or the Vietnamese province, in which the intermediary has its seat.")
            problems.append(Problem("no_such_seat", words, "seat"))
    for field in ("credit_code", "tax_code"):
        codes = [getattr(row, field) for row in rows]
        kept = _kept(Intermediary, field, codes, but)
        _doubles(found, codes, kept, Intermediary, "intermediary_identifier_once", field)
    _members(found, rows)
    return found


def _common(row: PartyDetails, official: str) -> list[Problem]:
    checked = {
        name: text_problem(getattr(row, name), longest=120, is_required=name == official)
        for name in ("name_zh", "name_vi", "name_en")
    }
    checked["address"] = text_problem(row.address, longest=200)
    checked["phone"] = telephone_problem(row.phone, longest=20)
    found = [Problem(problem, TEXT_WORDS[problem], field) for field, problem in checked.items() if problem]
    if row.language and row.language not in Language.values:
        found.append(Problem("no_such_language", _("Choose one of the scheme's languages."), "language"))
    return found


def _employer(row: EmployerDetails, today: date) -> list[Problem]:
    if row.kind not in EmployerKind.values:
        return [Problem("no_such_kind", _("Choose what kind of employer it is."), "kind")]
    given, other = ("resident_number", "credit_code") if row.is_household else ("credit_code", "resident_number")
    if not getattr(row, given) or getattr(row, other):
        return [broken(Employer, "employer_has_one_identifier", other if getattr(row, given) else given)]
    if row.is_household:
        problem = resident_number_problem(row.resident_number, on=today)
    else:
        problem = credit_code_problem(row.credit_code, kinds=KINDS[row.kind])
    if problem is None:
        return []
    params = {"kind": credit_code_kind(row.credit_code).value} if problem == "kind" else {}
    return [Problem(f"{given}_{problem}", IDENTIFIER_WORDS[given][problem], given, params)]


def _intermediary(row: IntermediaryDetails) -> list[Problem]:
    if row.side not in Country.values:
        return [Problem("no_such_side", _("Choose the side on which the intermediary is licensed."), "side")]
    given, other = ("credit_code", "tax_code") if row.is_chinese else ("tax_code", "credit_code")
    if not getattr(row, given) or getattr(row, other):
        field = other if getattr(row, given) else given
        return [broken(Intermediary, "intermediary_identified_by_its_side", field)]
    problem = credit_code_problem(row.credit_code) if row.is_chinese else tax_code_problem(row.tax_code)
    return [Problem(f"{given}_{problem}", IDENTIFIER_WORDS[given][problem], given)] if problem else []


def _members(found: list[list[Problem]], rows: Sequence[PartyDetails]) -> None:
    emails = [row.member.email if row.member else "" for row in rows]
    taken = _kept(Member, "email", emails)
    twice = Counter(emails)
    for row, problems in zip(rows, found, strict=True):
        if row.member is None:
            continue
        name = text_problem(row.member.name, longest=120, is_required=True)
        if name:
            problems.append(Problem(name, TEXT_WORDS[name], "member.name"))
        if not _is_email(row.member.email):
            words = _("Give an e-mail address such as name@example.org.")
            problems.append(Problem("no_email", words, "member.email"))
        elif row.member.email in taken or twice[row.member.email] > 1:
            words = _("There is already an account with this e-mail address.")
            problems.append(Problem("email_taken", words, "member.email"))


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254 and text_problem(text, longest=254) is not TextProblem.CONTROL


def _kept(model: type[models.Model], field: str, values: Sequence[Any], but: UUID | None = None) -> set[Any]:
    wanted = {value for value in values if value}
    if not wanted:
        return set()
    others = model._default_manager.exclude(pk=but) if but else model._default_manager.all()
    return set(others.filter(**{f"{field}__in": wanted}).values_list(field, flat=True))


def _doubles(
    found: list[list[Problem]],
    values: Sequence[Any],
    kept: Collection[Any],
    model: type[models.Model],
    name: str,
    field: str,
) -> None:
    seen = Counter(value for value in values if value)
    for value, problems in zip(values, found, strict=True):
        if value and (value in kept or seen[value] > 1):
            problems.append(broken(model, name, field))


def broken(model: type[models.Model], name: str, field: str) -> Problem:
    """The problem of breaking a constraint, in the constraint's own words."""
    [broken] = [one for one in model._meta.constraints if one.name == name]
    return Problem(name, broken.violation_error_message or name, field)
