"""What terms say: whole sentences for every part, in the reader's language, and none of them left out."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import translation

from employers.rules.content import Cost, Deduction, Site
from workers.rules.terms import Lodging, TermsContent
from workers.services.agreement.terms_text import LABELS, PARTS, SAID, Names, sentences, text

NAMES = Names(county="Ningming", occupation="crop farm labourer")
TERMS = TermsContent(
    employer=UUID(int=7),
    employer_zh="甘蔗合作社",
    employer_vi="Hợp tác xã mía",
    county="451422",
    worksites=(Site("一号蔗区", "451422", "村部旁"), Site("二号蔗区", "451422")),
    occupation="9211",
    industry="A0133",
    job_title="甘蔗砍收工",
    starts_on=date(2026, 11, 15),
    ends_on=date(2027, 4, 15),
    pay_kind="time",
    wage_fen=16_000,
    wage_unit="day",
    piece="",
    pieces_a_day=None,
    hours_a_day=Decimal("8.00"),
    days_a_week=Decimal("5.5"),
    overtime_a_day=Decimal(0),
    overtime_a_month=Decimal(0),
    meals="provided",
    lodgings=(Lodging("职工宿舍"),),
    costs=(Cost("medical", "employer", 10_000),),
)


def said(part: str, **given) -> list[str]:
    return sentences(part, replace(TERMS, **given), NAMES)


def test_every_field_of_the_terms_belongs_to_one_part() -> None:
    named = [field for part in PARTS.values() for field in part]

    assert sorted(named) == sorted(part.name for part in fields(TermsContent))
    assert set(PARTS) == set(LABELS) == set(SAID)


def test_the_whole_is_read_line_by_line() -> None:
    assert text(TERMS, NAMES, "en").splitlines() == [
        "You work for 甘蔗合作社.",
        "Your work is: 甘蔗砍收工 (crop farm labourer).",
        "You work in Ningming.",
        "A place of work is: 一号蔗区, 村部旁.",
        "A place of work is: 二号蔗区.",
        "The work begins on 15 November 2026 and ends on 15 April 2027.",
        "You are paid 160.00 yuan for each day.",
        "You work 8 hours a day on 5.5 days a week.",
        "There is no overtime.",
        "You get meals and pay nothing for them.",
        "Nothing else is taken off your wage.",
        "You sleep here: 职工宿舍. It costs you nothing.",
        "You pay nothing to get this job.",
    ]


def test_a_vietnamese_reader_is_told_the_employer_s_vietnamese_name() -> None:
    assert "Hợp tác xã mía" in text(TERMS, NAMES, "vi")
    with translation.override("zh-hans"):
        assert "甘蔗合作社" in said("employer")[0]


@pytest.mark.parametrize(
    ("part", "given", "expected"),
    [
        (
            "pay",
            {"pay_kind": "piece", "wage_unit": "piece", "wage_fen": 1_250, "piece": "捆", "pieces_a_day": Decimal(16)},
            "You are paid 12.50 yuan for each piece (捆); an ordinary worker makes 16 a day.",
        ),
        ("pay", {"wage_unit": "month", "wage_fen": 350_000}, "You are paid 3500.00 yuan for each month."),
        (
            "hours",
            {"overtime_a_day": Decimal(2), "overtime_a_month": Decimal(30)},
            "Overtime is at most 2 hours a day and 30 hours a month.",
        ),
        ("meals", {"meals": "none"}, "You get no meals and see to them yourself."),
        (
            "deductions",
            {"deductions": (Deduction("meals", 800, "day"),)},
            "Each day, 8.00 yuan are taken off your wage for this: meals.",
        ),
        (
            "lodging",
            {"lodgings": (Lodging("职工宿舍", 12_000),)},
            "You sleep here: 职工宿舍. The rent is 120.00 yuan a month.",
        ),
        ("lodging", {"lodgings": ()}, "You are given no lodging."),
        (
            "costs",
            {"costs": (Cost("medical", "worker", 5_000), Cost("training", "worker", 0))},
            "You pay 50.00 yuan for this: medical check.",
        ),
    ],
)
def test_each_part_says_what_it_is_about(part: str, given: dict, expected: str) -> None:
    assert said(part, **given)[-1] == expected
