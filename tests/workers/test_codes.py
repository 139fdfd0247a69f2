"""One-time codes: given, tried, used up; and that nothing of them stays behind."""

import json
import logging
from datetime import date, timedelta

import pytest
from django.db import IntegrityError

from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from core.notices.services import delivery
from core.notices.services.outgoing import Undelivered
from tests import factories
from tests.core.races import race
from tests.factories import AT, World
from workers.models import OneTimeCode, Worker, WorkerSession
from workers.rules.codes import person_number
from workers.services import codes

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
sent: list[tuple[str, str]] = []


def gateway(notice, letter, *, at):
    """A way out that always works."""
    sent.append((notice.address, letter.body))


def shut(notice, letter, *, at):
    """A way out that never works."""
    gateway(notice, letter, at=at)
    raise Undelivered("no such number", final=True)


@pytest.fixture(autouse=True)
def _messages(settings):
    sent.clear()
    settings.NOTICE_ADAPTERS = {"sms": f"{__name__}.gateway"}


def worker_of(world: World) -> Worker:
    return factories.worker(world.organisations["department"].province)


def texted(worker: Worker, at=AT) -> str:
    """The code that reached the worker's telephone."""
    codes.send_code(person_number(worker.number), worker.birth_date, at=at)
    delivery.deliver_due(at)
    return sent[-1][1][:6]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_texted_code_opens_some_minutes_as_that_worker(world: World) -> None:
    worker = worker_of(world)

    key, session = codes.open_session(person_number(worker.number), texted(worker), at=AT + MINUTE)

    by = codes.authenticate_worker(key, at=AT + 2 * MINUTE)
    assert by is not None
    assert (by.kind, by.actor_id, by.login) == ("worker", worker.pk, f"code:{session.code_id}")
    assert "accept" not in by.permissions
    assert codes.authenticate_worker(key, at=AT + MINUTE + codes.SESSION) is None
    assert codes.authenticate_worker(key + "x", at=AT + MINUTE) is None


def test_who_acts_is_asked_by_one_statement(world: World, django_assert_num_queries) -> None:
    worker = worker_of(world)
    key, _session = codes.open_session(person_number(worker.number), texted(worker), at=AT)

    with django_assert_num_queries(1):
        codes.authenticate_worker(key, at=AT)


def test_a_session_ends_when_its_holder_says_so(world: World) -> None:
    worker = worker_of(world)
    key, _session = codes.open_session(person_number(worker.number), texted(worker), at=AT)

    codes.close_session(by=codes.authenticate_worker(key, at=AT), at=AT)

    assert codes.authenticate_worker(key, at=AT) is None


def test_a_code_is_good_once(world: World) -> None:
    worker = worker_of(world)
    number, code = person_number(worker.number), texted(worker)
    codes.open_session(number, code, at=AT)

    with pytest.raises(Invalid, match="ask for a new one"):
        codes.open_session(number, code, at=AT)


def test_a_code_is_good_for_ten_minutes(world: World) -> None:
    worker = worker_of(world)
    code = texted(worker)

    with pytest.raises(Invalid):
        codes.open_session(person_number(worker.number), code, at=AT + codes.GOOD_FOR)


def test_after_five_tries_even_the_right_code_is_none(world: World) -> None:
    worker = worker_of(world)
    number, code = person_number(worker.number), texted(worker)

    for _try in range(codes.TRIES):
        with pytest.raises(Invalid):
            codes.open_session(number, wrong(code), at=AT)

    assert OneTimeCode.objects.get().tries_left == 0
    with pytest.raises(Invalid):
        codes.open_session(number, code, at=AT)


def test_tries_run_out_in_the_database_whoever_counts(world: World) -> None:
    worker = worker_of(world)
    texted(worker)

    with pytest.raises(IntegrityError):
        OneTimeCode.objects.update(tries_left=-1)


def test_only_the_newest_code_is_good(world: World) -> None:
    worker = worker_of(world)
    first, second = texted(worker), texted(worker, AT + MINUTE)

    if first != second:
        with pytest.raises(Invalid):
            codes.open_session(person_number(worker.number), first, at=AT + MINUTE)
    assert codes.open_session(person_number(worker.number), second, at=AT + MINUTE)


def test_three_codes_in_a_quarter_of_an_hour_and_no_more(world: World) -> None:
    worker = worker_of(world)

    for minute in range(5):
        codes.send_code(person_number(worker.number), worker.birth_date, at=AT + minute * MINUTE)

    assert OneTimeCode.objects.count() == Notice.objects.filter(kind="worker_code").count() == 3
    codes.send_code(person_number(worker.number), worker.birth_date, at=AT + 16 * MINUTE)
    assert OneTimeCode.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_asking_at_once_gives_no_more_codes(world: World) -> None:
    worker = worker_of(world)
    number = person_number(worker.number)

    outcomes = race(*[lambda: codes.send_code(number, worker.birth_date, at=AT)] * 6)

    assert outcomes == [None] * 6
    assert OneTimeCode.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_guessing_at_once_gives_no_more_tries(world: World) -> None:
    worker = worker_of(world)
    code = texted(worker)
    number = person_number(worker.number)

    race(*[lambda: codes.open_session(number, wrong(code), at=AT)] * 8)

    assert OneTimeCode.objects.get().tries_left == 0
    with pytest.raises(Invalid):
        codes.open_session(number, code, at=AT)


@pytest.mark.django_db(transaction=True)
def test_one_code_opens_one_session(world: World) -> None:
    worker = worker_of(world)
    number, code = person_number(worker.number), texted(worker)

    outcomes = race(*[lambda: codes.open_session(number, code, at=AT)] * 3)

    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert WorkerSession.objects.count() == 1


def test_whether_there_is_such_a_worker_is_told_to_nobody(world: World) -> None:
    worker = worker_of(world)
    stranger = person_number(9_999_999)
    without = factories.worker(phone_sealed=None, phone_digest=None, phone_end="")

    answers = [
        codes.send_code(person_number(worker.number), worker.birth_date, at=AT),
        codes.send_code(person_number(worker.number), date(1980, 2, 3), at=AT),
        codes.send_code(person_number(without.number), without.birth_date, at=AT),
        codes.send_code(stranger, worker.birth_date, at=AT),
    ]
    refusals = []
    for number in (person_number(worker.number), stranger):
        with pytest.raises(Invalid) as refusal:
            codes.open_session(number, "x", at=AT)
        refusals.append((refusal.value.code, str(refusal.value), refusal.value.problems[0].params))

    assert answers == [None] * 4
    assert refusals[0] == refusals[1]


@pytest.mark.parametrize(("number", "code"), [("W-12", "form"), ("W-0000123-1", "check_character")])
def test_slips_in_a_number_are_told(world: World, number: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        codes.send_code(number, date(1990, 1, 1), at=AT)

    assert refusal.value.code == f"person_number_{code}"


def test_an_officer_gives_codes_to_workers_of_the_province_only(world: World, department_officer) -> None:
    own, other = worker_of(world), factories.worker(factories.province("15"))

    assert len(codes.give_code(own.pk, by=department_officer, at=AT)) == 6
    with pytest.raises(NotFound):
        codes.give_each([own.pk, other.pk], by=department_officer, at=AT)

    given = OneTimeCode.objects.get()
    assert (given.given_by, given.organisation_id, given.way) == (
        department_officer.pk,
        department_officer.organisation_id,
        "kiosk",
    )


def test_a_counter_too_keeps_to_three_codes(world: World, department_officer) -> None:
    worker = worker_of(world)
    for _time in range(3):
        codes.give_code(worker.pk, by=department_officer, at=AT)

    with pytest.raises(Conflict):
        codes.give_code(worker.pk, by=department_officer, at=AT)


def test_a_protection_desk_gives_codes_by_the_paper_shown(world: World, protection_officer) -> None:
    worker = worker_of(world)
    number = person_number(worker.number)

    whose, code = codes.give_by_paper(number, worker.birth_date, by=protection_officer, at=AT)

    assert (whose, len(code)) == (worker.pk, 6)
    with pytest.raises(NotFound):
        codes.give_by_paper(number, date(1980, 2, 3), by=protection_officer, at=AT)


@pytest.mark.parametrize("role", [("intermediary", "clerk"), ("employer", "signatory"), ("bureau", "approver")])
def test_no_party_hands_out_codes(world: World, role: tuple[str, str]) -> None:
    worker = worker_of(world)

    with pytest.raises(Forbidden):
        codes.give_code(worker.pk, by=world.member(*role), at=AT)
    with pytest.raises(Forbidden):
        codes.give_by_paper(person_number(worker.number), worker.birth_date, by=world.member(*role), at=AT)


@pytest.mark.parametrize("way", ["gateway", "shut"])
def test_nothing_of_a_code_stays_behind(world: World, settings, caplog, way: str) -> None:
    settings.NOTICE_ADAPTERS = {"sms": f"{__name__}.{way}"}
    worker = worker_of(world)

    with caplog.at_level(logging.DEBUG):
        codes.send_code(person_number(worker.number), worker.birth_date, at=AT)
        [waiting] = Notice.objects.values("params", "address", "sealed_params")
        delivery.deliver_due(AT)

    kept = Notice.objects.get()
    code = sent[0][1][:6]
    plain = json.dumps([waiting["params"], waiting["address"], kept.params, kept.address, kept.last_error])
    assert code not in plain
    assert code.encode() not in bytes(waiting["sealed_params"])
    assert kept.sealed_params is None
    events = json.dumps([*map(list, Event.objects.values_list("changes", "details", "login"))])
    assert f'"{code}"' not in events
    assert code not in caplog.text
    assert code.encode() not in bytes(OneTimeCode.objects.get().digest)


def test_the_telephone_is_in_the_outbox_as_it_is_kept_and_unsealed_only_on_its_way(world: World) -> None:
    worker = worker_of(world)

    texted(worker)

    notice = Notice.objects.get()
    assert sent[0][0].startswith("+8490")
    assert notice.address == ""
    assert bytes(notice.sealed_address) == bytes(worker.phone_sealed)


def test_many_codes_over_a_counter_take_as_many_statements_as_one(
    world: World, department_officer, django_assert_num_queries
) -> None:
    many = [worker_of(world).pk for _worker in range(30)]

    with django_assert_num_queries(7):
        codes.give_each(many, by=department_officer, at=AT)
