"""The homes: whose turn it is by deadline, what is awaited, what has changed, and a way only to pages that exist."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.enums import Kind
from accounts.models import Member
from core.alerts.models import Alert
from core.db import MANY
from permits.models import Permit, PermitApplication
from permits.services.waiting import queues
from permits.services.waiting.turns import turns
from portal.homes import HOMES
from portal.templatetags.portal import capped
from portal.ways import LISTS, NARROWED, TURNED, way, way_to, way_to_turns
from portal.words import ALERT_KINDS, ALERTS
from portal.words import turns as words
from tests import factories
from tests.factories import AT, World
from tests.portal.conftest import Visit


@pytest.fixture
def permit(demand: World) -> Permit:
    """A permit that begins in November."""
    filing = factories.filing(demand.mandate, status="granted")
    return factories.permitted(filing, demand.intermediary, first_on=date(2026, 11, 15), last_on=date(2027, 3, 31))


def test_every_kind_of_organisation_has_a_home() -> None:
    assert set(HOMES) == set(Kind.values)


def test_every_queue_has_words_and_every_home_names_only_queues_there_are() -> None:
    there = {queue.kind for queue in queues.queues(date(2026, 11, 15))}

    assert {kind for home in HOMES.values() for kind in home.queues} <= there
    assert there == set(words.AWAITED) == set(LISTS)
    assert {kind for kind, _of in NARROWED} | {kind for _of, kind in words.THEIRS} | TURNED <= there


def test_every_alert_that_has_a_sentence_has_a_name_to_be_counted_under() -> None:
    assert set(ALERT_KINDS) == set(ALERTS)


def test_a_home_lists_what_waits_by_deadline_what_is_awaited_and_alerts(
    permit: Permit, demand: World, visit: Visit
) -> None:
    factories.filing(demand.mandate, status="submitted", due_on=date(2026, 10, 1))
    PermitApplication.objects.update(status="submitted", due_on=date(2026, 9, 1))
    approver, clerk = demand.member("bureau", "approver"), demand.member("intermediary", "clerk")

    shown = visit(approver).get("/").context
    seen_by_clerk = visit(clerk).get("/").context

    assert [row["turn"].kind for row in shown["mine"]] == ["application", "filing"]
    assert [str(row["name"]) for row in shown["mine"]] == [
        "Permit applications to decide",
        "Filings to review and decide",
    ]
    assert [filing.status for filing in shown["filings"]] == ["submitted"]
    assert {str(name) for name, *_rest in seen_by_clerk["awaited"]} == {"Filings", "Permit applications"}
    assert [alert["name"] for alert in seen_by_clerk["alerts"]] == ["Licences that end"]


def test_what_waits_leads_to_its_list_narrowed_to_it(submitted: object, demand: World, visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))
    [row] = browser.get("/").context["mine"]

    listed = browser.get(row["address"]).context["page"].rows

    assert row["address"] == reverse("portal:filings") + "?status=submitted"
    assert listed == [submitted]


@pytest.mark.parametrize(
    ("number", "said"), [(MANY + 1, "more than 1,000"), (MANY, "1,000"), (127_361, "127,361"), (None, "")]
)
def test_what_was_not_counted_to_the_end_says_so_in_words(number: int | None, said: str) -> None:
    assert capped(number) == said


def test_what_is_overdue_says_so_in_words(demand: World, visit: Visit) -> None:
    factories.filing(demand.mandate, status="submitted", due_on=date(2026, 1, 5))

    said = visit(demand.member("bureau", "approver")).get("/").content.decode()

    assert ">overdue</strong>" in said


def test_an_employer_sees_who_is_due_and_others_do_not(permit: Permit, demand: World, visit: Visit) -> None:
    Permit.objects.update(first_on=AT.date())
    stranger = factories.member(factories.employer().organisation, "clerk")

    own = _figures(visit, demand.member("employer", "clerk"))
    others = _figures(visit, stranger)

    assert own == {
        "Workers at the site now": 0,
        "Arrivals due": 1,
        "Lodgings to register with the police": 0,
        "Permits in force today": 1,
    }
    assert set(others.values()) == {0}


def _figures(visit: Visit, member: Member) -> dict[str, int]:
    return {str(name): number for name, number, _way in visit(member).get("/").context["figures"]}


def test_a_page_that_is_not_there_gives_no_way() -> None:
    assert way("filings", status="draft") == reverse("portal:filings") + "?status=draft"
    assert way("no_such_page") == ""
    assert way_to("employers.filing", "01a20451-fcb7-7229-8b10-4d43b37dd954").startswith("/filings/")
    assert way_to("nothing.known", "1") == way_to_turns("nothing", "bureau", is_mine=True) == ""
    assert way_to_turns("filing", "bureau", is_mine=True).endswith("?status=submitted")
    assert way_to_turns("filing", "bureau", is_mine=False) == reverse("portal:filings")


def test_all_alerts_stand_in_a_list_that_is_narrowed_by_kind(demand: World, visit: Visit) -> None:
    Alert.objects.create(
        kind="mandate_ending",
        subject_type="employers.mandate",
        subject_id="1",
        organisation_id=demand.intermediary.pk,
        params={"until": "2026-10-09"},
        raised_at=AT,
    )
    browser = visit(demand.member("intermediary", "clerk"))

    every = browser.get(reverse("portal:alerts")).context["rows"]
    some = browser.get(reverse("portal:alerts"), {"kind": "mandate_ending"}).context["rows"]

    assert len(every) == 2
    assert [row["sentence"] for row in some] == ["A mandate ends on 9 Oct 2026: ask the employer for a new one."]


def test_an_alert_about_an_officer_names_them_to_whom_it_is_for(demand: World, visit: Visit) -> None:
    officer, oversight = demand.member("bureau", "approver"), demand.member("oversight", "auditor")
    told = {"until": "2026-09-01", "number": 20, "share": 100, "others": 48}
    for kind, subject, key, params in (
        ("pair_stands_out", "accounts.organisation", demand.intermediary.pk, told | {"officer": str(officer.pk)}),
        ("acts_at_night", "accounts.member", officer.pk, told),
    ):
        Alert.objects.create(
            kind=kind,
            subject_type=subject,
            subject_id=key,
            also=[oversight.organisation_id],
            params=params,
            raised_at=AT,
        )

    night, pair = visit(oversight).get(reverse("portal:alerts")).context["rows"][:2]

    assert night["about"] == pair["about"] == f"{officer.name}, {officer.organisation}"
    assert pair["sentence"] == "One officer grants this intermediary 100 per cent of 20; the office, 48."
    assert pair["address"] == reverse("portal:organisation", args=[demand.intermediary.pk])
    assert night["sentence"] == "An officer changed records at night, on 1 Sep 2026: 20 times."


def test_letters_stand_in_a_list(demand: World, visit: Visit) -> None:
    answer = visit(demand.member("bureau", "approver")).get(reverse("portal:notices"))

    assert answer.status_code == 200


def test_turns_can_be_asked_of_some_kinds_only(submitted: object, demand: World) -> None:
    by = demand.member("bureau", "approver")

    assert [turn.kind for turn in turns(kinds=("filing", "licence"), by=by, at=AT)] == ["filing"]
    assert turns(kinds=(), by=by, at=AT) == []
