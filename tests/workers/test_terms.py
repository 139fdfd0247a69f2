"""What a worker is promised has one written form, one digest, and is told apart from other terms."""

import hashlib
import json
import unicodedata
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest

from employers.rules.content import Cost, Deduction, FilingContent, Group, House, Site
from workers.rules.terms import (
    ALGORITHMS,
    MATERIAL,
    Change,
    Lodging,
    TermsContent,
    difference,
    needs_new_yes,
)

EMPLOYER = UUID("00000000-0000-7000-8000-000000000001")
OTHER = UUID("00000000-0000-7000-8000-000000000002")
FILING = FilingContent(
    season="2026-27",
    employer=EMPLOYER,
    county="451481",
    industry="A0162",
    occupation="9211",
    job_title="Cane cutter",
    groups=(
        Group(20, date(2026, 12, 1), date(2027, 2, 28)),
        Group(10, date(2027, 1, 10), date(2027, 4, 30)),
    ),
    pay_kind="piece",
    wage_fen=300,
    wage_unit="piece",
    hours_a_day=Decimal("8.0"),
    days_a_week=Decimal(6),
    meals="provided",
    worksites=(Site("Field 3", "451481", "Xiashi"),),
    lodgings=(House("Xiashi 5", 40, 1_000),),
    piece="bundle",
    pieces_a_day=Decimal("28"),
    deductions=(Deduction("lodging", 500, "month"),),
    costs=(Cost("medical", "employer", 10_000),),
    note="for the bureau only",
)
TERMS = TermsContent.promised(FILING, 1, employer_zh="凭祥蔗糖合作社", employer_vi="Hợp tác xã mía đường")


def test_terms_are_those_of_one_group_of_the_filing():
    assert (TERMS.starts_on, TERMS.ends_on) == (date(2027, 1, 10), date(2027, 4, 30))
    assert (TERMS.employer, TERMS.wage_fen, TERMS.piece) == (EMPLOYER, 300, "bundle")
    assert TERMS.lodgings == (Lodging("Xiashi 5", 1_000),)


def test_terms_may_be_those_of_a_joint_employer():
    terms = TermsContent.promised(FILING, 0, employer_zh="某", employer_vi="Một", employer=OTHER)

    assert terms.employer == OTHER


def test_what_is_for_the_bureau_only_is_no_part_of_the_terms():
    assert b"bureau" not in TERMS.canonical()


def test_terms_are_read_back_from_their_written_form():
    assert TermsContent.read(json.loads(TERMS.canonical())) == replace(
        TERMS, hours_a_day=Decimal(8), pieces_a_day=Decimal(28)
    )
    assert TermsContent.read(TERMS.written()).digest() == TERMS.digest()


def test_the_written_form_is_sorted_without_blanks_and_in_plain_signs():
    text = TERMS.canonical().decode()

    assert text.startswith('{"costs":[{"amount_fen":10000,"head":"medical","payer":"employer"}],"county":"451481"')
    assert '"employer_zh":"凭祥蔗糖合作社"' in text
    assert '"hours_a_day":"8"' in text


def test_how_a_name_is_composed_does_not_change_the_digest():
    decomposed = replace(TERMS, employer_vi=unicodedata.normalize("NFD", TERMS.employer_vi))

    assert decomposed.employer_vi != TERMS.employer_vi
    assert decomposed.digest() == TERMS.digest()


def test_trailing_noughts_do_not_change_the_digest():
    assert replace(TERMS, hours_a_day=Decimal("8.00")).digest() == TERMS.digest()


def test_anybody_can_work_out_the_digest():
    assert TERMS.digest() == hashlib.sha256(TERMS.canonical()).hexdigest()


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this OpenSSL has no SM3")
def test_the_digest_of_chinese_state_services_is_at_hand():
    assert TERMS.digest("sm3") == hashlib.new("sm3", TERMS.canonical()).hexdigest()
    assert len(TERMS.digest("sm3")) == len(TERMS.digest())


def test_an_unknown_digest_is_no_digest():
    assert "sha256" in ALGORITHMS
    with pytest.raises(KeyError):
        TERMS.digest("md5")


def test_the_same_terms_do_not_differ():
    assert difference(TERMS, replace(TERMS, hours_a_day=Decimal("8.00"))) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"wage_fen": 299},
        {"hours_a_day": Decimal("8.5")},
        {"worksites": (Site("Field 4", "451481"),)},
        {"employer": OTHER},
        {"deductions": ()},
        {"ends_on": date(2027, 4, 29)},
        {"lodgings": (Lodging("Xiashi 5", 1_001),)},
        {"costs": (Cost("medical", "worker", 10_000),)},
        {"pieces_a_day": None},
    ],
)
def test_what_a_worker_lives_by_needs_a_new_yes(changes):
    new = replace(TERMS, **changes)

    [change] = difference(TERMS, new)

    assert (change.field, change.material) == (next(iter(changes)), True)
    assert needs_new_yes(TERMS, new)
    assert new.digest() != TERMS.digest()


def test_a_name_spelt_anew_needs_none():
    new = replace(TERMS, employer_zh="凭祥市蔗糖合作社")

    assert difference(TERMS, new) == [Change("employer_zh", "凭祥蔗糖合作社", "凭祥市蔗糖合作社", False)]
    assert not needs_new_yes(TERMS, new)
    assert new.digest() != TERMS.digest()


def test_both_forms_stand_side_by_side():
    assert difference(TERMS, replace(TERMS, wage_fen=299)) == [Change("wage_fen", 300, 299, True)]


def test_only_spellings_and_titles_may_change_without_a_new_yes():
    assert {part.name for part in fields(TermsContent)} - MATERIAL == {
        "employer_zh",
        "employer_vi",
        "industry",
        "job_title",
    }
