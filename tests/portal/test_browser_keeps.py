"""What the service leaves in a browser: cookies bound to the host, nothing of what was seen, nothing after leaving."""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.env import BASE
from portal import cookies
from tests.factories import PASSWORD, World
from tests.portal.conftest import Visit

NAMES = (
    "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.LANGUAGE_COOKIE_NAME)"
)
AS_DEPLOYED = {
    "DEBUG": "0",
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SECRET_KEY": "".join(map(chr, range(40, 110))),
}


@pytest.mark.parametrize(("path", "prefix"), [("/", "__Host-"), ("/my/", "__Secure-")])
def test_over_tls_a_cookie_is_named_so_that_no_other_host_can_set_it(settings: Any, path: str, prefix: str) -> None:
    settings.SESSION_COOKIE_SECURE = True
    answer = HttpResponse()

    cookies.write(answer, "mark", "value", salt="s", max_age=timedelta(minutes=1), path=path)

    [(name, cookie)] = answer.cookies.items()
    assert name == f"{prefix}mark"
    assert {name: cookie[name] for name in ("secure", "httponly", "path", "domain")} == {
        "secure": True,
        "httponly": True,
        "path": path,
        "domain": "",
    }
    request = RequestFactory().get("/")
    request.COOKIES[name] = cookie.value
    assert cookies.read(request, "mark", salt="s", max_age=timedelta(minutes=1), path=path) == "value"
    assert cookies.read(request, "mark", salt="other", max_age=timedelta(minutes=1), path=path) == ""


def test_as_deployed_the_sessions_cookies_are_bound_to_the_host() -> None:
    told = subprocess.run(
        [sys.executable, "-c", NAMES],
        cwd=BASE,
        env=os.environ | AS_DEPLOYED,
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split() == ["__Host-session", "__Host-csrf", "__Host-language"]


def test_what_members_see_is_kept_in_no_browser(world: World, visit: Visit) -> None:
    inside = visit(world.member("bureau", "reviewer"))

    assert {inside.get(page)["Cache-Control"] for page in ("/", "/filings/")} == {"private, no-store"}
    assert "no-store" not in Client().get("/demand/").get("Cache-Control", "")


def test_leaving_empties_the_browsers_cache_and_not_what_a_device_recorded(world: World, client: Client) -> None:
    member = world.member("employer", "clerk")
    member.password = make_password(PASSWORD)
    member.save()
    client.post("/login/", {"email": member.email, "password": PASSWORD})

    assert client.post("/logout/")["Clear-Site-Data"] == '"cache"'
