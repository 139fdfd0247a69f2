"""The outbox: queued with the decision, delivered afterwards, retried, given up, brought back, never lost."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from core.errors import Conflict, Forbidden, NotFound
from core.notices.enums import Channel
from core.notices.models import Notice
from core.notices.rules import BACK_OFF, next_try
from core.notices.services import adapters, delivery, outbox
from core.notices.services.delivery import deliver_due
from core.notices.services.outbox import Envelope, queue_each
from core.notices.services.outgoing import Undelivered
from tests import factories
from tests.core.races import race

AT = factories.AT
MINUTE = timedelta(minutes=1)
sent: list[str] = []


def deliver(notice, letter, *, at):
    """A way out that always works."""
    sent.append(str(notice.pk))


def fail(notice, letter, *, at):
    """A way out that is shut."""
    raise Undelivered("the way is shut")


def fail_for_good(notice, letter, *, at):
    """A reader who is not there."""
    raise Undelivered("no such reader", final=True)


def crash(notice, letter, *, at):
    """A way out that falls to pieces."""
    raise ZeroDivisionError


@pytest.fixture(autouse=True)
def _nothing_sent():
    sent.clear()


@pytest.fixture
def by(settings):
    """Choose the way out of e-mails."""

    def choose(way, channel=Channel.EMAIL):
        settings.NOTICE_ADAPTERS = {channel: f"{__name__}.{way.__name__}"}

    return choose


def letter(channel=Channel.EMAIL, **given):
    values = {"kind": "filing_submitted", "channel": channel, "language": "en", "subject_type": "employers.filing"}
    return Envelope(**(values | {"subject_id": "1", "params": {"filing": "DF-1"}, "address": "a@example.org"} | given))


def test_a_letter_is_tried_seven_times_ever_further_apart():
    waits = [next_try(attempts, AT) - AT for attempts in range(1, 7)]

    assert waits == [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE, timedelta(hours=6), timedelta(hours=24)]
    assert next_try(7, AT) is None


@pytest.mark.django_db
def test_what_is_read_in_the_service_is_delivered_by_being_written():
    queue_each([letter(Channel.IN_APP), letter(Channel.EMAIL)], at=AT)

    shown, waiting = (Notice.objects.get(channel=channel) for channel in (Channel.IN_APP, Channel.EMAIL))
    assert (shown.delivered_at, shown.due_at) == (AT, None)
    assert (waiting.delivered_at, waiting.due_at) == (None, AT)


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 200])
def test_however_many_are_queued_in_one_statement(number, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert queue_each([letter() for _ in range(number)], at=AT) == number


@pytest.mark.django_db
def test_a_letter_without_words_is_refused_before_anything_is_queued():
    with pytest.raises(KeyError):
        queue_each([letter(), letter(kind="filing_mislaid")], at=AT)

    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_a_letter_that_arrives_is_done(by):
    by(deliver)
    queue_each([letter(), letter()], at=AT)

    assert (deliver_due(AT), deliver_due(AT + MINUTE)) == (2, 0)

    assert len(set(sent)) == 2
    assert set(Notice.objects.values_list("delivered_at", "due_at", "attempts")) == {(AT, None, 1)}


@pytest.mark.django_db
def test_a_letter_is_not_sent_before_its_time(by):
    by(deliver)
    queue_each([letter()], at=AT)

    assert deliver_due(AT - MINUTE) == 0


@pytest.mark.django_db
def test_a_letter_that_does_not_arrive_is_tried_again_and_at_last_given_up(by):
    by(fail)
    queue_each([letter()], at=AT)

    at, seen = AT, []
    for _turn in range(7):
        deliver_due(at)
        notice = Notice.objects.get()
        seen.append(notice.due_at and notice.due_at - at)
        at = notice.due_at or at

    assert seen == [*BACK_OFF, None]
    assert (notice.attempts, notice.dead_at, notice.last_error) == (7, at, "the way is shut")
    assert deliver_due(at + timedelta(days=30)) == 0


@pytest.mark.django_db
def test_a_reader_who_is_not_there_is_given_up_at_once(by):
    by(fail_for_good)
    queue_each([letter()], at=AT)

    deliver_due(AT)

    notice = Notice.objects.get()
    assert (notice.dead_at, notice.attempts, notice.last_error) == (AT, 1, "no such reader")


@pytest.mark.django_db
def test_a_letter_that_falls_to_pieces_does_not_keep_the_others_back(by, settings, caplog):
    settings.NOTICE_ADAPTERS = {"email": f"{__name__}.crash", "sms": f"{__name__}.deliver"}
    queue_each([letter(), letter(Channel.SMS, address="+8613800000000")], at=AT)

    assert deliver_due(AT) == 1

    assert Notice.objects.get(channel=Channel.EMAIL).last_error == "ZeroDivisionError"
    assert "example.org" not in caplog.text


@pytest.mark.django_db
def test_an_address_that_fails_is_left_alone_for_the_rest_of_the_run(by):
    by(fail, Channel.WEBHOOK)
    queue_each([letter(Channel.WEBHOOK, address="https://a.example/") for _ in range(3)], at=AT)

    deliver_due(AT)

    assert sorted(Notice.objects.values_list("attempts", flat=True)) == [0, 0, 1]


@pytest.mark.django_db
def test_a_run_stops_at_its_limit_and_the_next_goes_on(by):
    by(deliver)
    queue_each([letter() for _ in range(5)], at=AT)

    assert [deliver_due(AT, limit=3), deliver_due(AT, limit=3)] == [3, 2]


@pytest.mark.django_db
def test_a_crash_after_the_claim_loses_nothing(by, monkeypatch):
    by(deliver)
    queue_each([letter()], at=AT)

    def die(notice, problem, at):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "_settle", die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(AT)
    assert deliver_due(AT) == 0

    assert deliver_due(AT + MINUTE) == 1
    assert len(sent) == 2


@pytest.mark.django_db
def test_a_crash_at_the_last_try_still_ends(by, monkeypatch):
    by(deliver)
    queue_each([letter()], at=AT)
    Notice.objects.update(attempts=7)

    assert deliver_due(AT) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_deliver_at_once_send_each_letter_once(by):
    by(deliver)
    queue_each([letter() for _ in range(20)], at=AT)

    outcomes = race(*[lambda: deliver_due(AT)] * 3)

    assert sum(outcomes) == 20
    assert len(sent) == len(set(sent)) == 20


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_with_its_decision_or_not_at_all():
    with suppress(ZeroDivisionError), transaction.atomic():
        queue_each([letter()], at=AT)
        _ = 1 / 0

    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_a_notice_waits_or_is_delivered_or_dead_and_nothing_else():
    queue_each([letter()], at=AT)

    with pytest.raises(IntegrityError, match="notice_due_until_it_ends"), transaction.atomic():
        Notice.objects.update(delivered_at=AT)


@pytest.mark.django_db
def test_who_runs_the_service_sees_dead_letters_and_brings_them_back(two_worlds):
    here, there = two_worlds
    officer = here.member("operator", "officer")
    queue_each([letter(organisation_id=there.employer.pk)], at=AT)
    Notice.objects.update(dead_at=AT, due_at=None, attempts=7)
    [dead] = Notice.objects.visible_to(officer)

    outbox.revive(dead.pk, by=officer, at=AT + MINUTE)

    dead.refresh_from_db()
    assert (dead.dead_at, dead.due_at, dead.attempts) == (None, AT + MINUTE, 0)


@pytest.mark.django_db
def test_reviving_is_refused_to_others_and_for_letters_that_are_not_dead(two_worlds):
    here, there = two_worlds
    queue_each([letter(organisation_id=here.employer.pk)], at=AT)
    Notice.objects.update(dead_at=AT, due_at=None)
    dead = Notice.objects.get()

    with pytest.raises(NotFound):
        outbox.revive(dead.pk, by=there.member("employer", "signatory"), at=AT)
    with pytest.raises(Forbidden):
        outbox.revive(dead.pk, by=here.member("employer", "signatory"), at=AT)
    Notice.objects.update(dead_at=None, due_at=AT, organisation_id=here.organisations["operator"].pk)
    with pytest.raises(Conflict):
        outbox.revive(dead.pk, by=here.member("operator", "officer"), at=AT)


@pytest.mark.django_db
def test_a_letter_is_marked_read_once_and_only_by_its_reader(two_worlds):
    here, there = two_worlds
    reader, stranger = here.member("employer", "signatory"), there.member("employer", "signatory")
    queue_each([letter(Channel.IN_APP, organisation_id=here.employer.pk)], at=AT)
    ids = list(Notice.objects.values_list("pk", flat=True))

    assert outbox.mark_read(ids, by=stranger, at=AT) == 0
    assert outbox.mark_read(ids, by=reader, at=AT) == 1
    assert outbox.mark_read(ids, by=reader, at=AT + MINUTE) == 0
    assert Notice.objects.get().read_at == AT


@pytest.mark.django_db
def test_one_reads_ones_organisations_letters_and_ones_own_not_a_colleagues(world):
    me, colleague = world.member("employer", "signatory"), world.member("employer", "clerk")
    for member in (None, me.pk, colleague.pk):
        queue_each([letter(organisation_id=world.employer.pk, member_id=member)], at=AT)

    assert set(Notice.objects.visible_to(me).values_list("member_id", flat=True)) == {None, me.pk}


def test_in_debug_letters_go_to_the_console_else_by_the_real_way(settings):
    settings.NOTICE_ADAPTERS = {}

    settings.DEBUG = True
    assert adapters.adapter_of("email") is adapters.console
    settings.DEBUG = False
    assert adapters.adapter_of("email") is adapters.smtp
    assert adapters.adapter_of("sms") is adapters.sms_gateway
    with pytest.raises(Undelivered, match="no adapter"):
        adapters.adapter_of("pigeon")


@pytest.mark.django_db
def test_an_e_mail_carries_its_words_and_an_id_of_its_own(settings):
    settings.NOTICE_ADAPTERS = {"email": "core.notices.services.adapters.smtp"}
    settings.NOTICE_DOMAIN = "permits.example.org"
    queue_each([letter(language="vi")], at=AT)

    assert deliver_due(AT) == 1

    [message] = mail.outbox
    assert message.to == ["a@example.org"]
    assert "DF-1" in message.subject
    assert message.extra_headers["Message-ID"] == f"<{Notice.objects.get().pk}@permits.example.org>"


@pytest.mark.django_db
def test_an_address_that_would_write_headers_is_given_up(settings):
    settings.NOTICE_ADAPTERS = {"email": "core.notices.services.adapters.smtp"}
    queue_each([letter(address="a@example.org\nBcc: all@example.org")], at=AT)

    assert deliver_due(AT) == 0

    assert Notice.objects.get().dead_at == AT
    assert mail.outbox == []


@pytest.mark.django_db
def test_the_console_shows_the_words_and_no_address(settings, capsys):
    settings.NOTICE_ADAPTERS = {"email": "core.notices.services.adapters.console"}
    queue_each([letter()], at=AT)

    assert deliver_due(AT) == 1

    shown = capsys.readouterr().out
    assert "Filing DF-1 was submitted" in shown
    assert "example.org" not in shown


@pytest.mark.django_db
def test_the_file_takes_one_line_a_letter(settings, tmp_path):
    settings.NOTICE_ADAPTERS = {"email": "core.notices.services.adapters.to_file"}
    settings.NOTICE_FILE = tmp_path / "letters.jsonl"
    queue_each([letter(), letter()], at=AT)

    assert deliver_due(AT) == 2

    lines = settings.NOTICE_FILE.read_text().splitlines()
    assert len(lines) == 2
    settings.NOTICE_FILE = tmp_path / "not there" / "letters.jsonl"
    queue_each([letter()], at=AT)
    assert deliver_due(AT) == 0
    assert "No such file" in Notice.objects.get(delivered_at=None).last_error
