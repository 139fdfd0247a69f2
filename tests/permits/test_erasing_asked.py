"""Workers who ask to be erased: wholly where nothing was decided, else of the telephone, and never while it is held."""

from datetime import datetime, timedelta

import pytest
from time_machine import travel

from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from permits.models import Permit, Stay
from permits.services.erasing import daily, holds, workers
from permits.services.erasing.outlook import outlook
from tests import factories
from tests.factories import AT, World
from tests.permits import steps
from workers.enums import ErasureWord
from workers.models import Erasure, ErasureRequest, Offer, Registration, Worker
from workers.services.grievances import complaints
from workers.services.identity import erasure_requests

pytestmark = pytest.mark.django_db
NIGHT = AT + timedelta(hours=12)


@pytest.fixture
def world(demand: World) -> World:
    """A world with what a permit asks for."""
    steps.requirements()
    return demand


def asking(worker: Worker) -> Worker:
    """A worker who has asked."""
    erasure_requests.ask(by=factories.as_worker(worker), at=AT)
    return worker


def permitted(world: World) -> Permit:
    """A permit that was issued."""
    return steps.holding(world, steps.hiring(world))[0]


def words(worker: Worker, at: datetime = AT) -> list[str]:
    """What holds the record, as the worker is told."""
    return [str(one) for one in outlook(by=factories.as_worker(worker), at=at).holding]


def test_who_was_only_registered_is_erased_whole_in_the_night_after(world: World) -> None:
    worker = asking(factories.worker())

    daily.erase_due(at=NIGHT)

    worker.refresh_from_db()
    assert (worker.name, worker.phone_sealed, worker.own_key) == ("•", None, None)
    assert Erasure.objects.get().worker == worker
    assert list(ErasureRequest.objects.order_by("pk").values_list("word", flat=True)) == ["asked", "done"]


def test_who_had_a_permit_loses_the_telephone_and_the_rest_when_its_term_is_over(world: World) -> None:
    permit = permitted(world)
    worker = asking(permit.worker)
    assert "You have a permit that has not ended." in words(worker)
    daily.erase_due(at=NIGHT)
    assert Worker.objects.get(pk=worker.pk).phone_sealed

    _end(permit)
    long = NIGHT + timedelta(days=200)  # the season is over, the terms are not
    assert words(worker, long) == []
    daily.erase_due(at=long)

    worker.refresh_from_db()
    assert (worker.phone_sealed, worker.erased_at) == (None, None)
    assert worker.name != "•"
    assert not workers.asked(at=long).exists()


def test_each_kind_of_record_holds_while_it_has_not_ended_and_says_so(world: World) -> None:
    permit = permitted(world)
    worker, by = permit.worker, factories.as_worker(permit.worker)
    held = {str(hold.words) for hold in holds.holds(AT) if (hold.of(worker) & hold.open()).exists()}
    assert len(held) == 3  # the registration, the offer and the permit

    complaints.receive("wages", "Chưa trả lương", by=by, at=AT)
    Stay.objects.create(worker=worker, permit=permit, entered_at=AT)
    worker.bans.create(
        from_on=AT.date(),
        until_on=AT.date() + timedelta(days=1),
        legal_basis="art. 62",
        recorded_by=world.organisations["bureau"],
        recorded_at=AT,
    )

    assert set(words(worker)) > held
    assert len(words(worker)) == 6


def test_a_yes_is_said_once_taken_back_until_done_and_asked_anew_afterwards(world: World) -> None:
    worker = factories.worker()
    by = factories.as_worker(worker)
    asking(worker)
    with pytest.raises(Conflict, match="already as you say"):
        erasure_requests.ask(by=by, at=AT)
    erasure_requests.take_back(by=by, at=AT)
    with pytest.raises(Conflict):
        erasure_requests.take_back(by=by, at=AT)

    daily.erase_due(at=NIGHT)
    assert Worker.objects.get(pk=worker.pk).erased_at is None

    asking(worker)
    daily.erase_due(at=NIGHT)
    assert Worker.objects.get(pk=worker.pk).erased_at == NIGHT
    assert ErasureRequest.objects.filter(word=ErasureWord.DONE).count() == 1


def test_records_joined_with_it_go_in_the_same_night(world: World) -> None:
    kept = factories.worker()
    gone = factories.worker(merged_into=kept)
    asking(kept)

    daily.erase_due(at=NIGHT)

    assert set(Worker.objects.filter(erased_at=NIGHT)) == {kept, gone}


def test_an_application_under_a_joined_record_is_the_same_person_s(world: World) -> None:
    kept = factories.worker()
    permit = permitted(world)
    gone = permit.worker
    _end(permit)
    Worker.objects.filter(pk=gone.pk).update(merged_into=kept)
    asking(kept)

    daily.erase_due(at=NIGHT + timedelta(days=200))

    assert not Worker.objects.exclude(erased_at=None).exists()
    assert not Worker.objects.exclude(phone_sealed=None).filter(pk__in=[kept.pk, gone.pk]).exists()


def test_a_dry_run_counts_who_asked(world: World) -> None:
    before = daily.plan(at=NIGHT)["record", "workers.worker"]
    asking(factories.worker())

    assert daily.plan(at=NIGHT)["record", "workers.worker"] == before + 1


def test_the_days_a_worker_is_told_are_those_on_which_it_happens(world: World) -> None:
    worker = factories.worker()
    told = outlook(by=factories.as_worker(worker), at=AT)
    eve = datetime.combine(told.record_on, datetime.min.time(), tzinfo=AT.tzinfo)

    assert told.contact_on < told.record_on
    assert told.erases_all
    with travel(eve, tick=False):
        assert worker in workers.due(workers.Term.RECORD, at=eve)
        assert worker not in workers.due(workers.Term.RECORD, at=eve - timedelta(days=1))


def test_an_office_takes_down_what_was_asked_on_paper(world: World) -> None:
    officer = world.member("department", "officer")
    worker = factories.worker(province_id=officer.province_id)

    with pytest.raises(Invalid, match="written request"):
        erasure_requests.ask_for(worker.pk, " ", by=officer, at=AT)
    erasure_requests.ask_for(worker.pk, "No. 12", by=officer, at=AT)

    assert erasure_requests.standing(worker.pk, by=officer)
    event = Event.objects.get(subject_type="workers.erasurerequest")
    assert (event.verb, event.details["purpose"], event.actor_id) == ("ask_erasure", "No. 12", officer.pk)


def test_nobody_asks_for_others(world: World, two_worlds: tuple[World, World]) -> None:
    worker = factories.worker(province_id=world.member("department", "officer").province_id)
    with pytest.raises(Forbidden):
        erasure_requests.ask_for(worker.pk, "No. 12", by=world.member("employer", "signatory"), at=AT)
    with pytest.raises(Forbidden):
        erasure_requests.ask(by=world.member("department", "officer"), at=AT)
    with pytest.raises(NotFound):
        erasure_requests.ask_for(worker.pk, "No. 12", by=two_worlds[1].member("department", "officer"), at=AT)
    assert not ErasureRequest.objects.exists()


def _end(permit: Permit) -> None:
    Registration.objects.filter(worker=permit.worker).update(status="withdrawn")
    Offer.objects.filter(pk=permit.offer_id).update(vacated_at=AT)
    Permit.objects.filter(pk=permit.pk).update(status="closed", ended_on=permit.last_on, end_reason="season_over")
