"""Refusals and faults are pages in the reader's language, and a page names what it may load."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from portal import errors
from tests.factories import World
from tests.portal.conftest import Visit


@pytest.mark.parametrize("address", ["/filings/00000000-0000-0000-0000-000000000000/", "/nonsense/", "/filings/x/"])
def test_what_is_not_there_is_a_page_in_the_readers_language(demand: World, visit: Visit, address: str) -> None:
    browser = visit(demand.member("bureau", "approver"))

    answer = browser.get(address, headers={"accept-language": "vi"})

    assert answer.status_code == 404
    assert 'lang="vi"' in answer.content.decode()


def test_a_page_names_what_it_may_load(db: None, client: Client) -> None:
    answer = client.get("/start/")

    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "style=" not in answer.content.decode()
    assert "<script" not in answer.content.decode()


def test_a_form_without_its_key_is_refused_in_words(demand: World) -> None:
    browser = Client(enforce_csrf_checks=True)

    answer = browser.post(reverse("portal:login"), {"email": "a@b.example"}, headers={"accept-language": "zh-hans"})

    assert answer.status_code == 403
    assert "页面打开时间过长" in answer.content.decode()


@pytest.mark.parametrize(("language", "title"), [("vi", "Hệ thống gặp sự cố"), ("zh-hans", "系统出现问题")])
def test_a_fault_of_ours_is_a_page_that_asks_nothing_of_the_database(language: str, title: str) -> None:
    with translation.override(language):
        answer = errors.broken(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert title in answer.content.decode()


def test_a_refusal_that_no_page_caught_is_a_page_of_its_own(demand: World, visit: Visit) -> None:
    answer = visit(demand.member("bureau", "clerk")).get(reverse("portal:jobs"))

    assert answer.status_code == 403
    assert "Your role does not allow this" in answer.content.decode()
