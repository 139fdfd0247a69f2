"""Codes on permits: signed here, judged by a verifier that knows nothing of us."""

from datetime import date, datetime

import pytest
from cwt import COSE, COSEKey
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from core import signing
from core.dates import ZONE
from core.errors import NotFound
from papers.models import PermitCode, SigningKey
from papers.services.proof.codes import code_of, codes_of, is_printed_otherwise
from permits.models import Extension, Permit
from tests.factories import World
from tests.papers.proving import AT, DAY, folder, held, judged, suspend, vary
from tests.permits import border
from verifier import base45

__all__ = ["folder", "held"]


def test_a_code_says_what_the_check_needs_and_proves_itself(held: Permit, reviewer: Member) -> None:
    code = code_of(held.pk, by=reviewer, at=AT)

    answer = judged(code, port="aidian", area=held.county_id)

    assert answer.answer == "good"
    said = answer.permit
    assert said is not None
    assert (said.number, said.name, said.birth_year) == (
        held.reference,
        held.worker.name,
        held.worker.birth_date.year,
    )
    assert (said.paper_end, said.index) == (held.worker.papers.get().number_end, held.number)
    assert said.employer_name == held.employer.organisation.name_zh
    assert held.employer.credit_code.endswith(said.employer_code)
    assert datetime.fromtimestamp(said.ends, ZONE) == datetime(2027, 5, 1, tzinfo=ZONE)
    assert datetime.fromtimestamp(said.begins, ZONE) == datetime(2026, 11, 15, tzinfo=ZONE)
    assert judged(code, port="hekou").reason == "wrong_port"
    assert judged(code, at=datetime(2027, 5, 1, tzinfo=ZONE)).reason == "ended"


def test_a_code_fits_a_qr_code_that_a_telephone_reads(held: Permit, reviewer: Member) -> None:
    assert len(code_of(held.pk, by=reviewer, at=AT)) <= 440


def test_other_peoples_code_proves_it_too(held: Permit, reviewer: Member) -> None:
    envelope = base45.decode(code_of(held.pk, by=reviewer, at=AT)[4:])

    public = bytes(SigningKey.objects.get(use="permits").public_key)
    # In the numbers of COSE: an octet key pair on Ed25519, its id, its algorithm, for proving only.
    key = COSEKey.new({1: 1, 2: signing.key_id(public), 3: -19, 4: [2], -1: 6, -2: public})

    assert COSE.new().decode(envelope, key)


def test_the_same_permit_has_the_same_code_until_it_says_something_else(held: Permit, reviewer: Member) -> None:
    first = code_of(held.pk, by=reviewer, at=AT)

    assert code_of(held.pk, by=reviewer, at=AT + DAY) == first
    Permit.objects.filter(pk=held.pk).update(last_on=date(2027, 5, 10))
    extended = code_of(held.pk, by=reviewer, at=AT + 2 * DAY)

    assert extended != first
    assert judged(extended, at=AT + 2 * DAY).answer == "good"
    assert PermitCode.objects.get().signed_at == AT + 2 * DAY


def test_a_crew_is_signed_in_as_many_queries_as_one(held: Permit, demand: World, reviewer: Member) -> None:
    crew = [border.permit(demand).pk for _ in range(5)]
    code_of(held.pk, by=reviewer, at=AT)

    with CaptureQueriesContext(connection) as of_many:
        codes = codes_of(crew, by=reviewer, at=AT)

    assert len(set(codes.values())) == 5
    assert len(of_many) <= 8
    assert {judged(code).answer for code in codes.values()} == {"good"}


def test_who_does_not_see_a_permit_gets_no_code(held: Permit, two_worlds: tuple[World, World]) -> None:
    stranger = two_worlds[1].member("bureau", "reviewer")

    with pytest.raises(NotFound):
        code_of(held.pk, by=stranger, at=AT)
    assert not PermitCode.objects.exists()


def test_the_old_paper_of_a_varied_permit_counts_no_more_and_a_new_one_has_a_place_of_its_own(
    held: Permit, reviewer: Member
) -> None:
    old = code_of(held.pk, by=reviewer, at=AT)
    assert not is_printed_otherwise(held.pk, by=reviewer)

    vary(held)
    assert judged(old, at=AT + DAY).reason == "ended"
    assert is_printed_otherwise(held.pk, by=reviewer)
    new = code_of(held.pk, by=reviewer, at=AT + DAY)

    assert code_of(held.pk, by=reviewer, at=AT + DAY) == new
    assert (judged(old, at=AT + DAY).reason, judged(new, at=AT + DAY).answer) == ("ended", "good")
    assert not is_printed_otherwise(held.pk, by=reviewer)
    suspend(held)
    assert judged(new, at=AT + 2 * DAY).reason == "suspended"
    assert judged(old, at=AT + 2 * DAY).reason == "ended"


def test_the_old_paper_of_an_extended_permit_still_counts_for_the_days_it_says(held: Permit, reviewer: Member) -> None:
    old = code_of(held.pk, by=reviewer, at=AT)

    Permit.objects.filter(pk=held.pk).update(last_on=date(2027, 5, 10))

    assert is_printed_otherwise(held.pk, by=reviewer)
    new = code_of(held.pk, by=reviewer, at=AT + DAY)
    assert {judged(code, at=AT + DAY).answer for code in (old, new)} == {"good"}
    assert judged(old, at=datetime(2027, 5, 5, tzinfo=ZONE)).reason == "ended"
    assert judged(new, at=datetime(2027, 5, 5, tzinfo=ZONE)).answer == "good"


def test_a_paper_of_an_extension_that_was_reversed_counts_no_more(held: Permit, reviewer: Member) -> None:
    first = code_of(held.pk, by=reviewer, at=AT)
    before = held.last_on
    extension = Extension.objects.create(
        permit=held, status="granted", reason="x", asked_at=AT, ends_on=before + DAY, ended_before_on=before
    )
    Permit.objects.filter(pk=held.pk).update(last_on=before + DAY)
    assert judged(first, at=AT + DAY).answer == "good"
    extended = code_of(held.pk, by=reviewer, at=AT + DAY)

    Extension.objects.filter(pk=extension.pk).update(status="reversed")
    Permit.objects.filter(pk=held.pk).update(last_on=before)

    assert judged(extended, at=AT + 2 * DAY).reason == "ended"
    assert judged(code_of(held.pk, by=reviewer, at=AT + 2 * DAY), at=AT + 2 * DAY).answer == "good"
