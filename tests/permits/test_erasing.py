"""Records whose term is over lose their name: counted first, in sets, with an event each, and still to be proved."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from core.audit.models import Event
from core.dates import ZONE
from core.privacy import Term
from core.sealing import unseal_own
from permits.services.erasing import daily, workers
from tests import factories
from tests.factories import World
from tests.permits import steps
from workers.models import ComplaintEntry, Erasure, IdentityPaper, Worker
from workers.services.grievances import complaints
from workers.services.grievances.complaints import TEXT
from workers.services.identity import commitments

pytestmark = pytest.mark.django_db
LONG_AFTER = datetime(2031, 7, 1, 3, tzinfo=ZONE)


@pytest.fixture
def world(demand: World) -> World:
    """A world with what a permit asks for."""
    steps.requirements()
    return demand


def test_nobody_is_due_while_anything_holds_the_record(world: World) -> None:
    offer = steps.willing(world, steps.hiring(world))

    assert daily.plan(at=LONG_AFTER)
    assert {term for term, _table in daily.plan(at=steps.AT + timedelta(days=300))} == {"log_ins"}
    assert offer.worker_id in set(workers.due(Term.RECORD, at=LONG_AFTER).values_list("pk", flat=True))


def test_a_ban_that_runs_holds_a_record_however_old(world: World) -> None:
    worker = factories.worker()
    worker.bans.create(
        from_on=factories.AT.date(),
        until_on=LONG_AFTER.date() + timedelta(days=1),
        legal_basis="art. 62",
        recorded_by=world.organisations["bureau"],
        recorded_at=factories.AT,
    )

    assert not workers.due(Term.RECORD, at=LONG_AFTER).exists()
    assert daily.erase_due(at=LONG_AFTER + timedelta(days=2)) == 1


def test_a_double_goes_after_the_record_that_stands_for_it(world: World) -> None:
    kept = factories.worker()
    gone = factories.worker(merged_into=kept)

    assert list(workers.due(Term.RECORD, at=LONG_AFTER)) == [kept]
    assert daily.erase_due(at=LONG_AFTER) == 2
    assert Worker.objects.get(pk=gone.pk).erased_at


def test_an_erased_record_has_no_name_number_or_telephone_and_keeps_its_course(world: World) -> None:
    worker = steps.willing(world, steps.hiring(world)).worker
    paper = worker.papers.get()

    daily.erase_due(at=LONG_AFTER)

    worker.refresh_from_db()
    assert (worker.name, worker.folded, worker.commune, worker.phone_sealed) == ("•", "•", "", None)
    assert (worker.birth_date.month, worker.birth_date.day, worker.own_key) == (1, 1, None)
    left = IdentityPaper.objects.get()
    assert (bytes(left.number_sealed), left.number_end) == (b"", "•")
    assert bytes(left.number_digest) != bytes(paper.number_digest)
    assert worker.offers.count() == 1


def test_every_row_that_changed_is_an_event_without_a_value(world: World) -> None:
    worker = steps.willing(world, steps.hiring(world)).worker

    daily.erase_due(at=LONG_AFTER)

    events = Event.objects.filter(verb="erase")
    assert {"workers.worker", "workers.identitypaper", "workers.evidence", "workers.registration"} <= set(
        events.values_list("subject_type", flat=True)
    )
    assert worker.name not in str(list(Event.objects.values_list("changes", flat=True)))
    assert set(events.values_list("login", flat=True)) == {"clock"}


def test_who_kept_a_copy_can_prove_that_the_record_was_theirs(world: World) -> None:
    worker = factories.worker()
    paper = factories.paper(worker)
    worker.refresh_from_db()
    own, said = bytes(worker.own_key or b""), commitments.said_of(worker, [paper])

    daily.erase_due(at=LONG_AFTER)

    erasure = Erasure.objects.get()
    assert commitments.is_proved(erasure, own, said)
    assert not commitments.is_proved(erasure, own, said | {"name": "Another"})
    assert not commitments.is_proved(erasure, b"another key", said)


def test_what_only_grows_stays_and_can_be_read_by_nobody(world: World) -> None:
    worker = factories.worker()
    by = factories.as_worker(worker)
    complaint = complaints.receive("wages", "Chưa trả lương", by=by, at=factories.AT)
    Worker.objects.filter(pk=worker.pk).update(entered_at=factories.AT)
    complaints.take_back(complaint.pk, by=by, at=factories.AT)

    before = bytes(ComplaintEntry.objects.get().text_sealed)
    daily.erase_due(at=LONG_AFTER)

    entry = ComplaintEntry.objects.get()
    assert bytes(entry.text_sealed) == before
    assert unseal_own(entry.text_sealed, TEXT, Worker.objects.get(pk=worker.pk).own_key) == ""


def test_a_dry_run_changes_nothing_and_tells_what_it_would(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    worker = factories.worker()

    call_command("erase", "--on", "2031-07-01")

    assert "workers.worker" in capsys.readouterr().out
    assert Worker.objects.get(pk=worker.pk).erased_at is None
