"""What workers write down: no byte of it where those it is about could read it, nor in a message or a cookie."""

import re

import pytest
from django.test import Client

from core.notices.models import Notice
from employers.models import Filing
from tests.attacks.test_canaries import TOKEN, told
from tests.factories import World
from tests.portal.conftest import Visit
from tests.portal.worker.steps import send
from workers.models import Complaint, CostStatement, Offer

pytestmark = pytest.mark.django_db


def told_by_pages(browser: Client, filing: Filing) -> dict[str, bytes]:
    """All pages in a member's bar and one of a filing, without what is drawn anew for each."""
    links = [page.address for part in browser.get("/").context["sections"] for page in part.pages]
    return {path: TOKEN.sub(b"", browser.get(path).content) for path in [*links, f"/filings/{filing.pk}/"]}


@pytest.mark.parametrize(
    ("kind", "role"), [("intermediary", "clerk"), ("employer", "signatory"), ("employer", "clerk")]
)
def test_what_is_written_changes_no_byte_of_what_those_it_is_about_can_read(
    demand: World, offer: Offer, inside: Client, visit: Visit, kind: str, role: str
) -> None:
    by = demand.member(kind, role)
    browser = visit(by)
    before = told(by), told_by_pages(browser, offer.filing)

    for body in (demand.intermediary.pk, demand.employer.pk, ""):
        send(inside, "my_list", head="training", amount="5", currency="USD", payee=str(body), payee_text="chim")
        send(inside, "my_book_new", kind="fees", about=str(body), text="chim hoàng yến")
    send(inside, "my_book_entry", Complaint.objects.order_by("pk")[0].pk, text="nữa")
    send(inside, "my_book_back", Complaint.objects.order_by("pk")[0].pk)

    assert (CostStatement.objects.count(), Complaint.objects.count()) == (3, 3)
    assert (told(by), told_by_pages(browser, offer.filing)) == before


def test_what_is_written_goes_by_no_message_and_into_no_cookie(demand: World, offer: Offer, inside: Client) -> None:
    before = set(Notice.objects.values_list("pk", flat=True))

    send(inside, "my_list", head="training", amount="5", currency="USD", payee=str(demand.intermediary.pk))
    made = send(inside, "my_book_new", kind="fees", about=str(demand.intermediary.pk), text="chim hoàng yến")

    letters = Notice.objects.exclude(pk__in=before)
    concerned = [demand.intermediary.pk, demand.employer.pk]
    assert letters.exists()
    assert not letters.filter(organisation_id__in=concerned).exists()
    assert not letters.filter(channel="sms").exists()
    assert not re.search("complain|paid|cost|chim", repr(made.cookies) + repr(inside.cookies))
