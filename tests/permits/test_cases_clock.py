"""What the clock does about stays past their last lawful day: it suspects, tells and clears, and never decides."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.models import Event
from core.notices.models import Notice
from permits.enums import CaseClosing, CaseStatus, ForceMajeureStatus, PermitClass, RequestStatus
from permits.models import Extension, ForceMajeure, OverstayCase, Permit, Stay
from permits.services.follow_up import cases
from scheme.models import PortStatus
from tests import factories
from tests.factories import World, shanghai
from tests.permits.presence_steps import entered, granted, left, permitted

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LAST = date(2026, 12, 31)
AFTER = shanghai(date(2027, 1, 1), 0, 30)


def signed(*signatures: str) -> dict[str, Any]:
    """Signatures of different persons, of different units, by different log-ins."""
    return {
        f"{which}_{what}": value
        for number, which in enumerate(signatures)
        for what, value in (("by", UUID(int=number)), ("unit", UUID(int=number)), ("login", str(number)), ("at", AFTER))
    }


@pytest.fixture
def stay(demand: World) -> Stay:
    """A short stay since 1 December that was lawful until 31 December."""
    permit = permitted(demand, permit_class=PermitClass.SHORT, last_on=LAST)
    return entered(permit, shanghai(date(2026, 12, 1), 9), demand)


def permit_of(stay: Stay) -> Permit:
    assert stay.permit is not None
    return stay.permit


def the_case() -> OverstayCase:
    return OverstayCase.objects.get()


def test_a_commuter_not_seen_out_is_suspected_from_midnight_and_not_a_minute_earlier(demand: World) -> None:
    permit = permitted(demand, permit_class=PermitClass.COMMUTER)
    entered(permit, shanghai(date(2027, 3, 3), 7, 10), demand)

    before = cases.suspect_due(at=shanghai(date(2027, 3, 3), 23, 59))
    after = cases.suspect_due(at=shanghai(date(2027, 3, 4), 0, 0))

    assert (before, after) == (0, 1)
    assert the_case().last_lawful_on == date(2027, 3, 3)


def test_the_last_hour_of_hanoi_is_already_the_next_day_where_permits_end(stay: Stay) -> None:
    still_lawful = cases.suspect_due(at=datetime(2026, 12, 31, 22, 59, tzinfo=HANOI))
    over = cases.suspect_due(at=datetime(2026, 12, 31, 23, 0, tzinfo=HANOI))

    assert (still_lawful, over) == (0, 1)


def test_an_exit_in_the_last_hour_of_hanoi_is_a_day_late(stay: Stay, demand: World) -> None:
    cases.suspect_due(at=AFTER)
    left(stay, datetime(2026, 12, 31, 23, 30, tzinfo=HANOI), demand)

    cleared = cases.clear_due(at=AFTER + timedelta(hours=1))
    noted = cases.note_exits(at=AFTER + timedelta(hours=1))

    assert (cleared, noted) == (0, 1)
    assert the_case().left_on == date(2027, 1, 1)


def test_a_stay_is_suspected_once_however_often_the_clock_asks(stay: Stay) -> None:
    found = [cases.suspect_due(at=AFTER + timedelta(days=days)) for days in range(3)]

    assert found == [1, 0, 0]


def test_a_case_lists_what_was_seen_and_what_was_looked_for(stay: Stay) -> None:
    cases.suspect_due(at=AFTER)

    evidence = the_case().evidence
    assert evidence["entry"] == str(stay.entry_id)
    assert evidence["port"] == "aidian"
    assert evidence["permit"] == str(stay.permit_id)
    assert evidence["last_lawful_on"] == "2026-12-31"
    assert datetime.fromisoformat(evidence["looked_for"]["exits_until"]) == AFTER


def test_a_suspicion_is_an_event_of_the_clock(stay: Stay) -> None:
    cases.suspect_due(at=AFTER)

    event = Event.objects.get(subject_type="permits.overstaycase", subject_id=str(the_case().pk))
    assert (event.verb, event.login) == ("suspect", "clock")


def test_whose_exit_nobody_saw_but_who_came_back_is_not_suspected(stay: Stay) -> None:
    Stay.objects.update(is_end_unknown=True)

    assert cases.suspect_due(at=AFTER) == 0


def test_a_receipt_covers_the_stay_while_the_extension_is_undecided(stay: Stay) -> None:
    extension = extension_of(permit_of(stay), receipt_until=date(2027, 1, 10))

    covered = cases.suspect_due(at=AFTER)
    Extension.objects.filter(pk=extension.pk).update(receipt_until=date(2026, 12, 31))
    uncovered = cases.suspect_due(at=AFTER)

    assert (covered, uncovered) == (0, 1)


def test_nobody_is_suspected_whose_every_port_has_been_closed(stay: Stay) -> None:
    PortStatus.objects.create(
        port=factories.port("aidian"), state="closed", valid_from=LAST, valid_until=date(2027, 1, 4)
    )

    while_closed = cases.suspect_due(at=shanghai(date(2027, 1, 5), 0, 30))
    a_day_after_it_opened = cases.suspect_due(at=shanghai(date(2027, 1, 6), 0, 30))

    assert (while_closed, a_day_after_it_opened) == (0, 1)


def test_a_port_that_closes_after_the_last_lawful_day_excuses_nothing(stay: Stay) -> None:
    PortStatus.objects.create(port=factories.port("aidian"), state="closed", valid_from=date(2027, 1, 1))

    assert cases.suspect_due(at=shanghai(date(2027, 1, 2))) == 1


@pytest.mark.parametrize(
    ("status", "found"),
    [(ForceMajeureStatus.IN_FORCE, 0), (ForceMajeureStatus.PROPOSED, 1), (ForceMajeureStatus.REVERSED, 1)],
)
def test_a_measure_covers_those_it_is_about_only_while_it_is_in_force(stay: Stay, status: str, found: int) -> None:
    measure(status)

    assert cases.suspect_due(at=AFTER) == found


def test_every_suspected_worker_is_told_in_vietnamese_and_given_days_to_answer(stay: Stay) -> None:
    cases.suspect_due(at=AFTER)

    told = [cases.tell_due(at=AFTER), cases.tell_due(at=AFTER)]

    case, letters = the_case(), Notice.objects.filter(kind="overstay_suspected")
    assert told == [1, 0]
    assert (case.status, case.answer_by_on) == (CaseStatus.NOTIFIED, date(2027, 1, 8))
    assert set(letters.values_list("language", "subject_id")) == {("vi", str(case.pk))}


def test_a_late_record_of_an_exit_in_time_clears_the_worker(stay: Stay, demand: World) -> None:
    cases.suspect_due(at=AFTER)
    cases.tell_due(at=AFTER)
    left(stay, shanghai(LAST, 23, 59), demand)

    cleared = [cases.clear_due(at=AFTER + timedelta(days=1)), cases.clear_due(at=AFTER + timedelta(days=1))]

    case = the_case()
    assert cleared == [1, 0]
    assert (case.status, case.closing, case.left_on) == (CaseStatus.CLOSED, CaseClosing.LEFT_IN_TIME, LAST)
    assert Notice.objects.filter(kind="overstay_closed").exists()


def test_a_granted_extension_clears_the_worker(stay: Stay) -> None:
    cases.suspect_due(at=AFTER)
    extension_of(permit_of(stay), status=RequestStatus.GRANTED, decided_at=AFTER)
    Stay.objects.update(last_lawful_on=date(2027, 1, 20))

    cases.clear_due(at=AFTER)

    assert the_case().closing == CaseClosing.EXTENDED


def test_a_receipt_that_was_entered_late_clears_the_worker_until_the_answer_is_no(stay: Stay) -> None:
    cases.suspect_due(at=AFTER)
    extension = extension_of(permit_of(stay), receipt_until=date(2027, 1, 10))

    cases.clear_due(at=AFTER)
    assert the_case().closing == CaseClosing.RECEIPT_PENDING

    Extension.objects.filter(pk=extension.pk).update(receipt_until=None)
    assert cases.suspect_due(at=AFTER + timedelta(days=1)) == 1


def test_corrected_data_clear_the_worker(stay: Stay) -> None:
    cases.suspect_due(at=AFTER)
    Stay.objects.update(last_lawful_on=date(2027, 1, 20))

    cases.clear_due(at=AFTER)

    assert the_case().closing == CaseClosing.DATA_ERROR


def test_a_stay_that_is_made_anew_is_known_again_by_its_entry(stay: Stay, demand: World) -> None:
    cases.suspect_due(at=AFTER)
    Stay.objects.all().delete()
    anew = Stay.objects.create(
        worker_id=stay.worker_id,
        permit_id=stay.permit_id,
        entry_id=stay.entry_id,
        entered_at=stay.entered_at,
        last_lawful_on=LAST,
    )

    again, cleared = cases.suspect_due(at=AFTER), cases.clear_due(at=AFTER)
    left(anew, shanghai(date(2027, 1, 3)), demand)
    noted = cases.note_exits(at=shanghai(date(2027, 1, 4)))

    assert (again, cleared, noted) == (0, 0, 1)


def test_a_late_exit_is_noted_and_left_to_an_officer(stay: Stay, demand: World) -> None:
    cases.suspect_due(at=AFTER)
    left(stay, shanghai(date(2027, 1, 2)), demand)

    noted = [cases.note_exits(at=shanghai(date(2027, 1, 3))) for _ in range(2)]
    cases.clear_due(at=shanghai(date(2027, 1, 3)))

    assert noted == [1, 0]
    assert (the_case().status, the_case().left_on) == (CaseStatus.SUSPECTED, date(2027, 1, 2))


def test_the_number_of_statements_does_not_grow_with_the_stays(demand: World) -> None:
    of = granted(demand)

    counts = []
    for stays in (1, 9):
        for _ in range(stays):
            permit = permitted(demand, filing=of, permit_class=PermitClass.SHORT, last_on=LAST)
            entered(permit, shanghai(date(2026, 12, 1), 9), demand)
        with CaptureQueriesContext(connection) as statements:
            told = cases.suspect_due(at=AFTER) + cases.tell_due(at=AFTER) + cases.clear_due(at=AFTER)
        counts.append((told, len(statements)))

    [(one, few), (nine, many)] = counts
    assert (one, nine) == (2, 18)
    assert few == many


def extension_of(permit: Permit, **given: object) -> Extension:
    values = {
        "reason": "harvest goes on",
        "asked_at": shanghai(date(2026, 12, 20)),
        "ends_on": date(2027, 1, 20),
        "ended_before_on": permit.last_on,
    }
    return Extension.objects.create(permit=permit, **(values | given))


def measure(status: str) -> ForceMajeure:
    return ForceMajeure.objects.create(
        status=status,
        name="Typhoon",
        legal_basis="Notice 12 of 2026",
        area=factories.area("450000"),
        from_on=date(2026, 12, 30),
        until_on=date(2027, 1, 5),
        extends_to=date(2027, 1, 10),
        **signed("proposed", "decided", *(("reversal_proposed", "reversed") if status == "reversed" else ())),
    )
