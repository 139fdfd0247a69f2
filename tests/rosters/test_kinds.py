"""Rosters of evidence, offers, crossings and returns: tried, applied, handed in again, undone."""

from datetime import date, timedelta

import pytest

from accounts.models import Member
from accounts.rules import GRANTS
from core.errors import Conflict
from core.permissions import Permission as P
from employers.models import Filing
from permits.models import Arrival, Crossing, Return
from rosters.models import Roster, RosterRow
from rosters.services import rosters
from rosters.services.kinds import KINDS
from tests import factories
from tests.employers.steps import granted
from tests.factories import World, shanghai
from tests.factories.requirements import requirement
from tests.permits import presence_steps
from tests.permits.test_returns import AFTER, HOME, LATER, gone_home
from tests.rosters.files import AT, applied, as_csv, as_xlsx, tried, undone
from tests.workers.steps import AT as AT_OFFER
from tests.workers.steps import UNTIL, crew
from workers.models import Evidence, Offer, Registration
from workers.rules.codes import person_number

pytestmark = pytest.mark.django_db
DECIDED = ("Person number", "Decision", "Number of the contract")
CAME = ("permit_number", "person_number", "Ngày đến nơi làm việc", "住宿", "Registered with the police on")
NEXT_DAY = shanghai(date(2026, 11, 17), 8)
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
    intermediary_clerk: Member,
    department_officer: Member,
    post_officer: Member,
    employer_clerk: Member,
    auditor: Member,
) -> None:
    askers = (intermediary_clerk, department_officer, post_officer, employer_clerk, auditor)

    assert [rosters.kinds_for(one) for one in askers] == [
        ["workers", "evidence", "offers"],
        ["evidence", "clearances", "crossings", "returns"],
        ["crossings"],
        ["arrivals"],
        [],
    ]


@pytest.mark.parametrize(("kind", "roles"), GRANTS.items())
def test_who_may_do_what_a_kind_of_roster_does_may_hand_it_in(kind: str, roles: dict[str, frozenset[P]]) -> None:
    able = {role for role, may in roles.items() if any(one.permission in may for one in KINDS.values())}

    assert able == {role for role, may in roles.items() if P.KEEP_ROSTERS in may}


@pytest.fixture
def waiting(demand: World) -> list[Registration]:
    requirement("paper", "passport", choice="identity")
    home = demand.organisations["department"].province
    people = [factories.worker(home) for _ in range(4)]
    given = {"status": "registered", "partner": demand.intermediary}
    return [factories.registration(one, demand.partner, factories.season(), **given) for one in people]


def test_clearances_and_refusals_are_decided_by_number(waiting: list[Registration], department_officer: Member) -> None:
    numbers = [person_number(one.worker.number) for one in waiting]
    elsewhere = person_number(factories.worker().number)
    rows = [
        [numbers[0], "cleared", "HD-1"],
        [numbers[1], "thiếu giấy tờ chứng minh", ""],
        [numbers[2], "maybe", ""],
        [numbers[3], "核准", "x" * 41],
        [elsewhere, "cleared", ""],
    ]

    roster = tried("clearances", as_csv(DECIDED, rows), department_officer)
    assert faults(roster) == [
        (4, "decision", "not_among"),
        (5, "contract_number", "too_long"),
        (6, "person_number", "not_registered"),
    ]
    assert set(Registration.objects.values_list("status", flat=True)) == {"registered"}
    applied(roster, department_officer)
    held = dict(Registration.objects.values_list("pk", "status"))
    assert [held[one.pk] for one in waiting] == ["cleared", "refused", "registered", "registered"]
    assert Registration.objects.get(pk=waiting[0].pk).contract_number == "HD-1"
    assert Registration.objects.get(pk=waiting[1].pk).refusal == "evidence_wanting"
    assert tried("clearances", as_csv(DECIDED, rows[:2]), department_officer).counts == {"known": 2}
    other_way = tried("clearances", as_csv(DECIDED, [[numbers[0], "identity doubted", ""]]), department_officer)
    assert faults(other_way) == [(2, "", "too_late")]


def test_what_has_no_move_back_is_not_undone_and_says_so(
    waiting: list[Registration], department_officer: Member
) -> None:
    rows = [[person_number(waiting[0].worker.number), "cleared", ""]]
    roster = applied(tried("clearances", as_csv(DECIDED, rows), department_officer), department_officer)

    with pytest.raises(Conflict) as refused:
        rosters.undo(roster.pk, by=department_officer, at=AT)

    assert refused.value.code == "no_way_back"
    assert Roster.objects.get().status == "applied"


def test_an_employer_reports_both_days_in_one_list_or_one_after_the_other(
    demand: World, employer_clerk: Member
) -> None:
    of = presence_steps.granted(demand)
    hands = [presence_steps.permitted(demand, filing=of) for _ in range(4)]
    came, day, bed = "2026-11-16", "16/11/2026", of.lodgings.get().address
    rows = [
        [hands[0].reference, "", came, bed, day],
        ["", person_number(hands[1].worker.number), came, "", ""],
        [hands[2].reference, "", "2026-11-18", "", ""],
        [hands[3].reference, "", came, "elsewhere", ""],
        ["WP-2627-000999-X", "", came, "", ""],
    ]

    roster = tried("arrivals", as_csv(CAME, rows), employer_clerk, at=NEXT_DAY)
    assert faults(roster) == [
        (4, "arrived_on", "arrival_out_of_range"),
        (5, "lodging", "no_such_lodging"),
        (6, "permit_number", "no_such_permit"),
    ]
    assert not Arrival.objects.exists()
    applied(roster, employer_clerk, at=NEXT_DAY)
    told = {one.permit_id: (one.lodging_id is not None, one.lodging_registered_on) for one in Arrival.objects.all()}
    assert told == {hands[0].pk: (True, date(2026, 11, 16)), hands[1].pk: (False, None)}

    second = tried("arrivals", as_csv(CAME, [rows[0], [*rows[1][:4], "2026-11-17"]]), employer_clerk, at=NEXT_DAY)
    assert second.counts == {"known": 1, "good": 1}
    applied(second, employer_clerk, at=NEXT_DAY)
    assert Arrival.objects.get(permit=hands[1]).lodging_registered_on == date(2026, 11, 17)


def test_undoing_offers_is_refused_with_the_rows_that_were_answered(
    demand: World, filing: Filing, intermediary_clerk: Member
) -> None:
    hands = crew(demand, filing, 2)
    rows = [[person_number(hand.worker.number), filing.reference, UNTIL] for hand in hands]
    roster = tried("offers", as_xlsx(OFFERED, rows), intermediary_clerk, name="a.xlsx", at=AT_OFFER)
    roster = applied(roster, intermediary_clerk, at=AT_OFFER)
    second = RosterRow.objects.get(roster=roster, line=3)
    Offer.objects.filter(pk=second.record_id).update(status="declined", answered_at=AT_OFFER)

    roster = undone(roster, intermediary_clerk, at=AT_OFFER)

    assert (roster.status, roster.fault["code"], roster.fault["lines"]) == ("applied", "built_on", [3])
    assert set(Offer.objects.values_list("status", flat=True)) == {"made", "declined"}
