"""An officer hands a person the own record on a written request."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Member
from core.audit.models import Event
from tests.factories import World
from tests.log_ins import enter
from tests.permits.steps import hiring, requirements, willing

pytestmark = pytest.mark.django_db


def test_an_officer_prints_the_record_for_the_person(demand: World, client: Client, department_officer: Member) -> None:
    requirements()
    worker = willing(demand, hiring(demand)).worker
    enter(client, department_officer)
    address = reverse("portal:person_copy", args=[worker.pk])

    unasked = client.post(address, {"request": "", "form": "pdf"})
    made = client.post(address, {"request": "No. 12", "form": "pdf", "language": "vi"})

    assert unasked.status_code == 302
    assert made.content.startswith(b"%PDF")
    assert Event.objects.filter(verb="copy", subject_id=str(worker.pk), details__purpose="No. 12").count() == 1
    assert address in client.get(reverse("portal:person", args=[worker.pk])).content.decode()


def test_an_officer_takes_down_that_a_person_asks_to_be_erased(
    demand: World, client: Client, department_officer: Member
) -> None:
    requirements()
    worker = willing(demand, hiring(demand)).worker
    enter(client, department_officer)
    address, page = (reverse(f"portal:{name}", args=[worker.pk]) for name in ("person_erasure", "person"))

    for said in ("", "No. 13", "No. 14"):
        assert client.post(address, {"request": said}).status_code == 302

    assert Event.objects.filter(verb="ask_erasure", details__purpose="No. 13").count() == 1
    assert not Event.objects.filter(details__purpose="No. 14").exists()
    shown = client.get(page).content.decode()
    assert "Asked for on" in shown
    assert "already as you say" in shown
