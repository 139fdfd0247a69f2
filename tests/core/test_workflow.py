"""The kernel's moves: of one record, of a chosen set, of all that are due."""

import time
from datetime import date
from threading import Event as Signal
from threading import Thread
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from core import workflow
from core.actors import PUBLIC
from core.audit.models import Event
from core.errors import Conflict, Forbidden, NotFound
from core.jobs.models import SetAside
from core.jobs.services import set_aside, try_again
from core.permissions import Permission as P
from core.workflow import Transition, Workflow, allow, move, move_all, move_each
from employers.enums import MandateStatus as M
from employers.models import Mandate
from employers.workflow import FILING, MANDATE
from tests import factories
from tests.core.races import race

END, EXPIRE = MANDATE["end"], MANDATE["expire"]


def mandates(number, **given):
    """So many mandates of one employer."""
    first = factories.mandate(**given)
    fields = {"employer": first.employer, "intermediary": first.intermediary, "cap": 10, "ends_on": first.ends_on}
    more = [Mandate(starts_on=first.starts_on, status=first.status, **fields) for _ in range(number - 1)]
    return [first, *Mandate.objects.bulk_create(more)]


def test_a_move_that_leads_back_to_where_it_starts_cannot_be_written():
    with pytest.raises(ValueError, match="never empty"):
        Transition("end", frozenset({M.GIVEN, M.ENDED}), M.ENDED, P.END_MANDATE)


def test_a_page_offers_the_moves_of_the_status_to_those_who_may_make_them():
    table = Workflow(END, EXPIRE)

    assert table.open_to(status=M.GIVEN, permissions={P.END_MANDATE}) == [END]
    assert table.open_to(status=M.GIVEN, permissions=set()) == []
    assert table.open_to(status=M.ENDED, permissions={P.END_MANDATE}) == []


def test_the_clocks_own_moves_are_open_to_nobody():
    with pytest.raises(Forbidden):
        allow(None, by=PUBLIC)
    assert "expire" not in [t.verb for t in MANDATE.open_to(status=M.GIVEN, permissions=set(P))]


@pytest.mark.django_db
def test_a_move_sets_the_status_and_saves_what_the_caller_filled_in(world, employer_signatory):
    mine = Mandate.objects.visible_to(employer_signatory)

    with move(mine, world.mandate.pk, END, by=employer_signatory, why="season over") as mandate:
        mandate.reason = "season over"

    world.mandate.refresh_from_db()
    event = Event.objects.of(world.mandate).last()
    assert (world.mandate.status, world.mandate.reason) == (M.ENDED, "season over")
    assert (event.verb, event.actor_id, event.unit_id) == ("end", employer_signatory.pk, employer_signatory.unit_id)
    assert event.changes == {"status": ["given", "ended"], "reason": ["", "season over"]}
    assert (event.details, event.login) == ({"why": "season over"}, employer_signatory.login)


@pytest.mark.django_db
def test_what_one_may_not_see_is_not_there(two_worlds):
    here, there = two_worlds
    stranger = there.member("employer", "signatory")

    with (
        pytest.raises(NotFound),
        move(Mandate.objects.visible_to(stranger), here.mandate.pk, END, by=stranger),
    ):
        pytest.fail("the body must not run")


@pytest.mark.django_db
def test_what_one_sees_but_may_not_do_is_forbidden(world, employer_clerk):
    with pytest.raises(Forbidden), move(Mandate.objects.all(), world.mandate.pk, END, by=employer_clerk):
        pytest.fail("the body must not run")


@pytest.mark.django_db
def test_what_can_no_longer_be_done_says_how_it_stands(employer_signatory):
    ended = factories.mandate(status=M.ENDED)

    with (
        pytest.raises(Conflict, match="“ended” by now") as refusal,
        move(Mandate.objects.all(), ended.pk, END, by=employer_signatory),
    ):
        pytest.fail("the body must not run")

    assert refusal.value.problems[0].params["records"] == [str(ended.pk)]


@pytest.mark.django_db
def test_a_body_that_fails_leaves_nothing_behind(world, employer_signatory):
    before = Event.objects.count()

    with pytest.raises(RuntimeError), move(Mandate.objects.all(), world.mandate.pk, END, by=employer_signatory):
        raise RuntimeError

    world.mandate.refresh_from_db()
    assert (world.mandate.status, Event.objects.count()) == (M.GIVEN, before)


@pytest.mark.django_db
def test_a_move_without_a_target_keeps_the_status(intermediary_clerk):
    filing = factories.filing(status="granted", parts=False)

    with move(type(filing).objects.all(), filing.pk, FILING["amend"], by=intermediary_clerk) as moved:
        moved.note = "moved the start"

    filing.refresh_from_db()
    assert (filing.status, filing.note) == ("granted", "moved the start")


@pytest.mark.django_db
def test_a_chosen_set_moves_as_one_in_the_order_given(employer_signatory):
    chosen = [one.pk for one in mandates(5)][::-1]

    with move_each(Mandate.objects.all(), chosen, END, by=employer_signatory, fields=["reason"]) as moved:
        assert [one.pk for one in moved] == chosen
        for one in moved:
            one.reason = "all of them"

    kept = Mandate.objects.filter(pk__in=chosen).values_list("status", "reason")
    assert list(kept) == [(M.ENDED, "all of them")] * 5


@pytest.mark.django_db
def test_a_chosen_set_may_be_named_by_text_and_twice(employer_signatory):
    one, other = mandates(2)

    with move_each(Mandate.objects.all(), [str(one.pk), str(other.pk), one.pk], END, by=employer_signatory) as moved:
        assert [record.pk for record in moved] == [one.pk, other.pk]

    assert Mandate.objects.filter(pk__in=[one.pk, other.pk], status=M.ENDED).count() == 2


@pytest.mark.django_db
def test_what_cannot_be_a_key_is_the_key_of_nothing(employer_signatory):
    with pytest.raises(NotFound), move(Mandate.objects.all(), "1'--", END, by=employer_signatory):
        pytest.fail("the body must not run")
    with pytest.raises(NotFound), move_each(Mandate.objects.all(), ["x"], END, by=employer_signatory):
        pytest.fail("the body must not run")


@pytest.mark.django_db
def test_nobody_of_a_chosen_set_moves_unless_all_can(employer_signatory):
    free, late = mandates(2)
    Mandate.objects.filter(pk=late.pk).update(status=M.EXPIRED)

    with (
        pytest.raises(Conflict) as refusal,
        move_each(Mandate.objects.all(), [free.pk, late.pk], END, by=employer_signatory),
    ):
        pytest.fail("the body must not run")

    free.refresh_from_db()
    assert free.status == M.GIVEN
    assert refusal.value.problems[0].params["records"] == [str(late.pk)]


@pytest.mark.django_db
def test_a_chosen_set_with_one_that_is_not_there_does_not_move(employer_signatory):
    [one] = mandates(1)

    with pytest.raises(NotFound), move_each(Mandate.objects.all(), [one.pk, UUID(int=7)], END, by=employer_signatory):
        pytest.fail("the body must not run")

    one.refresh_from_db()
    assert one.status == M.GIVEN


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 40])
def test_a_chosen_set_takes_the_same_few_statements_however_large(
    number, employer_signatory, django_assert_num_queries
):
    chosen = [one.pk for one in mandates(number)]

    # savepoint, who acts, lock, update, who acts, release
    with django_assert_num_queries(6), move_each(Mandate.objects.all(), chosen, END, by=employer_signatory):
        pass


@pytest.mark.django_db
def test_the_clock_moves_all_that_are_due_and_a_second_run_finds_none(monkeypatch):
    monkeypatch.setattr(workflow, "BATCH", 4)
    mandates(10, ends_on=date(2026, 8, 1))
    staying = factories.mandate()
    due = Mandate.objects.past_end(factories.TODAY)
    batches = []

    moved = move_all(due, EXPIRE, also=lambda batch: batches.append(len(batch)))

    assert (moved, batches, move_all(due, EXPIRE)) == (10, [4, 4, 2], 0)
    staying.refresh_from_db()
    assert staying.status == M.GIVEN
    assert Event.objects.filter(verb="expire", login="clock", actor_id=None).count() == 10


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 40])
def test_the_clock_takes_the_same_few_statements_however_many(number, django_assert_num_queries):
    mandates(number, ends_on=date(2026, 8, 1))

    # one batch: savepoint, who acts, lock, update, who acts, release; then an empty one: the same without the update
    with django_assert_num_queries(11):
        move_all(Mandate.objects.past_end(factories.TODAY), EXPIRE)


def test_the_clock_refuses_a_move_that_would_never_empty_the_set():
    with pytest.raises(ValueError, match="never empty"):
        move_all(Mandate.objects.all(), FILING["amend"])


@pytest.mark.django_db(transaction=True)
def test_a_batch_that_fails_is_undone_and_those_before_it_stand(monkeypatch):
    monkeypatch.setattr(workflow, "BATCH", 3)
    mandates(5, ends_on=date(2026, 8, 1))

    def fail_at_the_second(batch):
        if len(batch) < 3:
            raise OperationalError

    with pytest.raises(OperationalError):
        move_all(Mandate.objects.past_end(factories.TODAY), EXPIRE, also=fail_at_the_second)

    assert Mandate.objects.filter(status=M.EXPIRED).count() == 3
    assert move_all(Mandate.objects.past_end(factories.TODAY), EXPIRE) == 2


@pytest.mark.django_db(transaction=True)
def test_a_row_that_spoils_its_batch_is_set_aside_and_the_others_go_on(operator_officer):
    spoilt = mandates(40, ends_on=date(2026, 8, 1))[17]

    def fail_at_one(batch):
        if spoilt.pk in [one.pk for one in batch]:
            raise ValueError("a word about a person")

    moved = move_all(Mandate.objects.past_end(factories.TODAY), EXPIRE, also=fail_at_one)
    again = move_all(Mandate.objects.past_end(factories.TODAY), EXPIRE, also=fail_at_one)

    [aside] = SetAside.objects.all()
    assert (moved, again) == (39, 0)
    assert (aside.subject_type, aside.subject_id) == ("employers.mandate", str(spoilt.pk))
    assert (aside.verb, aside.error) == ("expire", "ValueError")
    assert Mandate.objects.filter(status=M.EXPIRED).count() == 39

    try_again(aside.pk, by=operator_officer)

    assert move_all(Mandate.objects.past_end(factories.TODAY), EXPIRE) == 1
    assert not SetAside.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_where_many_rows_fail_it_is_not_theirs(monkeypatch):
    monkeypatch.setattr(workflow, "SPOILT", 3)
    mandates(10, ends_on=date(2026, 8, 1))

    def fail(_batch):
        raise KeyError("new_column")

    with pytest.raises(KeyError):
        move_all(Mandate.objects.past_end(factories.TODAY), EXPIRE, also=fail)

    assert SetAside.objects.count() == 3


@pytest.mark.django_db
def test_only_who_keeps_the_service_running_lets_a_record_be_tried_again(approver):
    [one] = mandates(1)
    set_aside(one, "expire", ValueError())

    with pytest.raises(NotFound):
        try_again(SetAside.objects.get().pk, by=approver)


@pytest.mark.django_db(transaction=True)
def test_the_clock_leaves_a_row_that_somebody_holds_for_the_next_run():
    held, free = mandates(2, ends_on=date(2026, 8, 1))
    holding, finished = Signal(), Signal()

    def hold():
        with transaction.atomic():
            Mandate.objects.select_for_update().get(pk=held.pk)
            holding.set()
            finished.wait(timeout=10)
        connection.close()

    holder = Thread(target=hold)
    holder.start()
    holding.wait(timeout=10)
    first = move_all(Mandate.objects.past_end(factories.TODAY), EXPIRE)
    finished.set()
    holder.join()
    second = move_all(Mandate.objects.past_end(factories.TODAY), EXPIRE)

    free.refresh_from_db()
    assert (first, second, free.status) == (1, 1, M.EXPIRED)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_end_the_same_mandate_at_once_exactly_one_does():
    mandate = factories.mandate()
    people = factories.staff(mandate.employer.organisation)[mandate.employer_id]

    def end():
        with move(Mandate.objects.all(), mandate.pk, END, by=people["signatory"]) as mine:
            time.sleep(0.1)  # long enough for the other to have looked, had the row not been locked
            mine.reason = "ended"
        return "ended"

    outcomes = race(end, end)

    assert outcomes.count("ended") == 1
    assert [type(outcome) for outcome in outcomes if outcome != "ended"] == [Conflict]
    assert Event.objects.of(mandate).filter(verb="end").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sets_that_overlap_in_opposite_order_do_not_block_each_other():
    [one, other] = mandates(2)
    people = factories.staff(one.employer.organisation)[one.employer_id]

    def end(*chosen):
        with move_each(Mandate.objects.all(), chosen, END, by=people["signatory"]):
            time.sleep(0.05)
        return "ended"

    outcomes = race(lambda: end(one.pk, other.pk), lambda: end(other.pk, one.pk))

    assert outcomes.count("ended") == 1
    assert [type(outcome) for outcome in outcomes if outcome != "ended"] == [Conflict]


def test_every_mandate_and_filing_move_has_a_verb_of_its_own():
    for table in (MANDATE, FILING):
        verbs = [transition.verb for transition in table]

        assert len(verbs) == len(set(verbs))
        assert all(table[verb].verb == verb for verb in verbs)
