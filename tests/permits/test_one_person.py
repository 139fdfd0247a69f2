"""Two records that were merged are one person: what counts days, stays, ranks and codes looks at both, until undone."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Member
from core.dates import day_of
from core.errors import Invalid
from permits.models import Permit, Return
from permits.services import one_person
from permits.services.border import stays
from permits.services.border.days import days_of
from permits.services.border.look_up import look_up
from permits.services.border.presence_proof import prove
from permits.services.follow_up import returns
from permits.services.lifetime import lapses
from tests import factories
from tests.factories import AT, World, shanghai
from tests.log_ins import enter
from tests.permits.border import DAY, FIRST_ON, HOUR, MORNING, claim, permit, tell
from tests.permits.border import stays as stays_of
from workers.models import Duplicate, Merge, Offer, Registration
from workers.rules.codes import person_number
from workers.services import codes
from workers.services.identity import merges

pytestmark = pytest.mark.django_db
CAP = {"yearly_cap": {"kind": "calendar_year", "days": 60, "window_days": None}}
JANUARY = shanghai(date(2027, 1, 4))
Merging = Callable[[], Merge]


@pytest.fixture
def kept(demand: World) -> Permit:
    """The permit on the record that will stand."""
    return permit(demand, rule_set=factories.rule_set("capped", changed=CAP, area_id=demand.county), stay_days=180)


@pytest.fixture
def gone(demand: World, kept: Permit) -> Permit:
    """The permit on the record that will point to it."""
    return permit(demand, rule_set=kept.rule_set, stay_days=180)


@pytest.fixture
def proposed(kept: Permit, gone: Permit, department_officer: Member) -> Merge:
    pair = Duplicate.objects.create(
        first_id=min(kept.worker_id, gone.worker_id),
        second_id=max(kept.worker_id, gone.worker_id),
        score=80,
        reasons=[],
        found_at=AT,
    )
    return merges.propose_merge(pair.pk, keep=kept.worker_id, reason="One face.", by=department_officer, at=AT)


@pytest.fixture
def merge(proposed: Merge, demand: World) -> Merging:
    return lambda: one_person.approve_merge(proposed.pk, by=demand.member("department", "approver"), at=AT)


@pytest.fixture
def undo(proposed: Merge, demand: World, department_officer: Member) -> Merging:
    def both_signatures() -> Merge:
        merges.propose_undoing(proposed.pk, reason="Two faces.", by=department_officer, at=AT)
        return one_person.undo_merge(proposed.pk, by=demand.member("department", "approver"), at=AT)

    return both_signatures


def by_paper(of: Permit, direction: str, at: Any, **given: Any) -> Any:
    """A crossing told by a paper of the holder's own record."""
    number = f"C{of.number:07}"
    if not of.worker.papers.filter(number_end=number[-4:]).exists():
        factories.paper(of.worker, number=number)
    return claim(of, direction, at, permit_number="", paper_kind="passport", paper_number=number, **given)


def spent(of: Permit) -> int:
    """How many days of the sixty in a year are used up before an entry on 1 October."""
    last_on = days_of(of, at=shanghai(date(2027, 10, 1))).last_lawful_on
    return 60 - (last_on - date(2027, 10, 1)).days


def test_the_days_used_on_both_records_are_the_persons_until_the_merging_is_undone(
    kept: Permit, gone: Permit, post_officer: Member, merge: Merging, undo: Merging
) -> None:
    Permit.objects.update(last_on=date(2027, 12, 31))
    for of, begun, days in ((kept, JANUARY, 20), (gone, JANUARY + 40 * DAY, 15)):
        tell(post_officer, claim(of, "in", begun))
        tell(post_officer, claim(of, "out", begun + days * DAY))
    before = (spent(kept), spent(gone))

    merge()
    together = (spent(kept), spent(gone))
    undo()

    assert before == (20, 15)
    assert together == (35, 35)
    assert (spent(kept), spent(gone)) == (20, 15)


def test_the_last_lawful_day_of_who_is_here_follows_the_merging_and_its_undoing(
    kept: Permit, gone: Permit, post_officer: Member, merge: Merging, undo: Merging
) -> None:
    tell(post_officer, claim(kept, "in", JANUARY))
    tell(post_officer, claim(kept, "out", JANUARY + 20 * DAY))
    tell(post_officer, claim(gone, "in", JANUARY + 30 * DAY))
    last = [gone.stays.get().last_lawful_on]

    for change in (merge, undo):
        change()
        last.append(gone.stays.get().last_lawful_on)

    entered_on = day_of(JANUARY + 30 * DAY)
    assert last == [entered_on + timedelta(60), entered_on + timedelta(40), entered_on + timedelta(60)]


def test_an_exit_told_of_the_merged_records_paper_ends_the_stay_begun_on_the_other(
    kept: Permit, gone: Permit, post_officer: Member, merge: Merging, undo: Merging
) -> None:
    tell(post_officer, claim(kept, "in", MORNING))
    merge()

    tell(post_officer, by_paper(gone, "out", MORNING + 10 * DAY))

    assert stays_of(kept) == [(MORNING, MORNING + 10 * DAY, False)]
    assert stays_of(gone) == []
    assert prove().differences == ()
    undo()
    assert stays_of(kept) == [(MORNING, None, False)]
    assert stays_of(gone) == [(None, MORNING + 10 * DAY, False)]
    assert prove().differences == ()


def test_an_entry_told_of_the_merged_records_paper_runs_under_the_permit_of_the_other(
    kept: Permit, gone: Permit, post_officer: Member, merge: Merging
) -> None:
    Permit.objects.filter(pk=gone.pk).update(status="closed", end_reason="season_over", ended_on=FIRST_ON - DAY)
    merge()

    [told] = tell(post_officer, by_paper(gone, "in", MORNING))

    assert (told.worker_id, told.permit_id) == (gone.worker_id, kept.pk)
    assert days_of(kept, at=MORNING + 5 * DAY).used == 5


def test_what_was_told_before_the_merging_is_joined_by_it(
    kept: Permit, gone: Permit, post_officer: Member, merge: Merging
) -> None:
    tell(post_officer, claim(kept, "in", MORNING))
    tell(post_officer, claim(gone, "out", MORNING + DAY))

    merge()

    assert stays_of(kept) == [(MORNING, MORNING + DAY, False)]
    assert stays_of(gone) == []


def test_a_post_is_told_of_the_person_whichever_record_the_permit_is_on(
    kept: Permit, gone: Permit, post_officer: Member, merge: Merging
) -> None:
    tell(post_officer, claim(gone, "in", MORNING))
    merge()

    answer = look_up(kept.reference, purpose="exit", by=post_officer, at=MORNING + HOUR)

    assert answer.expected == "out"


def test_a_permit_stays_open_and_no_return_begins_while_the_person_is_here_on_the_other_record(
    kept: Permit, gone: Permit, post_officer: Member, merge: Merging
) -> None:
    tell(post_officer, claim(kept, "in", MORNING))
    tell(post_officer, claim(kept, "out", MORNING + DAY))
    tell(post_officer, claim(gone, "in", MORNING + 5 * DAY))
    after = shanghai(kept.last_on + DAY)
    merge()

    assert lapses.close_run_out(at=after) == 0
    assert returns.note_exits(at=after) == 0
    tell(post_officer, claim(gone, "out", MORNING + 9 * DAY))
    assert lapses.close_run_out(at=after) == 2
    returns.note_exits(at=after)
    assert Return.objects.get().permit_id == gone.pk


def test_neither_code_nor_session_of_the_merged_record_opens(gone: Permit, demand: World, merge: Merging) -> None:
    officer, worker = demand.member("department", "officer"), gone.worker
    worker.refresh_from_db()
    number = person_number(worker.number)
    key, _session = codes.open_session(number, codes.give_code(worker.pk, by=officer, at=AT), at=AT)
    unused = codes.give_code(worker.pk, by=officer, at=AT)
    assert codes.authenticate_worker(key, at=AT)

    merge()

    assert codes.authenticate_worker(key, at=AT) is None
    with pytest.raises(Invalid):
        codes.open_session(number, unused, at=AT)


def test_the_worker_sees_the_permits_and_stays_of_both_records(
    kept: Permit, gone: Permit, post_officer: Member, merge: Merging
) -> None:
    tell(post_officer, claim(gone, "in", MORNING))
    by = factories.as_worker(kept.worker)
    assert set(Permit.objects.visible_to(by)) == {kept}

    merge()

    assert set(Permit.objects.visible_to(by)) == {kept, gone}
    assert [stay.worker_id for stay in type(gone.stays.get()).objects.visible_to(by)] == [gone.worker_id]


def test_a_return_in_time_on_either_record_puts_the_person_first_till_the_merging_is_undone(
    kept: Permit, gone: Permit, demand: World, merge: Merging, undo: Merging
) -> None:
    work_from = kept.season.work_from
    last = factories.season("2025-26", work_from=work_from - 365 * DAY, work_until=kept.season.work_until - 365 * DAY)
    factories.registration(gone.worker, demand.intermediary, last, returned_in_time=True)
    now = Registration.objects.get(worker=kept.worker_id, season=kept.season_id)
    ranks = [now.priority]

    for change in (merge, undo):
        change()
        now.refresh_from_db()
        ranks.append(now.priority)

    assert ranks == [0, 1, 0]


def test_many_merged_persons_are_worked_out_in_as_many_queries_as_one_who_is_not(
    kept: Permit, gone: Permit, demand: World, post_officer: Member, merge: Merging
) -> None:
    other = permit(demand)
    tell(post_officer, *(claim(of, "in", MORNING) for of in (kept, gone, other)))
    merge()
    stays.recompute([other.worker_id], at=AT)
    with CaptureQueriesContext(connection) as one:
        stays.recompute([other.worker_id], at=AT)

    with CaptureQueriesContext(connection) as both:
        stays.recompute([kept.worker_id, gone.worker_id, other.worker_id], at=AT)

    assert len(both) == len(one)


def test_the_person_and_offices_see_what_is_on_either_record(
    merge: Merging, kept: Permit, gone: Permit, client: Any, department_officer: Member
) -> None:
    own = factories.as_worker(kept.worker)
    before = Offer.objects.visible_to(own).count()

    merge()

    enter(client, department_officer)
    page = client.get(reverse("portal:person", args=[kept.worker_id]))
    assert (before, Offer.objects.visible_to(own).count()) == (1, 2)
    assert set(Registration.objects.visible_to(own)) == {kept.offer.registration, gone.offer.registration}
    assert set(page.context["permits"]) == {kept, gone}
    assert len(page.context["offers_made"]) == 2
