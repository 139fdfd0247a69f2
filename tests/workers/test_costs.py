"""Money taken from a worker speaks against who took it, and is held against the smuggler's price."""

from decimal import Decimal

import pytest

from workers.rules.costs import Flag, Paid, Payee, RateMissing, against_irregular, in_usd, raised_flags, total_usd

AGENCY = Payee("intermediary", "a")
FARM = Payee("employer", "f")
STRANGER = Payee("other")
RATES = {"CNY": Decimal("7.2"), "VND": Decimal(25_000)}
SMUGGLER = {"amount": 40_000, "currency": "USD"}


def paid(amount, payee=AGENCY, currency="CNY", head="administration"):
    return Paid(head, amount, currency, payee)


@pytest.mark.parametrize(("amount", "flags"), [(-1, 0), (0, 0), (1, 1)])
def test_the_smallest_sum_raises_a_flag(amount, flags):
    assert len(raised_flags([paid(amount)])) == flags


def test_each_payee_has_one_flag_with_all_that_it_took():
    lines = [
        paid(100, head="training"),
        paid(200, FARM),
        paid(300, head="medical"),
        paid(50_000, currency="VND", head="medical"),
    ]

    assert raised_flags(lines) == [
        Flag(AGENCY, ("medical", "training"), (("CNY", 400), ("VND", 50_000))),
        Flag(FARM, ("administration",), (("CNY", 200),)),
    ]


def test_a_worker_is_never_flagged():
    assert raised_flags([paid(100, Payee("worker", "w"))], answerable=AGENCY) == []


@pytest.mark.parametrize("payee", [STRANGER, Payee("bureau", "b")])
def test_who_brought_the_worker_in_answers_for_what_others_took(payee):
    [flag] = raised_flags([paid(100, payee)], answerable=AGENCY)

    assert flag.against == AGENCY


def test_an_employer_answers_for_itself():
    [flag] = raised_flags([paid(100, FARM)], answerable=AGENCY)

    assert flag.against == FARM


def test_where_nobody_answers_the_flag_names_who_was_paid():
    [flag] = raised_flags([paid(100, STRANGER)])

    assert flag.against == STRANGER


@pytest.mark.parametrize(
    ("amount", "currency", "dollars"),
    [
        (40_000, "USD", "400.00"),
        (72_000, "CNY", "100.00"),
        (2_500_000, "VND", "100.00"),
        (125, "VND", "0.01"),
        (124, "VND", "0.00"),
        (0, "CNY", "0.00"),
    ],
)
def test_a_sum_comes_to_dollars_and_cents(amount, currency, dollars):
    assert str(in_usd(amount, currency, RATES)) == dollars


@pytest.mark.parametrize(
    ("currency", "rates"), [("CNY", {}), ("THB", {"THB": Decimal(33)}), ("VND", {"VND": Decimal(0)})]
)
def test_a_sum_without_a_rate_is_not_left_out(currency, rates):
    with pytest.raises(RateMissing) as found:
        total_usd([paid(1, currency=currency)], rates)

    assert found.value.currency == currency


def test_a_total_is_rounded_once():
    assert total_usd([paid(124, currency="VND")] * 2, RATES) == Decimal("0.01")


def test_nothing_paid_is_nothing():
    assert total_usd([], {}) == Decimal(0)


@pytest.mark.parametrize(("total", "is_cheaper"), [("399.99", True), ("400.00", False), ("400.01", False)])
def test_the_lawful_way_is_to_cost_less_than_the_smuggler(total, is_cheaper):
    found = against_irregular(Decimal(total), SMUGGLER)

    assert found.is_cheaper is is_cheaper
    assert found.saved == Decimal(400) - Decimal(total)


def test_a_price_in_another_currency_is_not_compared():
    with pytest.raises(RateMissing):
        against_irregular(Decimal(1), {"amount": 1, "currency": "VND"})
