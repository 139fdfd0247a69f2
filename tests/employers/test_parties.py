"""Registering employers and intermediaries."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Member, Organisation
from core import sealing
from core.actors import Standing
from core.audit.models import Event
from core.errors import Forbidden, Invalid, Refusal
from core.notices.models import Notice
from employers.models import Employer, Intermediary
from employers.services.directory import parties
from employers.services.directory.details import EmployerDetails, FirstMember, IntermediaryDetails
from tests import factories
from tests.factories import AT, HEKOU, NINGMING, World

pytestmark = pytest.mark.django_db


def farm(**given: object) -> EmployerDetails:
    details = EmployerDetails(
        kind="enterprise",
        name_zh="宁明县城中镇甘蔗种植有限公司",
        county=NINGMING,
        credit_code=factories.credit_code(),
        address="城中镇兴宁大道",
        phone="0771 8620000",
    )
    return replace(details, **given)


def household(**given: object) -> EmployerDetails:
    return farm(**{"kind": "household", "credit_code": "", "resident_number": factories.resident_number()} | given)


def agency(**given: object) -> IntermediaryDetails:
    details = IntermediaryDetails(
        side="CN", seat=NINGMING, name_zh="宁明劳务服务有限公司", credit_code=factories.credit_code()
    )
    return replace(details, **given)


def partner(**given: object) -> IntermediaryDetails:
    return replace(
        agency(credit_code=""), side="VN", seat="20", name_vi="Công ty Lạng Sơn", tax_code=factories.tax_code(), **given
    )


def refused(details: EmployerDetails, by: Member) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        parties.register_employer(details, by=by, at=AT)
    return {problem.field: problem.code for problem in refusal.value.problems}


def test_a_bureau_registers_an_enterprise_of_its_county_and_the_event_says_who(registrar: Member) -> None:
    details = farm(member=FirstMember(email="Head@Example.org", name="韦负责"))

    employer = parties.register_employer(details, by=registrar, at=AT)

    kept = Employer.objects.select_related("organisation").get(pk=employer.pk)
    member = Member.objects.get(organisation=kept.organisation)
    assert (kept.credit_code, kept.county_id, kept.organisation.area_id) == (details.credit_code, NINGMING, NINGMING)
    assert kept.organisation.name_vi == details.name_zh
    assert (member.email, sorted(member.roles)) == ("head@example.org", ["administrator", "signatory"])
    assert not member.has_usable_password()
    assert Notice.objects.get(kind="account_opened").address == "head@example.org"
    event = Event.objects.of(kept).get()
    assert (event.verb, event.actor_id, event.unit_id) == ("register", registrar.actor_id, registrar.unit_id)


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [("enterprise", "91"), ("individual", "92"), ("cooperative", "93"), ("collective", "N2"), ("other", "12")],
)
def test_each_kind_of_employer_is_known_by_the_code_of_its_kind(registrar: Member, kind: str, prefix: str) -> None:
    details = farm(kind=kind, credit_code=factories.credit_code(prefix))

    employer = parties.register_employer(details, by=registrar, at=AT)

    assert Employer.objects.get(pk=employer.pk).kind == kind


@pytest.mark.parametrize(("kind", "prefix"), [("enterprise", "93"), ("collective", "91"), ("cooperative", "N2")])
def test_a_code_of_another_kind_of_body_is_refused(registrar: Member, kind: str, prefix: str) -> None:
    details = farm(kind=kind, credit_code=factories.credit_code(prefix))

    assert refused(details, registrar) == {"credit_code": "credit_code_kind"}


def test_a_farm_household_is_kept_sealed_found_by_digest_and_shown_by_four_signs(registrar: Member) -> None:
    number = factories.resident_number()

    employer = parties.register_employer(household(resident_number=number), by=registrar, at=AT)

    kept = Employer.objects.get(pk=employer.pk)
    assert number.encode() not in bytes(kept.resident_number_sealed)
    assert sealing.unseal(kept.resident_number_sealed, "employers_employer.resident_number") == number
    assert bytes(kept.resident_number_digest) == sealing.digest(number, "employers_employer.resident_number")
    assert kept.resident_number_end == number[-4:]
    assert number[-4:] not in str(Event.objects.of(kept).get().changes)


def test_every_problem_is_told_at_once_with_its_field(registrar: Member) -> None:
    code = factories.credit_code()
    wrong = code[:17] + ("0" if code[17] != "0" else "1")
    details = farm(
        name_zh=" ",
        name_en="Farm\x00",
        address="巷" * 201,
        phone="call me",
        county="999999",
        credit_code=wrong,
        language="fr",
        member=FirstMember(email="nobody", name=""),
    )

    found = refused(details, registrar)

    assert found == {
        "name_zh": "missing",
        "name_en": "control_character",
        "address": "too_long",
        "phone": "telephone",
        "county": "no_such_county",
        "credit_code": "credit_code_check_digit",
        "language": "no_such_language",
        "member.email": "no_email",
        "member.name": "missing",
    }
    assert not Employer.objects.filter(credit_code=wrong).exists()
    assert not Organisation.objects.filter(name_en__startswith="Farm").exists()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"credit_code": ""}, {"credit_code": "employer_has_one_identifier"}),
        ({"credit_code": "9145"}, {"credit_code": "credit_code_length"}),
        ({"credit_code": "I" * 18}, {"credit_code": "credit_code_alphabet"}),
        ({"kind": "castle"}, {"kind": "no_such_kind"}),
        ({"kind": "household"}, {"resident_number": "employer_has_one_identifier"}),
        ({"name_zh": "甘\u202e蔗"}, {"name_zh": "control_character"}),
        ({"county": "451400"}, {"county": "no_such_county"}),
    ],
)
def test_a_detail_that_cannot_be_is_refused_by_name(registrar: Member, given: dict, problem: dict) -> None:
    assert refused(farm(**given), registrar) == problem


def test_a_household_head_is_not_born_after_today(registrar: Member) -> None:
    number = factories.resident_number(born_on=date(2026, 9, 2))

    assert refused(household(resident_number=number), registrar) == {"resident_number": "resident_number_date"}


def test_texts_are_kept_composed_and_codes_half_width(registrar: Member) -> None:
    code = factories.credit_code()
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code.lower())

    employer = parties.register_employer(
        farm(name_vi="Trang trai mi\u0301a", credit_code=f" {wide[:9]} {wide[9:]}"), by=registrar, at=AT
    )

    assert employer.credit_code == code
    assert employer.organisation.name_vi == "Trang trai m\u00eda"


def test_a_double_is_refused_in_the_words_of_the_constraint(registrar: Member) -> None:
    details = farm()
    parties.register_employer(details, by=registrar, at=AT)

    with pytest.raises(Invalid, match="already registered") as refusal:
        parties.register_employer(details, by=registrar, at=AT)

    assert (refusal.value.code, refusal.value.problems[0].field) == ("employer_credit_code_once", "credit_code")


def test_a_household_is_registered_once(registrar: Member) -> None:
    details = household()
    parties.register_employer(details, by=registrar, at=AT)

    assert refused(details, registrar) == {"resident_number": "employer_resident_number_once"}


def test_a_bureau_registers_in_its_own_area_only(two_worlds: tuple[World, World]) -> None:
    here, _there = two_worlds

    with pytest.raises(Forbidden) as refusal:
        parties.register_employer(farm(county=HEKOU), by=here.member("bureau", "clerk"), at=AT)

    assert (refusal.value.code, refusal.value.problems[0].field) == ("outside_your_area", "county")
    assert Employer.objects.filter(county=HEKOU).count() == 1


@pytest.mark.parametrize(
    ("kind", "role"),
    [("bureau", "reviewer"), ("employer", "signatory"), ("intermediary", "clerk"), ("operator", "administrator")],
)
def test_who_is_not_a_registrar_registers_nobody(world: World, kind: str, role: str) -> None:
    with pytest.raises(Forbidden):
        parties.register_employer(farm(), by=world.member(kind, role), at=AT)


def test_the_licensing_authority_registers_no_employers(licensing_clerk: Member) -> None:
    with pytest.raises(Forbidden):
        parties.register_employer(farm(), by=licensing_clerk, at=AT)


def test_each_side_registers_its_own_intermediaries(registrar: Member, licensing_clerk: Member) -> None:
    ours = parties.register_intermediary(agency(), by=registrar, at=AT)
    theirs = parties.register_intermediary(partner(), by=licensing_clerk, at=AT)

    assert (ours.side, ours.organisation.area_id, ours.organisation.language) == ("CN", NINGMING, "zh-hans")
    assert (theirs.side, theirs.organisation.province.code, theirs.organisation.language) == ("VN", "20", "vi")


@pytest.mark.parametrize("side", ["CN", "VN"])
def test_neither_side_registers_the_other_s_intermediaries(world: World, side: str) -> None:
    by = world.member("licensing" if side == "CN" else "bureau", "clerk")

    with pytest.raises(Forbidden):
        parties.register_intermediary(agency() if side == "CN" else partner(), by=by, at=AT)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"tax_code": "0100109105"}, "tax_code", "tax_code_check_digit"),
        ({"tax_code": ""}, "tax_code", "intermediary_identified_by_its_side"),
        ({"credit_code": "x"}, "credit_code", "intermediary_identified_by_its_side"),
        ({"seat": NINGMING}, "seat", "no_such_seat"),
        ({"name_vi": ""}, "name_vi", "missing"),
        ({"side": "LA"}, "side", "no_such_side"),
    ],
)
def test_an_intermediary_s_details_are_judged(licensing_clerk: Member, given: dict, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parties.register_intermediary(replace(partner(), **given), by=licensing_clerk, at=AT)

    assert code in {problem.code for problem in refusal.value.problems if problem.field == field}


def test_many_are_registered_in_a_number_of_queries_that_does_not_grow(registrar: Member) -> None:
    few = [farm(member=FirstMember(email=f"few{number}@example.org", name="甲")) for number in range(2)]
    many = [farm(member=FirstMember(email=f"many{number}@example.org", name="乙")) for number in range(150)]
    queries = counted(lambda: parties.register_employers_each(few, by=registrar, at=AT))

    again = counted(lambda: parties.register_employers_each(many, by=registrar, at=AT))

    assert queries == again
    assert Employer.objects.filter(credit_code__in=[row.credit_code for row in many]).count() == 150


def counted(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def test_a_set_is_refused_whole_and_each_problem_names_its_row(registrar: Member) -> None:
    twice = farm()
    rows = [farm(), twice, farm(phone="?"), twice]

    with pytest.raises(Invalid) as refusal:
        parties.register_employers_each(rows, by=registrar, at=AT)

    assert {problem.field for problem in refusal.value.problems} == {"1.credit_code", "2.phone", "3.credit_code"}
    assert not Employer.objects.filter(credit_code=rows[0].credit_code).exists()


def test_a_set_of_intermediaries_is_registered(registrar: Member) -> None:
    made = parties.register_intermediaries_each([agency(), agency()], by=registrar, at=AT)

    assert Intermediary.objects.filter(pk__in=[one.pk for one in made]).count() == 2


def test_the_database_itself_wants_one_identifier() -> None:
    with pytest.raises(IntegrityError, match="employer_has_one_identifier"), transaction.atomic():
        factories.employer(credit_code="")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_sixteen_who_register_one_code_exactly_one_succeeds() -> None:
    factories.area()
    office = factories.organisation("bureau")
    by = Standing(
        login="session:race",
        kind="bureau",
        permissions=frozenset({"register_party"}),
        actor_id=office.pk,
        organisation_id=office.pk,
        area=NINGMING,
    )
    details, barrier, outcomes = farm(), threading.Barrier(16), []

    def register() -> None:
        barrier.wait()
        try:
            parties.register_employer(details, by=by, at=AT)
            outcomes.append("registered")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=register) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["employer_credit_code_once"] * 15 + ["registered"]
    assert Employer.objects.count() == 1
    assert Organisation.objects.filter(kind="employer").count() == 1
