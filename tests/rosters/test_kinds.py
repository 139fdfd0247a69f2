"""Rosters of evidence, offers, crossings and returns: tried, applied, handed in again, undone."""

from datetime import timedelta

import pytest

from accounts.models import Member
from employers.models import Filing
from permits.models import Crossing, Return
from rosters.models import Roster, RosterRow
from rosters.services import rosters
from tests import factories
from tests.employers.steps import granted
from tests.factories import World, shanghai
from tests.factories.requirements import requirement
from tests.permits.test_returns import AFTER, HOME, LATER, gone_home
from tests.rosters.files import AT, applied, as_csv, as_xlsx, tried, undone
from tests.workers.steps import AT as AT_OFFER
from tests.workers.steps import UNTIL, crew
from workers.models import Evidence, Offer
from workers.rules.codes import person_number

pytestmark = pytest.mark.django_db
SHOWN = ("Person number", "What it shows", "Issued by", "Number", "Valid from", "Valid until")
OFFERED = ("人员编号", "申报编号", "答复截止日期")
CROSSED = ("key", "direction", "occurred_at", "port", "permit_number", "person_number")
MORNING = shanghai(HOME, 7)


def faults(roster: Roster) -> list[tuple[int, str, str]]:
    """Row, column and code of everything that is wrong."""
    rows = RosterRow.objects.with_faults().filter(roster=roster)
    return [(row.line, column, code) for row in rows for column, code, *_ in row.problems]


def test_evidence_goes_in_by_number_and_by_the_requirements_name(demand: World, intermediary_clerk: Member) -> None:
    requirement("health", "health_certificate", valid_months=12)
    one, other = (factories.worker() for _ in range(2))
    factories.registration(one, demand.intermediary, factories.season())
    health = ["health_certificate", "Trung tâm Y tế mẫu", "7", "2026-08-01", "2027-07-31"]
    rows = [
        [person_number(one.number), *health],
        [person_number(other.number), *health],
        [person_number(one.number), "swimming", *health[1:]],
        [person_number(one.number), *health[:3], "", ""],
    ]

    roster = tried("evidence", as_csv(SHOWN, rows), intermediary_clerk)
    assert faults(roster) == [
        (3, "person_number", "no_such_person"),
        (4, "requirement", "no_such_requirement"),
        (5, "valid_from", "missing"),
    ]
    roster = applied(roster, intermediary_clerk)
    assert Evidence.objects.get().worker_id == one.pk
    assert tried("evidence", as_csv(SHOWN, rows[:1]), intermediary_clerk).counts == {"known": 1}
    assert undone(roster, intermediary_clerk).status == "undone"
    assert Evidence.objects.get().withdrawn_at == AT


@pytest.fixture
def filing(demand: World) -> Filing:
    return granted(demand, 2)


def test_offers_go_out_as_far_as_there_are_posts_and_nobody_else_is_asked(
    demand: World, filing: Filing, intermediary_clerk: Member
) -> None:
    hands = crew(demand, filing, 3)
    numbers = [person_number(hand.worker.number) for hand in hands]
    rows = [[number, filing.reference, UNTIL] for number in numbers]

    over = tried("offers", as_xlsx(OFFERED, rows), intermediary_clerk, name="a.xlsx", at=AT_OFFER)
    roster = tried("offers", as_xlsx(OFFERED, rows[:2]), intermediary_clerk, name="a.xlsx", at=AT_OFFER)
    assert [code for *_, code in faults(over)] == ["more_than_granted"] * 3
    assert (roster.counts, Offer.objects.count()) == ({"good": 2}, 0)

    roster = applied(roster, intermediary_clerk, at=AT_OFFER)
    again = tried("offers", as_xlsx(OFFERED, rows[:2]), intermediary_clerk, name="a.xlsx", at=AT_OFFER)
    assert (roster.counts, again.counts, Offer.objects.count()) == ({"applied": 2}, {"known": 2}, 2)
    assert undone(roster, intermediary_clerk, at=AT_OFFER).status == "undone"
    assert set(Offer.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_crossings_are_kept_once_and_taken_back_as_a_whole(demand: World, post_officer: Member) -> None:
    person = factories.worker()
    number = person_number(person.number)
    row = ["1", "in", MORNING.isoformat(), "aidian", "", number]
    rows = [row, ["2", "sideways", *row[2:]], ["3", "出境", "2026-11-15 07:10", *row[3:]], ["4", "out", *row[2:5], ""]]
    factories.port("aidian")

    roster = tried("crossings", as_csv(CROSSED, rows), post_officer, at=MORNING + timedelta(days=1))
    assert faults(roster) == [
        (3, "direction", "not_among"),
        (4, "occurred_at", "moment"),
        (5, "permit_number", "nobody_named"),
    ]
    roster = applied(roster, post_officer, at=MORNING + timedelta(days=1))
    assert Crossing.objects.get().worker_id == person.pk
    assert tried("crossings", as_csv(CROSSED, rows[:1]), post_officer, at=MORNING).counts == {"known": 1}
    assert undone(roster, post_officer, at=MORNING + timedelta(days=2)).status == "undone"
    assert Crossing.objects.filter(is_void=True).count() == 1


def test_returns_are_confirmed_by_number_and_taken_back(demand: World, department_officer: Member) -> None:
    from permits.services.follow_up import returns

    home = gone_home(demand).worker
    returns.note_exits(at=AFTER)
    elsewhere = factories.worker()
    rows = [[person_number(home.number)], [person_number(elsewhere.number)], ["W-1"]]

    roster = tried("returns", as_csv(("Mã số người lao động",), rows), department_officer, at=LATER)
    assert [code for *_, code in faults(roster)] == ["no_exit_seen", "person_number_unreadable"]
    roster = applied(roster, department_officer, at=LATER)
    assert Return.objects.get().status == "confirmed"
    again = tried("returns", as_csv(("person_number",), rows[:1]), department_officer, at=LATER)
    assert again.counts == {"known": 1}
    assert undone(roster, department_officer, at=LATER).status == "undone"
    assert Return.objects.get().status == "exit_seen"


def test_each_kind_is_for_those_who_may_do_it_on_its_page(
    intermediary_clerk: Member, department_officer: Member, post_officer: Member, auditor: Member
) -> None:
    kinds = [rosters.kinds_for(one) for one in (intermediary_clerk, department_officer, post_officer, auditor)]

    assert kinds == [["workers", "evidence", "offers"], ["evidence", "crossings", "returns"], ["crossings"], []]
