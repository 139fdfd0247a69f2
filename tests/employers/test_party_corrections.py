"""Corrections: contacts by one person, identity by two, nothing outside one's area."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation
from core import sealing
from core.audit.models import Event
from core.errors import Forbidden, Invalid, NotFound
from employers.models import Employer, Intermediary, PartyCorrection
from employers.services.directory import corrections
from tests import factories
from tests.factories import AT, HEKOU, PINGXIANG, World

pytestmark = pytest.mark.django_db


def test_a_contact_is_corrected_by_one_person(world: World) -> None:
    corrections.correct_contact(
        world.employer.pk, address=" 新兴路1号 ", phone="0771 8625678", by=world.member("bureau", "clerk"), at=AT
    )

    kept = Employer.objects.get(pk=world.employer.pk)
    assert (kept.address, kept.phone) == ("新兴路1号", "0771 8625678")
    with pytest.raises(Invalid) as refusal:
        corrections.correct_contact(world.employer.pk, address="", phone="?", by=world.member("bureau", "clerk"), at=AT)
    assert refusal.value.problems[0].field == "phone"


def test_an_identity_is_corrected_by_two_persons(world: World) -> None:
    clerk, approver = world.member("bureau", "clerk"), world.member("bureau", "approver")
    code = factories.credit_code("93")
    values = {"kind": "cooperative", "credit_code": code, "name_zh": "宁明县甘蔗合作社"}
    proposed = corrections.propose_correction(world.employer.pk, values, "merged", by=clerk, at=AT)
    assert Employer.objects.get(pk=world.employer.pk).credit_code != code

    corrections.correct(proposed.pk, by=approver, at=AT)

    kept = Employer.objects.select_related("organisation").get(pk=world.employer.pk)
    assert (kept.kind, kept.credit_code, kept.organisation.name_zh) == ("cooperative", code, "宁明县甘蔗合作社")
    assert Event.objects.of(kept).last().actor_id == approver.pk


def test_one_person_cannot_correct_an_identity_alone(world: World) -> None:
    both = factories.member(
        world.organisations["bureau"], "clerk", "approver", within=world.member("bureau", "clerk").unit
    )
    code = world.employer.credit_code
    values = {"credit_code": factories.credit_code()}
    proposed = corrections.propose_correction(world.employer.pk, values, "slip of the pen", by=both, at=AT)

    with pytest.raises(Invalid) as refusal:
        corrections.correct(proposed.pk, by=both, at=AT)

    assert refusal.value.code == "partycorrection_two_persons"
    assert Employer.objects.get(pk=world.employer.pk).credit_code == code


def test_a_household_s_number_is_corrected_without_ever_being_shown(world: World) -> None:
    farm = factories.employer("household")
    number = factories.resident_number()
    by = world.member("bureau", "clerk")

    proposed = corrections.propose_correction(farm.pk, {"resident_number": number}, "slip of the pen", by=by, at=AT)
    corrections.correct(proposed.pk, by=world.member("bureau", "approver"), at=AT)

    kept = Employer.objects.get(pk=farm.pk)
    assert sealing.unseal(kept.resident_number_sealed, "employers_employer.resident_number") == number
    assert kept.resident_number_end == number[-4:]
    written = str(list(Event.objects.values_list("changes", flat=True))) + str(proposed.values)
    assert number not in written


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"credit_code": "91"}, "credit_code"),
        ({"kind": "collective"}, "credit_code"),
        ({"name_zh": "\x00"}, "name_zh"),
        ({"phone": "1"}, "phone"),
        ({"county": "000000"}, "county"),
        ({}, ""),
    ],
)
def test_a_correction_that_cannot_be_is_refused_when_it_is_proposed(world: World, values: dict, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        corrections.propose_correction(world.employer.pk, values, "why", by=world.member("bureau", "clerk"), at=AT)

    assert refusal.value.problems[0].field == field
    assert not PartyCorrection.objects.exists()


def test_a_correction_does_not_make_doubles(world: World) -> None:
    values = {"credit_code": factories.employer().credit_code}

    with pytest.raises(Invalid) as refusal:
        corrections.propose_correction(world.employer.pk, values, "why", by=world.member("bureau", "clerk"), at=AT)

    assert refusal.value.code == "employer_credit_code_once"


def test_one_correction_at_a_time_is_open_and_it_can_be_dropped(world: World) -> None:
    by = world.member("bureau", "clerk")
    values = {"name_en": "Longzhou Cane"}
    first = corrections.propose_correction(world.employer.pk, values, "new name", by=by, at=AT)

    with pytest.raises(Invalid) as refusal:
        corrections.propose_correction(world.employer.pk, values, "new name", by=by, at=AT)
    corrections.drop_correction(first.pk, by=by)
    second = corrections.propose_correction(world.employer.pk, values, "new name", by=by, at=AT)

    assert refusal.value.code == "partycorrection_one_open"
    with pytest.raises(NotFound):
        corrections.correct(first.pk, by=world.member("bureau", "approver"), at=AT)
    corrections.correct(second.pk, by=world.member("bureau", "approver"), at=AT)
    with pytest.raises(NotFound):
        corrections.correct(second.pk, by=world.member("bureau", "approver"), at=AT)


def test_the_seat_of_a_vietnamese_intermediary_is_corrected_by_its_authority(world: World) -> None:
    factories.province("15")
    by = world.member("licensing", "clerk")
    proposed = corrections.propose_correction(world.partner.pk, {"seat": "15"}, "moved", by=by, at=AT)

    corrections.correct(proposed.pk, by=world.member("licensing", "approver"), at=AT)

    assert Organisation.objects.get(pk=world.partner.pk).province.code == "15"


def test_a_chinese_intermediary_s_code_is_corrected_by_its_bureau(world: World) -> None:
    code = factories.credit_code()
    by = world.member("bureau", "clerk")
    proposed = corrections.propose_correction(world.intermediary.pk, {"credit_code": code}, "slip", by=by, at=AT)

    corrections.correct(proposed.pk, by=world.member("bureau", "approver"), at=AT)

    assert Intermediary.objects.get(pk=world.intermediary.pk).credit_code == code


def test_other_worlds_and_roles_correct_nothing(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    values = {"name_en": "Other"}
    proposed = corrections.propose_correction(
        here.employer.pk, values, "new name", by=here.member("bureau", "clerk"), at=AT
    )

    with pytest.raises(NotFound):
        corrections.propose_correction(here.employer.pk, values, "why", by=there.member("bureau", "clerk"), at=AT)
    with pytest.raises(NotFound):
        corrections.propose_correction(here.partner.pk, values, "why", by=here.member("bureau", "clerk"), at=AT)
    with pytest.raises(NotFound):
        corrections.correct(proposed.pk, by=there.member("bureau", "approver"), at=AT)
    with pytest.raises(Forbidden):
        corrections.correct(proposed.pk, by=here.member("bureau", "clerk"), at=AT)
    with pytest.raises(Forbidden):
        corrections.propose_correction(here.employer.pk, values, "why", by=here.member("employer", "signatory"), at=AT)


def test_an_employer_is_not_moved_out_of_the_bureau_s_area(world: World) -> None:
    factories.areas(PINGXIANG, HEKOU)

    with pytest.raises(Forbidden) as refusal:
        corrections.propose_correction(
            world.employer.pk, {"county": HEKOU}, "moved", by=world.member("bureau", "clerk"), at=AT
        )

    assert refusal.value.code == "outside_your_area"


@pytest.mark.parametrize("name", ["partycorrection_gives_a_reason", "partycorrection_two_persons"])
def test_the_database_keeps_corrections_in_order(world: World, name: str) -> None:
    by = world.member("bureau", "clerk")
    correction = PartyCorrection(organisation_id=world.employer.pk, values={}, reason="why")
    correction.propose(by=by, at=AT)
    if name == "partycorrection_gives_a_reason":
        correction.reason = ""
    else:
        correction.decide(by=by, at=AT)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        correction.save()
