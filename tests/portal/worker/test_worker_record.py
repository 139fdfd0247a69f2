"""What a worker does with the own record: reads it, takes it along, agrees to its passing abroad or takes that back."""

import json

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core.errors import Invalid
from tests.factories import World
from tests.portal.worker.steps import send
from workers.enums import Ground
from workers.models import Disclosure, Offer, PassingConsent
from workers.services.identity import erasure_requests
from workers.services.identity.passing_on import pass_on_each

pytestmark = pytest.mark.django_db


def test_a_worker_reads_the_record_and_takes_it_along(inside: Client, offer: Offer) -> None:
    page = inside.get(reverse("portal:my_record"))
    told = json.loads(inside.get(reverse("portal:my_record_file") + "?form=json").content)
    paper = inside.get(reverse("portal:my_record_file"))

    assert page.status_code == 200
    assert offer.worker.name in page.content.decode()
    assert len(page.content) < 60_000
    assert told["person"]["name"] == offer.worker.name
    assert paper.content.startswith(b"%PDF")
    assert "no-store" in paper["Cache-Control"]


def test_who_takes_the_consent_back_is_passed_on_to_nobody_abroad(inside: Client, offer: Offer, demand: World) -> None:
    answer = send(inside, "my_abroad", answer="no")

    assert answer.status_code == 302
    assert PassingConsent.objects.filter(worker=offer.worker).latest("pk").is_given is False
    row = (offer.worker_id, demand.employer.pk, Ground.CONTRACT, "accept", ("identity",))
    with pytest.raises(Invalid, match="agreed"), transaction.atomic():
        pass_on_each([row], by=demand.member("partner", "clerk"), at=offer.made_at)
    assert not Disclosure.objects.filter(recipient=demand.employer.pk).exists()


def test_a_duty_by_law_asks_no_consent_and_is_told_as_abroad(offer: Offer, demand: World) -> None:
    PassingConsent.objects.create(worker=offer.worker, is_given=False, way="own", said_at=offer.made_at)
    row = (offer.worker_id, demand.organisations["bureau"].pk, Ground.LAW, "issue", ("permit",))

    pass_on_each([row], by=demand.member("department", "officer"), at=offer.made_at)

    made = Disclosure.objects.get(recipient=demand.organisations["bureau"])
    assert (made.is_abroad, made.consent) == (True, None)


def test_the_same_page_takes_the_yes_again(inside: Client, offer: Offer) -> None:
    send(inside, "my_abroad", answer="no")
    send(inside, "my_abroad", answer="yes")

    latest = PassingConsent.objects.filter(worker=offer.worker).latest("pk")
    assert (latest.is_given, latest.way, latest.actor_id) == (True, "own", offer.worker_id)
    assert "You agreed on" in inside.get(reverse("portal:my_abroad")).content.decode()


def test_a_worker_asks_to_be_erased_reads_what_holds_it_and_takes_it_back(inside: Client, offer: Offer) -> None:
    before = inside.get(reverse("portal:my_erasing")).content.decode()
    assert "An offer of work to you stands" in before
    assert "Erase me" in before

    assert send(inside, "my_erasing", answer="yes").status_code == 302
    assert erasure_requests.asking().get() == offer.worker
    assert "You asked for it on" in inside.get(reverse("portal:my_erasing")).content.decode()

    send(inside, "my_erasing", answer="no")
    assert not erasure_requests.asking().exists()
