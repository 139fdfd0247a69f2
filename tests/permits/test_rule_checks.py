"""The checks of an application, each at its edge: no database, no clock."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.rules.findings import failed, failures, not_known, passed
from permits.rules.checks import CHECKS, assess
from permits.rules.facts import (
    ApplicationFacts,
    ApplicationRules,
    FilingFacts,
    PaperFacts,
    WorkerFacts,
    age_on,
)
from scheme.rules.parameters import Parameters
from tests.factories.content import parameters

PARAMETERS = Parameters.of(parameters())
FIRST, LAST = date(2026, 11, 15), date(2027, 4, 15)
WORKER = WorkerFacts(nationality="VNM", age=18, is_border_resident=False)
PASSPORT, BORDER_PASS = PaperFacts("passport", date(2027, 5, 15)), PaperFacts("border_pass", date(2027, 5, 15))
FILING = FilingFacts(
    status="granted",
    is_confirmed=True,
    starts_on=FIRST,
    ends_on=LAST,
    season_from=date(2026, 10, 15),
    season_until=date(2027, 5, 31),
    posts_left=1,
    room_left=1,
    is_opposite_border_area=True,
    licence_until=LAST,
    mandate_until=date(2026, 10, 20),
)


def rules(permit_class: str) -> ApplicationRules:
    return ApplicationRules.of(PARAMETERS, permit_class)


LAWFUL = ApplicationFacts(
    on=date(2026, 10, 20),
    permit_class="seasonal",
    first_on=FIRST,
    last_on=LAST,
    worker=WORKER,
    paper=PASSPORT,
    filing=FILING,
    rules=rules("seasonal"),
    consent="ab12",
    terms="ab12",
    clearance="cleared",
    evidence=(passed("health"),),
    ports=(("dongxing", True),),
)
COMMUTER = replace(
    LAWFUL,
    permit_class="commuter",
    rules=rules("commuter"),
    worker=replace(WORKER, is_border_resident=True),
    paper=BORDER_PASS,
    filing=replace(FILING, room_left=0),
)
SHORT = replace(LAWFUL, permit_class="short", rules=rules("short"), last_on=date(2026, 12, 15))


def codes(facts: ApplicationFacts) -> set[tuple[str, str]]:
    return {(finding.code, finding.field) for finding in failures(assess(facts))}


def unknown(facts: ApplicationFacts) -> set[str]:
    return {finding.code for finding in assess(facts) if finding.result == "not_known"}


@pytest.mark.parametrize("facts", [LAWFUL, COMMUTER, SHORT], ids=["seasonal", "commuter", "short"])
def test_a_lawful_application_passes_every_check(facts: ApplicationFacts) -> None:
    assert {finding.result for finding in assess(facts)} == {"passed"}


def of_filing(**change: Any) -> dict[str, Any]:
    return {"filing": replace(FILING, **change)}


def of_worker(**change: Any) -> dict[str, Any]:
    return {"worker": replace(WORKER, **change)}


WRONG = [
    (of_worker(nationality="LAO"), "nationality_other", "worker"),
    (of_worker(age=17), "underage", "first_on"),
    (of_worker(ban_until=FIRST), "removal_ban_runs", "first_on"),
    ({"rules": rules("resident"), "permit_class": "resident"}, "permit_class_unknown", "permit_class"),
    ({"last_on": date(2026, 11, 14)}, "end_before_start", "last_on"),
    ({"last_on": date(2027, 5, 15)}, "permit_too_long", "last_on"),
    ({"rules": rules("short"), "last_on": date(2026, 12, 16)}, "permit_too_long", "last_on"),
    ({"paper": None}, "paper_missing", "paper"),
    ({"paper": replace(PASSPORT, is_void=True)}, "paper_void", "paper"),
    ({"paper": BORDER_PASS}, "paper_of_other_kind", "paper"),
    ({"paper": BORDER_PASS, "rules": rules("short")}, "not_border_resident", "paper"),
    ({"paper": replace(PASSPORT, expires_on=date(2027, 5, 14))}, "paper_ends_too_soon", "paper"),
    (of_filing(status="submitted"), "filing_not_granted", "filing"),
    (of_filing(is_confirmed=False), "filing_not_confirmed", "filing"),
    (of_filing(posts_left=0), "no_post_left", "filing"),
    ({"first_on": date(2026, 11, 14)}, "before_the_filing", "first_on"),
    ({"last_on": date(2027, 4, 16)}, "after_the_filing", "last_on"),
    (of_filing(season_from=date(2026, 11, 16)), "before_the_filing", "first_on"),
    (of_filing(season_until=date(2027, 4, 14)), "after_the_filing", "last_on"),
    ({"consent": None}, "consent_missing", "offer"),
    ({"terms": "cd34"}, "consent_to_other_terms", "offer"),
    ({"clearance": "registered"}, "not_cleared", "registration"),
    ({"evidence": (failed("health", "health_missing", "evidence"),)}, "health_missing", "evidence"),
    ({"other_permits": ((date(2026, 10, 1), FIRST),)}, "other_permit_held", "first_on"),
    ({"other_permits": ((LAST, date(2027, 5, 1)),)}, "other_permit_held", "first_on"),
    ({"ports": ()}, "port_missing", "ports"),
    ({"ports": (("dongxing", True), ("lihuo", False))}, "port_not_open", "ports"),
    (of_filing(licence_until=None), "licence_missing", "filing"),
    (of_filing(licence_until=date(2027, 4, 14)), "licence_ends_inside", "last_on"),
    (of_filing(mandate_until=None), "mandate_missing", "filing"),
    (of_filing(mandate_until=date(2026, 10, 19)), "mandate_ended", "filing"),
    (of_filing(room_left=0), "lodging_full", "filing"),
]


@pytest.mark.parametrize(("change", "code", "field"), WRONG, ids=[f"{code}-{field}" for _, code, field in WRONG])
def test_what_is_wrong_is_told_with_its_field(change: dict[str, Any], code: str, field: str) -> None:
    assert (code, field) in codes(replace(LAWFUL, **change))


EDGES = [
    of_worker(ban_until=date(2026, 11, 14)),
    {"first_on": date(2026, 11, 15), "last_on": date(2027, 4, 15)},
    of_filing(ends_on=date(2027, 5, 14)) | {"last_on": date(2027, 4, 15)},
    {"other_permits": ((date(2026, 10, 1), date(2026, 11, 14)), (date(2027, 4, 16), date(2027, 5, 1)))},
    {"needs_post": False, "filing": replace(FILING, posts_left=0, room_left=0)},
]


@pytest.mark.parametrize("change", EDGES)
def test_the_last_lawful_value_passes(change: dict[str, Any]) -> None:
    assert codes(replace(LAWFUL, **change)) == set()


def test_a_seasonal_permit_lasts_a_hundred_and_eighty_days_after_the_first() -> None:
    long = replace(
        LAWFUL,
        filing=replace(FILING, ends_on=date(2027, 5, 31), licence_until=date(2027, 5, 31)),
        paper=replace(PASSPORT, expires_on=date(2027, 6, 30)),
    )

    assert codes(replace(long, last_on=date(2027, 5, 14))) == set()
    assert codes(replace(long, last_on=date(2027, 5, 15))) == {("permit_too_long", "last_on")}


def test_a_commuters_permit_lasts_as_long_as_the_filing() -> None:
    assert codes(COMMUTER) == set()
    assert codes(replace(COMMUTER, last_on=date(2027, 4, 16))) >= {("after_the_filing", "last_on")}


@pytest.mark.parametrize("facts", [COMMUTER, replace(SHORT, paper=BORDER_PASS, worker=COMMUTER.worker)])
def test_a_border_pass_leads_no_farther_than_the_opposite_border_area(facts: ApplicationFacts) -> None:
    elsewhere = replace(facts, filing=replace(facts.filing, is_opposite_border_area=False))
    somewhere = replace(facts, filing=replace(facts.filing, is_opposite_border_area=None))

    assert codes(facts) == set()
    assert codes(elsewhere) == {("not_opposite_border_area", "filing")}
    assert (codes(somewhere), unknown(somewhere)) == (set(), {"opposite_border_area_not_known"})


def test_a_passport_leads_beyond_the_border_area() -> None:
    assert codes(replace(SHORT, filing=replace(FILING, is_opposite_border_area=False))) == set()


def test_what_the_facts_do_not_decide_is_not_known() -> None:
    facts = replace(
        LAWFUL,
        paper=replace(PASSPORT, expires_on=None),
        filing=replace(FILING, room_left=None),
        evidence=(not_known("health", "health_unclear", "evidence"),),
    )

    assert codes(facts) == set()
    assert unknown(facts) == {"paper_end_not_known", "lodging_not_known", "health_unclear"}


def test_all_that_is_wrong_is_told_at_once() -> None:
    facts = replace(LAWFUL, consent=None, clearance="refused", ports=())

    assert {code for code, _ in codes(facts)} == {"consent_missing", "not_cleared", "port_missing"}


ALL = [LAWFUL, COMMUTER, SHORT, *(replace(LAWFUL, **change) for change, _, _ in WRONG)]


@pytest.mark.parametrize("facts", ALL)
def test_every_check_says_something(facts: ApplicationFacts) -> None:
    assert all(list(check(facts)) for check in CHECKS)


@pytest.mark.parametrize("facts", ALL)
def test_kept_facts_replayed_give_the_same_findings(facts: ApplicationFacts) -> None:
    again = ApplicationFacts.read(json.loads(json.dumps(facts.written())))

    assert again == facts
    assert assess(again) == assess(facts)


@pytest.mark.parametrize("facts", ALL)
def test_findings_can_be_kept(facts: ApplicationFacts) -> None:
    params = [finding.params for finding in assess(facts)]

    assert json.loads(json.dumps(params)) == params


@pytest.mark.parametrize(
    ("birth_date", "day", "age"),
    [
        (date(2008, 11, 15), date(2026, 11, 14), 17),
        (date(2008, 11, 15), date(2026, 11, 15), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_a_year_is_full_on_the_birthday(birth_date: date, day: date, age: int) -> None:
    assert age_on(birth_date, day) == age


@given(st.dates(date(1940, 1, 1), date(2010, 1, 1)), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_nobody_grows_younger(birth_date: date, day: date) -> None:
    assert 0 <= age_on(birth_date, day) <= age_on(birth_date, day.replace(month=12, day=31))
