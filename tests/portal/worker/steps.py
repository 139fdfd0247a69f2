"""What workers do on their pages: come in by a code, and send a form of their own."""

import json
import re
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from core.notices.models import Notice
from core.notices.services.delivery import SECRET
from core.sealing import unseal
from tests.factories import World
from tests.workers.steps import AT
from workers.models import Worker
from workers.rules.codes import person_number
from workers.services import codes

OWN = [
    *("my", "my_letters", "my_record", "my_abroad", "my_erasing", "my_telephone"),
    *("my_offers", "my_list", "my_book", "my_book_new"),
]
OPEN = ["my_enter", "my_code", "my_numbers"]


def code_for(world: World, worker: Worker, at: datetime = AT) -> str:
    """A code from the department's counter."""
    return codes.give_code(worker.pk, by=world.member("department", "officer"), at=at)


def sent_code() -> str:
    """The code of the text message that waits to go out."""
    sealed = Notice.objects.get(kind="worker_code").sealed_params
    return str(json.loads(unseal(bytes(sealed or b""), SECRET))["code"])


def come_in(browser: Client, world: World, worker: Worker, at: datetime = AT) -> Client:
    """The same browser, with the worker's session."""
    browser.cookies["django_language"] = "en"
    sent = {"number": person_number(worker.number), "code": code_for(world, worker, at)}
    answer = browser.post(reverse("portal:my_code"), sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("portal:my"))
    return browser


def whose(browser: Client) -> str:
    """The mark that the forms of this browser carry."""
    found = re.search(r'name="whose" value="(\w+)"', browser.get(reverse("portal:my_telephone")).content.decode())
    assert found
    return found[1]


def send(browser: Client, page: str, *args: Any, **typed: Any) -> Any:
    """Send a form of one's own."""
    return browser.post(reverse(f"portal:{page}", args=args), {"whose": whose(browser)} | typed)
