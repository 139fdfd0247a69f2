"""Who may come in: asked anew at every request."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from accounts.models import Organisation, Token
from accounts.services import organisations
from employers.services.licensing import suspensions
from tests.api.steps import body, problem
from tests.factories import AT, World
from tests.log_ins import enter

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]
ME = "/api/v1/me/"


def test_a_token_says_whose_it_is(world: World, program: In) -> None:
    clerk = world.member("intermediary", "clerk")

    said = program(clerk, scopes=["file_demand"]).get(ME).json()

    assert said["id"] == str(clerk.pk)
    assert (said["is_token"], said["permissions"]) == (True, ["file_demand"])
    assert said["login"].startswith("token:")


def test_a_session_says_who_has_logged_in(world: World, session: In) -> None:
    clerk = world.member("intermediary", "clerk")

    said = session(clerk).get(ME).json()

    assert said["name"] == clerk.name
    assert said["login"].startswith("session:")
    assert said["permissions"] == sorted(clerk.permissions)


@pytest.mark.parametrize(
    "sent",
    ["Bearer", "Bearer x", "Basic dXNlcjpwYXNz", f"Bearer {'y' * 43}", "Bearer " + "é" * 40, f"Bearer {'z' * 500}"],
)
def test_a_token_that_is_none_is_refused_even_where_strangers_may_read(stranger: APIClient, sent: str) -> None:
    answer = stranger.get("/api/v1/seasons/", headers={"Authorization": sent})

    assert problem(answer)[0] == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_a_token_ends_with_its_day_and_when_it_is_revoked(world: World, program: In) -> None:
    clerk = world.member("intermediary", "clerk")
    expired = program(clerk, expires_at=AT - timedelta(seconds=1), made_at=AT - timedelta(days=1))
    first = expired.get(ME).status_code
    Token.objects.update(expires_at=AT + timedelta(days=1))
    second = expired.get(ME).status_code
    Token.objects.update(revoked_at=AT)

    assert (first, second, expired.get(ME).status_code) == (401, 200, 401)


def test_a_token_does_no_more_than_its_scopes(demand: World, program: In) -> None:
    reading = program(demand.member("intermediary", "clerk"), scopes=[])

    assert reading.get("/api/v1/filings/").status_code == 200
    assert problem(reading.post("/api/v1/filings/", body(demand)))[0] == 403


def test_a_suspended_licence_shuts_the_door_at_the_next_request(demand: World, session: In, program: In) -> None:
    clerk = demand.member("intermediary", "clerk")
    person, machine = session(clerk), program(clerk)
    before = [person.get(ME).status_code, machine.get(ME).status_code]

    licence = demand.intermediary.licences.get()
    suspensions.suspend(licence.pk, "人数不符", by=demand.member("bureau", "approver"), at=AT)

    assert before == [200, 200]
    assert [person.get(ME).status_code, machine.get(ME).status_code] == [401, 401]


def test_a_barred_organisation_and_a_closed_account_can_do_nothing(world: World, session: In) -> None:
    administrator = world.member("operator", "administrator")
    signatory, clerk = world.member("employer", "signatory"), world.member("intermediary", "clerk")
    one, other = session(signatory), session(clerk)

    organisations.bar(signatory.organisation_id, by=administrator, from_=AT - timedelta(days=1))
    clerk.closed_at = AT
    clerk.save(update_fields=["closed_at"])

    assert [one.get(ME).status_code, other.get(ME).status_code] == [401, 401]


def test_writing_by_session_needs_the_token_against_forgery(demand: World) -> None:
    client = APIClient(enforce_csrf_checks=True)
    enter(client, demand.member("intermediary", "clerk"))

    assert problem(client.post("/api/v1/filings/", body(demand)))[0] == 403
    assert client.get("/api/v1/filings/").status_code == 200


def test_the_key_of_a_new_token_opens_the_door(world: World, session: In, stranger: APIClient) -> None:
    sent = {"name": "payroll", "expires_at": "2026-12-31T00:00:00+08:00", "scopes": ["file_demand"]}
    made = session(world.member("intermediary", "clerk")).post("/api/v1/tokens/", sent)

    said = stranger.get(ME, headers={"Authorization": f"Bearer {made.json()['key']}"})

    assert made.status_code == 201, made.content
    assert said.json()["permissions"] == ["file_demand"]


def test_those_who_guess_at_tokens_are_counted(stranger: APIClient, settings: object) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"stranger": "2/min"}}
    sent = {"Authorization": f"Bearer {'y' * 43}"}

    assert [stranger.get(ME, headers=sent).status_code for _ in range(3)] == [401, 401, 429]


def test_letters_and_refusals_come_in_ones_own_language_where_none_is_asked_for(world: World, session: In) -> None:
    officer = session(world.member("department", "officer"))

    assert officer.get("/api/v1/areas/450000/")["Content-Language"] == "vi"


def test_who_may_set_the_webhook_reads_where_letters_are_posted_and_which(
    world: World, session: Callable[..., APIClient]
) -> None:
    administrator, clerk = (world.member("intermediary", role) for role in ("administrator", "clerk"))
    Organisation.objects.filter(pk=administrator.organisation_id).update(webhook_events=["permit_issued"])

    told = session(administrator).get(ME).json()["webhook"]

    assert told == {"url": "", "events": ["permit_issued"]}
    assert session(clerk).get(ME).json()["webhook"] is None
