"""Telling organisations: each in the service, by its webhook, and its members by the channels they chose."""

from uuid import UUID

import pytest
from standardwebhooks import Webhook

from accounts.models import Member
from accounts.services import organisations
from accounts.services.letters import tell_each
from core.notices.models import Notice
from core.notices.services.delivery import deliver_due
from tests import factories
from tests.core.outside import outside

AT = factories.AT

pytestmark = pytest.mark.django_db


def tell(organisations, kind, *, subject, params, at):
    """Tell organisations of one matter."""
    return tell_each([(pk, kind, subject._meta.label_lower, subject.pk, params) for pk in organisations], at=at)


def test_an_organisation_reads_it_in_the_service_in_its_own_language(world):
    made = tell(
        [world.employer.pk, world.partner.pk], "filing_granted", subject=world.mandate, params={"filing": "DF-1"}, at=AT
    )

    notices = {notice.organisation_id: notice for notice in Notice.objects.all()}
    assert made == 2
    assert (notices[world.employer.pk].language, notices[world.partner.pk].language) == ("zh-hans", "vi")
    one = notices[world.employer.pk]
    assert (one.channel, one.delivered_at, one.member_id) == ("in_app", AT, None)
    assert (one.subject_type, one.subject_id) == ("employers.mandate", str(world.mandate.pk))
    assert one.params == {"filing": "DF-1"}


def test_members_are_told_by_the_channels_they_chose_each_in_their_language(world):
    of = world.organisations["employer"]
    both = factories.member(of, letters_by=["email", "sms"], phone="+8613800000000", language="vi")
    factories.member(of, letters_by=["sms"], phone="")
    factories.member(of, letters_by=["email"], closed_at=factories.AT)
    factories.member(of)

    tell([of.pk], "filing_granted", subject=world.mandate, params={"filing": "DF-1"}, at=AT)

    waiting = Notice.objects.filter(delivered_at=None)
    assert sorted(waiting.values_list("channel", "address", "language", "member_id", "due_at")) == [
        ("email", both.email, "vi", both.pk, AT),
        ("sms", "+8613800000000", "vi", both.pk, AT),
    ]


def test_a_webhook_is_told_once_for_the_organisation(world, employer_administrator):
    organisations.set_webhook("https://hooks.example.org/x", by=employer_administrator)

    assert tell([world.employer.pk], "filing_granted", subject=world.mandate, params={}, at=AT) == 2

    hook = Notice.objects.get(channel="webhook")
    assert (hook.address, hook.organisation_id, hook.due_at) == ("https://hooks.example.org/x", world.employer.pk, AT)


@pytest.mark.parametrize("number", [1, 120])
def test_many_organisations_and_matters_take_one_statement(number, world, django_assert_num_queries):
    Member.objects.filter(organisation=world.employer.pk).update(letters_by=["email"])
    rows = [
        (body, "filing_granted", "employers.filing", UUID(int=place), {"filing": f"DF-{place}"})
        for place in range(number)
        for body in (world.employer.pk, world.intermediary.pk)
    ]

    with django_assert_num_queries(1):
        made = tell_each(rows, at=AT)

    assert made == number * (2 + 3)
    assert Notice.objects.values("pk").distinct().count() == made


def test_nobody_to_tell_takes_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert tell_each([], at=AT) == 0


def test_a_letter_without_words_is_refused_before_anything_is_queued(world):
    with pytest.raises(KeyError):
        tell([world.employer.pk], "filing_mislaid", subject=world.mandate, params={}, at=AT)

    assert not Notice.objects.exists()


def test_a_barred_organisation_is_still_told(world, operator_administrator):
    organisations.bar(world.intermediary.pk, by=operator_administrator, from_=AT)

    assert tell([world.intermediary.pk], "licence_suspended", subject=world.mandate, params={}, at=AT) == 1


def test_a_webhook_is_signed_so_that_its_receiver_can_verify_it(world, employer_administrator, settings, time_machine):
    settings.DEBUG = True
    time_machine.move_to(AT)
    secret = organisations.set_webhook("https://hooks.example.org/x", by=employer_administrator)
    with outside() as there:
        type(world.employer.organisation).objects.filter(pk=world.employer.pk).update(webhook_url=there.url)
        tell([world.employer.pk], "filing_granted", subject=world.mandate, params={"filing": "DF-1"}, at=AT)

        assert deliver_due(AT) == 1

    [(_path, headers, body)] = there.requests
    sent = Webhook(secret).verify(body, headers)
    assert sent["type"] == "filing_granted"
    assert sent["data"] == {
        "subject": "employers.mandate",
        "id": str(world.mandate.pk),
        "params": {"filing": "DF-1"},
    }
    assert headers["webhook-id"].startswith("msg_")


def test_an_address_changed_since_gets_nothing(world, employer_administrator):
    organisations.set_webhook("https://old.example.org/x", by=employer_administrator)
    tell([world.employer.pk], "filing_granted", subject=world.mandate, params={}, at=AT)
    organisations.set_webhook("https://new.example.org/x", by=employer_administrator)

    assert deliver_due(AT) == 0

    assert Notice.objects.get(channel="webhook").last_error == "the address was changed"
