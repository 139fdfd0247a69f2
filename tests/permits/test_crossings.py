"""Crossings as they are told: kept, found again, refused in words, and turned into stays."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from accounts.enums import Kind
from accounts.models import Member
from core.errors import Forbidden, Invalid, NotFound
from core.sealing import unseal
from permits.models import Anomaly, Crossing, Permit, Stay
from permits.services.border.crossings import Claim, correct, record_each, void
from permits.services.border.stays import recompute
from permits.services.lifetime.permits import reinstate_each, suspend_each
from scheme.models import PortStatus
from tests import factories
from tests.factories import World
from tests.permits.border import DAY, FIRST_ON, HOUR, LAST_ON, MINUTE, MORNING, claim, odd, permit, stays, tell
from workers.rules.codes import person_number


@pytest.fixture
def held(demand: World) -> Permit:
    return permit(demand)


def test_an_entry_begins_a_stay_with_its_last_lawful_day(held: Permit, post_officer: Member) -> None:
    [crossing] = tell(post_officer, claim(held, "in", MORNING))

    stay = Stay.objects.get()
    assert (crossing.worker_id, crossing.permit_id, crossing.port_id, crossing.source) == (
        held.worker_id,
        held.pk,
        "aidian",
        "post",
    )
    assert (stay.entry_id, stay.permit_id, stay.entered_at, stay.left_at) == (crossing.pk, held.pk, MORNING, None)
    assert stay.last_lawful_on == LAST_ON
    assert recompute([held.worker_id], at=MORNING) == 0


def test_the_exit_that_follows_ends_it(held: Permit, post_officer: Member) -> None:
    tell(post_officer, claim(held, "in", MORNING))

    [crossing] = tell(post_officer, claim(held, "out", MORNING + 87 * DAY))

    stay = Stay.objects.get()
    assert (stay.exit_id, stay.left_at) == (crossing.pk, MORNING + 87 * DAY)
    assert odd(held) == []
    assert recompute([held.worker_id], at=MORNING) == 0


def test_an_entry_and_its_exit_told_together_are_one_stay(held: Permit, post_officer: Member) -> None:
    tell(post_officer, claim(held, "out", MORNING + 9 * HOUR), claim(held, "in", MORNING))

    assert stays(held) == [(MORNING, MORNING + 9 * HOUR, False)]
    assert recompute([held.worker_id], at=MORNING) == 0


def test_the_same_key_again_is_the_same_crossing(held: Permit, post_officer: Member) -> None:
    told = claim(held, "in", MORNING)
    [first] = tell(post_officer, told)

    again = tell(post_officer, told, told)

    assert [row.pk for row in again] == [first.pk, first.pk]
    assert Crossing.objects.count() == 1
    assert stays(held) == [(MORNING, None, False)]


def test_a_crossing_of_a_number_nobody_knows_is_kept_and_put_on_the_list(held: Permit, post_officer: Member) -> None:
    unknown = Permit(season=held.season, number=held.number + 1000)

    [crossing] = tell(post_officer, Claim("in", MORNING, "k", permit_number=unknown.reference))

    assert (crossing.worker_id, crossing.permit_id, crossing.stated_number) == (None, None, unknown.reference)
    anomaly = Anomaly.objects.get()
    assert (anomaly.crossing_id, anomaly.worker_id, anomaly.kind) == (crossing.pk, None, "no_permit")


def test_crossings_by_person_number_or_paper_find_the_permit_of_that_day(held: Permit, post_officer: Member) -> None:
    paper = held.worker.papers.get()
    number = unseal(paper.number_sealed, "paper.number")

    entry, leaving = tell(
        post_officer,
        Claim("in", MORNING, "a", person_number=person_number(held.worker.number)),
        Claim("out", MORNING + DAY, "b", paper_kind="passport", paper_number=f" {number.lower()}"),
    )

    assert (entry.permit_id, leaving.permit_id) == (held.pk, held.pk)
    assert stays(held) == [(MORNING, MORNING + DAY, False)]


def test_who_holds_no_permit_yet_is_kept_as_a_person(held: Permit, post_officer: Member) -> None:
    [crossing] = tell(
        post_officer, Claim("in", MORNING - 30 * DAY, "a", person_number=person_number(held.worker.number))
    )

    assert (crossing.worker_id, crossing.permit_id) == (held.worker_id, None)
    assert odd(held) == ["no_permit"]
    assert stays(held) == [(MORNING - 30 * DAY, None, False)]


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"direction": "up"}, "direction_unknown", "direction"),
        ({"port": "nowhere"}, "port_unknown", "port"),
        ({"port": "youyiguan"}, "port_of_another_post", "port"),
        ({"key": ""}, "key_missing", "key"),
        ({"occurred_at": MORNING + 2 * DAY}, "crossing_in_the_future", "occurred_at"),
        ({"occurred_at": MORNING.replace(tzinfo=None)}, "time_without_zone", "occurred_at"),
        ({"permit_number": "WP-2627-000001-X"}, "permit_number_check", "permit_number"),
        ({"permit_number": "permit one"}, "permit_number_form", "permit_number"),
        ({"permit_number": "", "person_number": "W-1"}, "person_number_unreadable", "person_number"),
        ({"permit_number": ""}, "nobody_named", "permit_number"),
    ],
)
def test_what_cannot_be_true_is_refused_by_name_and_nothing_is_kept(
    held: Permit, post_officer: Member, given: dict[str, Any], code: str, field: str
) -> None:
    factories.port("youyiguan")
    good, wrong = claim(held, "in", MORNING), claim(held, "out", MORNING + HOUR)

    with pytest.raises(Invalid) as refusal:
        record_each([good, replace(wrong, **given)], by=post_officer, at=MORNING + HOUR)

    assert [(problem.code, problem.field.partition(".")[2]) for problem in refusal.value.problems] == [(code, field)]
    assert str(refusal.value)
    assert not Crossing.objects.exists()


def test_only_those_who_keep_a_border_tell_of_crossings(held: Permit, employer_clerk: Member) -> None:
    with pytest.raises(Forbidden):
        record_each([claim(held, "in", MORNING, port="aidian")], by=employer_clerk, at=MORNING)


def test_the_other_side_tells_of_the_same_crossing_and_nothing_is_odd(
    held: Permit, post_officer: Member, department_officer: Member
) -> None:
    tell(post_officer, claim(held, "in", MORNING))

    [echo] = tell(department_officer, claim(held, "in", MORNING - 20 * MINUTE, port="aidian"), at=MORNING + DAY)

    assert echo.source == "counterpart"
    assert (stays(held), odd(held)) == ([(MORNING, None, False)], [])
    assert recompute([held.worker_id], at=MORNING) == 0


def test_what_the_other_side_told_first_gives_way_to_our_own(
    held: Permit, post_officer: Member, department_officer: Member
) -> None:
    tell(department_officer, claim(held, "in", MORNING, port="aidian"))
    before = Stay.objects.get()

    [ours] = tell(post_officer, claim(held, "in", MORNING + 30 * MINUTE))

    after = Stay.objects.get()
    assert (after.pk, after.entry_id, after.entered_at) == (before.pk, ours.pk, MORNING + 30 * MINUTE)


def test_a_crossing_told_late_and_out_of_order_changes_the_past(held: Permit, post_officer: Member) -> None:
    tell(post_officer, claim(held, "in", MORNING))
    tell(post_officer, claim(held, "in", MORNING + 20 * DAY))
    assert (odd(held), stays(held)) == (
        ["entry_after_entry"],
        [(MORNING, None, True), (MORNING + 20 * DAY, None, False)],
    )

    tell(post_officer, claim(held, "out", MORNING + 10 * DAY), at=MORNING + 21 * DAY)

    assert odd(held) == []
    assert stays(held) == [(MORNING, MORNING + 10 * DAY, False), (MORNING + 20 * DAY, None, False)]


@pytest.mark.parametrize(
    ("told", "kinds"),
    [
        ([("in", MORNING), ("in", MORNING + 5 * MINUTE)], ["doubled"]),
        ([("in", MORNING), ("in", MORNING + DAY)], ["entry_after_entry"]),
        ([("out", MORNING)], ["exit_without_entry"]),
        ([("in", MORNING - DAY)], ["permit_not_valid"]),
        ([("in", MORNING), ("out", MORNING + 200 * DAY)], []),
    ],
)
def test_what_does_not_fit_is_on_the_list(
    held: Permit, post_officer: Member, told: list[tuple[str, datetime]], kinds: list[str]
) -> None:
    for direction, moment in told:
        tell(post_officer, claim(held, direction, moment))

    assert odd(held) == kinds
    assert recompute([held.worker_id], at=MORNING) == 0


def test_another_port_than_the_permit_names_is_odd_and_so_is_being_at_two_at_once(
    held: Permit, post_officer: Member
) -> None:
    factories.port("youyiguan")
    friendship = factories.member(factories.organisation(Kind.POST, gate="youyiguan"), "officer")
    tell(post_officer, claim(held, "in", MORNING))

    tell(friendship, claim(held, "out", MORNING + 5 * MINUTE))

    assert odd(held) == ["impossible_travel", "wrong_port"]


def test_a_crossing_on_a_day_the_port_was_closed_is_odd(held: Permit, post_officer: Member) -> None:
    PortStatus.objects.create(port_id="aidian", state="closed", valid_from=date(2026, 11, 1), valid_until=FIRST_ON)

    tell(post_officer, claim(held, "in", MORNING))

    assert odd(held) == ["port_closed"]


def test_the_last_hour_of_the_day_in_hanoi_is_the_next_day_of_the_permit(held: Permit, post_officer: Member) -> None:
    last_minute = datetime(2026, 11, 14, 22, 59, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    [crossing] = tell(post_officer, claim(held, "in", last_minute))
    assert odd(held) == ["permit_not_valid"]

    right = claim(held, "in", last_minute + MINUTE)
    correct(crossing.pk, right, reason="the gate's clock was late", by=post_officer, at=MORNING)

    assert odd(held) == []


def test_a_correction_stands_for_the_first_telling_which_stays_on_record(held: Permit, post_officer: Member) -> None:
    [wrong] = tell(post_officer, claim(held, "in", MORNING))
    before = Stay.objects.get()

    right = correct(
        wrong.pk,
        Claim("in", MORNING + HOUR, "right"),
        reason="an hour too early",
        by=post_officer,
        at=MORNING + 2 * HOUR,
    )

    assert (right.corrects_id, right.permit_id, right.reason) == (wrong.pk, held.pk, "an hour too early")
    assert Crossing.objects.count() == 2
    assert (Stay.objects.get().pk, Stay.objects.get().entry_id) == (before.pk, right.pk)
    with pytest.raises(Invalid, match="already corrected"):
        correct(wrong.pk, Claim("in", MORNING, "again"), reason="no", by=post_officer, at=MORNING + 3 * HOUR)


def test_a_correction_that_names_somebody_else_moves_the_stay(
    demand: World, held: Permit, post_officer: Member
) -> None:
    other = permit(demand)
    [wrong] = tell(post_officer, claim(held, "in", MORNING))

    correct(wrong.pk, claim(other, "in", MORNING), reason="the wrong line was scanned", by=post_officer, at=MORNING)

    assert (stays(held), stays(other)) == ([], [(MORNING, None, False)])


def test_a_crossing_that_never_was_is_taken_back(held: Permit, post_officer: Member) -> None:
    tell(post_officer, claim(held, "in", MORNING))
    [wrong] = tell(post_officer, claim(held, "in", MORNING + DAY))

    void(wrong.pk, reason="entered twice", by=post_officer, at=MORNING + DAY)

    assert (stays(held), odd(held)) == ([(MORNING, None, False)], [])
    with pytest.raises(Invalid, match="why"):
        void(wrong.pk, reason=" ", by=post_officer, at=MORNING + DAY)


def test_an_unknown_number_told_better_is_off_the_list(held: Permit, post_officer: Member) -> None:
    unknown = Permit(season=held.season, number=held.number + 1000)
    [crossing] = tell(post_officer, Claim("in", MORNING, "k", permit_number=unknown.reference))

    correct(crossing.pk, claim(held, "in", MORNING), reason="a digit was misread", by=post_officer, at=MORNING)

    assert not Anomaly.objects.exists()
    assert stays(held) == [(MORNING, None, False)]


def test_only_the_body_that_told_corrects(two_worlds: tuple[World, World], post_officer: Member) -> None:
    factories.rule_set()
    factories.occupation()
    here, there = two_worlds
    [crossing] = tell(post_officer, claim(permit(here), "in", MORNING))
    stranger = there.member("post", "officer")

    with pytest.raises(Invalid, match="no such crossing"):
        correct(crossing.pk, Claim("in", MORNING, "x"), reason="no", by=stranger, at=MORNING)
    with pytest.raises(NotFound):
        void(crossing.pk, reason="no", by=stranger, at=MORNING)


def test_who_enters_while_the_permit_is_suspended_is_on_the_list_and_who_came_before_is_not(
    held: Permit, post_officer: Member, approver: Member
) -> None:
    tell(post_officer, claim(held, "in", MORNING), claim(held, "out", MORNING + DAY))
    suspend_each([held.pk], reason="the employer is under inquiry", by=approver, at=MORNING + 2 * DAY)

    tell(post_officer, claim(held, "in", MORNING + 5 * DAY))

    assert odd(held) == ["permit_not_valid"]
    assert Anomaly.objects.get().crossing.occurred_at == MORNING + 5 * DAY
    reinstate_each([held.pk], by=approver, at=MORNING + 6 * DAY)
    assert odd(held) == []
