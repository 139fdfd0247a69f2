"""Letters to workers: in Vietnamese, read by the worker's own session, and by telephone where there is one."""

import pytest

from core.notices.models import Notice
from core.notices.services import delivery, outbox
from tests import factories
from tests.factories import AT
from workers.services.worker_letters import tell_workers

pytestmark = pytest.mark.django_db
sent: list[tuple[str, str]] = []
DAYS = {"starts_on": "2026-11-15", "ends_on": "2027-04-15", "valid_until": "2026-10-31"}


def gateway(notice, letter, *, at) -> None:
    """A way out that always works."""
    sent.append((notice.address, letter.subject))


def told(*workers, kind: str = "offer_made") -> int:
    """One letter to each worker."""
    return tell_workers([(worker.pk, kind, "workers.offer", worker.pk, DAYS) for worker in workers], at=AT)


def test_a_worker_without_a_telephone_is_told_in_the_service_only(db) -> None:
    without = factories.worker(phone_sealed=None, phone_digest=None, phone_end="")

    made = told(factories.worker(), without)

    assert made == 3
    assert list(Notice.objects.filter(person_id=without.pk).values_list("channel", "language")) == [("in_app", "vi")]


def test_a_telephone_number_is_unsealed_on_its_way_and_never_kept(db, settings) -> None:
    settings.NOTICE_ADAPTERS = {"sms": f"{__name__}.gateway"}
    sent.clear()
    told(factories.worker())

    assert delivery.deliver_due(AT) == 1

    assert sent[0][0].startswith("+8490")
    assert set(Notice.objects.values_list("address", flat=True)) == {""}


def test_who_proved_to_be_another_s_double_reads_as_that_one(db) -> None:
    standing = factories.worker()
    double = factories.worker(merged_into=standing)

    told(double)

    assert set(Notice.objects.values_list("person_id", flat=True)) == {standing.pk}
    assert Notice.objects.visible_to(factories.as_worker(standing)).count() == 1


def test_a_worker_marks_own_letters_as_read_and_no_other_s(db) -> None:
    mine, theirs = factories.worker(), factories.worker()
    told(mine, theirs)
    every = Notice.objects.filter(channel="in_app").values_list("pk", flat=True)

    assert outbox.mark_read(every, by=factories.as_worker(mine), at=AT) == 1
    assert set(Notice.objects.filter(read_at=AT).values_list("person_id", flat=True)) == {mine.pk}


def test_a_kind_without_words_is_refused_before_anything_is_written(db) -> None:
    with pytest.raises(KeyError):
        told(factories.worker(), kind="nothing_like_it")

    assert not Notice.objects.exists()


@pytest.mark.parametrize("number", [1, 60])
def test_many_letters_take_one_statement(db, number: int, django_assert_num_queries) -> None:
    workers = [factories.worker() for _worker in range(number)]

    with django_assert_num_queries(1):
        assert told(*workers) == 2 * number
