"""Log-in by a bureau's own identity provider, played by a small one that answers as the standard says, and wrongly."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from accounts.models import Identity, IdentityProvider, Member
from accounts.rules import needs_second_factor
from accounts.services import factors, identities, providers
from accounts.services.identities import Met
from accounts.services.providers import Told
from core import totp
from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from permits.management.people import OPERATOR
from tests import factories
from tests.factories import AT, PASSWORD, World
from tests.log_ins import SECRET as CODES
from tests.portal.conftest import Visit

SECRET = "a secret of the client"


class Provider:
    """A provider: whom it names, and what of its answer is wrong."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.email, self.subject, self.wrong, self.asked = "", "s1", {}, {}
        self.more: dict[str, Any] = {}
        self.signs_with: Any = self.key
        outer = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(outer.keys() if self.path == "/keys" else outer.described())

            def do_POST(self) -> None:
                sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self._say(outer.token({name: values[0] for name, values in sent.items()}))

            def _say(self, said: dict[str, Any]) -> None:
                body = json.dumps(said).encode()
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *given: Any) -> None:
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def described(self) -> dict[str, Any]:
        here = self.issuer
        return {
            "issuer": self.wrong.get("issuer", here),
            "authorization_endpoint": f"{here}/authorize",
            "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys",
        } | self.more

    def keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "one", "alg": "ES256", "use": "sig"}]}

    def token(self, sent: dict[str, str]) -> dict[str, Any]:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=")
        right = challenge.decode() == self.asked["code_challenge"] and sent["client_secret"] == SECRET
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": "permits",
            "sub": self.subject,
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
            "email": self.email,
            "email_verified": True,
            "amr": ["pwd", "otp"],
        } | self.wrong
        signed = jwt.encode(claims, self.signs_with, algorithm="ES256", headers={"kid": "one"})
        return {"id_token": signed, "access_token": "an access token"} if right else {"error": "invalid_grant"}


@pytest.fixture
def made(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Member], Provider]]:
    """Makes a provider for a member's organisation, which names that member."""
    cache.clear()
    monkeypatch.setattr(providers, "SCHEMES", frozenset({"http", "https"}))
    settings.IDENTITY_SECRETS = {}
    running: list[Provider] = []

    def make(member: Member) -> Provider:
        one = Provider()
        running.append(one)
        one.email = member.email
        settings.IDENTITY_SECRETS[one.issuer, "permits"] = SECRET
        providers.keep(member.organisation_id, one.issuer, "permits", by=OPERATOR)
        return one

    yield make
    for one in running:
        one.server.shutdown()
        one.server.server_close()


@pytest.fixture
def provider(made: Callable[[Member], Provider], approver: Member) -> Provider:
    """The bureau's provider, which names its approver for the first time."""
    return made(approver)


@pytest.fixture
def known(provider: Provider, approver: Member) -> Provider:
    """The bureau's provider, of which the approver has confirmed whom it means."""
    tie(approver, provider)
    return provider


def tie(member: Member, provider: Provider) -> Identity:
    """Have a member confirm that the provider means them."""
    told = Told(member.organisation_id, provider.issuer, provider.subject, member.email, True)
    met = identities.recognise(told, at=AT)
    assert isinstance(met, Met)
    return identities.confirm(met, by=member, at=AT)


def go(client: Client, provider: Provider, email: str, **changed: str) -> Any:
    """Go to the provider and come back."""
    page = client.post("/login/office/", {"email": email, "next": "/filings/"}).content.decode()
    address = page.partition(f'href="{provider.issuer}/authorize?')[2].partition('"')[0].replace("&amp;", "&")
    provider.asked = {name: values[0] for name, values in parse_qs(address).items()}
    return client.get("/login/office/back/", {"code": "c", "state": provider.asked["state"], **changed})


def test_who_proved_a_second_factor_there_is_in(known: Provider, approver: Member, client: Client) -> None:
    provider = known

    answer = go(client, provider, approver.email)

    assert (answer.status_code, answer["Location"]) == (302, "/filings/")
    assert client.get("/filings/").status_code == 200
    assert urlsplit(provider.asked["redirect_uri"]).path == "/login/office/back/"
    assert Event.objects.of(approver).filter(verb="log_in_by_provider").exists()


@pytest.mark.parametrize("ways", [["pwd"], ["otp"], ["hwk", "swk"], []], ids=" ".join)
def test_who_proved_none_there_proves_one_here(
    known: Provider, approver: Member, client: Client, ways: list[str]
) -> None:
    known.wrong = {"amr": ways}

    answer = go(client, known, approver.email)

    assert answer["Location"] == "/account/factors/"
    assert client.get("/filings/")["Location"] == "/account/factors/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another"},
        {"iss": "https://elsewhere.example"},
        {"nonce": "another"},
        {"exp": 1},
        {"azp": "another"},
        {"at_hash": "c29tZXRoaW5nIGVsc2U"},
        {"sub": ""},
        {"sub": "somebody else", "email": "nobody@example.org"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_answer_that_is_not_for_us_lets_nobody_in(
    known: Provider, approver: Member, client: Client, wrong: dict[str, Any]
) -> None:
    known.wrong = wrong

    answer = go(client, known, approver.email)

    assert answer.status_code == 422
    assert client.get("/filings/")["Location"].startswith("/login/")


def test_a_provider_that_says_it_is_another_is_not_asked(provider: Provider, approver: Member, client: Client) -> None:
    provider.wrong = {"issuer": "https://elsewhere.example"}

    assert client.post("/login/office/", {"email": approver.email}).status_code == 422


def test_an_answer_that_another_key_signed_lets_nobody_in(known: Provider, approver: Member, client: Client) -> None:
    known.signs_with = ec.generate_private_key(ec.SECP256R1())

    assert go(client, known, approver.email).status_code == 422


def test_the_other_token_of_the_answer_may_be_named_and_is_then_looked_at(
    known: Provider, approver: Member, client: Client
) -> None:
    half = hashlib.sha256(b"an access token").digest()[:16]
    known.wrong = {"at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode()}

    assert go(client, known, approver.email).status_code == 302


def test_an_answer_counts_once_and_in_the_browser_that_asked(known: Provider, approver: Member, client: Client) -> None:
    provider = known
    stolen = go(client, provider, approver.email, state="guessed")
    again = client.get("/login/office/back/", {"code": "c", "state": provider.asked["state"]})
    elsewhere = Client().get("/login/office/back/", {"code": "c", "state": provider.asked["state"]})

    assert [answer.status_code for answer in (stolen, again, elsewhere)] == [422, 302, 302]


def test_a_provider_names_nobody_of_another_organisation(
    provider: Provider, approver: Member, licensing_approver: Member, client: Client
) -> None:
    provider.email = licensing_approver.email

    assert go(client, provider, approver.email).status_code == 422


def test_a_barred_organisation_is_not_let_in_by_its_provider(
    provider: Provider, approver: Member, client: Client, world: World
) -> None:
    Member.objects.filter(pk=approver.pk).update(closed_at=factories.AT)

    assert client.post("/login/office/", {"email": approver.email}).status_code == 422


def test_whose_organisation_has_none_logs_in_by_password(world: World, client: Client) -> None:
    cache.clear()
    there, nobody = world.member("employer", "clerk").email, "nobody@example.org"

    pages = [
        client.post("/login/office/", {"email": email}, headers={"accept-language": "en"}) for email in (there, nobody)
    ]

    assert {page.status_code for page in pages} == {422}
    assert all("log in with your password" in page.content.decode() for page in pages)


# The first time, and ever after.


def test_the_first_time_one_logs_in_as_before_and_confirms(
    provider: Provider, approver: Member, client: Client
) -> None:
    led = go(client, provider, approver.email)
    outside = client.get("/filings/").status_code
    enter_here(client, approver)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/account/office/").content.decode()
    before = Identity.objects.count()
    done = client.post("/account/office/")
    client.post("/logout/")

    assert led["Location"] == "/login/?next=%2Faccount%2Foffice%2F&ended=confirm"
    assert (outside, before, done.status_code) == (302, 0, 302)
    assert "Is this you?" in page
    assert provider.issuer in page
    assert go(client, provider, approver.email)["Location"] == "/filings/"
    assert provider.subject.encode() not in bytes(Identity.objects.get().subject)


def test_then_the_name_there_counts_and_the_address_no_more(known: Provider, approver: Member, client: Client) -> None:
    asked = approver.email
    known.wrong = {"email": "another@example.org", "email_verified": False}
    assert go(client, known, asked)["Location"] == "/filings/"
    client.post("/logout/")
    known.wrong = {"sub": "the next holder of the address"}

    assert go(client, known, asked).status_code == 422


@pytest.mark.parametrize("told", [{"email_verified": False}, {"email": ""}, {"email": "nobody@example.org"}], ids=str)
def test_the_first_time_an_address_that_is_nobodys_or_unproved_leads_nowhere(
    provider: Provider, approver: Member, client: Client, told: dict[str, Any]
) -> None:
    provider.wrong = told

    assert go(client, provider, approver.email).status_code == 422


def test_nobody_confirms_for_somebody_else(
    provider: Provider, approver: Member, reviewer: Member, client: Client
) -> None:
    go(client, provider, approver.email)
    enter_here(client, reviewer)

    answer = client.post("/account/office/")

    assert answer.status_code == 409
    assert not Identity.objects.exists()


def test_what_waits_to_be_confirmed_runs_out_and_takes_a_fresh_proof(provider: Provider, approver: Member) -> None:
    told = Told(approver.organisation_id, provider.issuer, "s1", approver.email, True)
    met = identities.recognise(told, at=AT)
    assert isinstance(met, Met)

    with pytest.raises(Conflict):
        identities.confirm(met, by=approver, at=AT + timedelta(minutes=11))
    approver.is_stale = True
    with pytest.raises(Stale):
        identities.confirm(met, by=approver, at=AT)
    assert not Identity.objects.exists()


def test_nothing_that_waits_is_confirmed_without_the_providers_answer(approver: Member, visit: Visit) -> None:
    assert visit(approver).post("/account/office/").status_code == 409


def test_one_name_there_is_one_account_here(known: Provider, approver: Member) -> None:
    other = factories.member(approver.organisation, "clerk")
    taken = Identity.objects.get()
    met = Met(str(other.pk), str(other.organisation_id), known.issuer, taken.subject.hex(), other.email, 2**40)

    with pytest.raises(Invalid) as refusal:
        identities.confirm(met, by=other, at=AT)

    assert refusal.value.code == "identity_of_one_member"


def test_a_member_has_it_end_and_an_administrator_who_takes_factors_away_too(
    known: Provider, approver: Member, bureau_administrator: Member, visit: Visit, client: Client
) -> None:
    visit(approver).post("/account/office/end/")
    alone = Identity.objects.count()
    tie(approver, known)

    factors.reset(approver.pk, by=bureau_administrator)

    assert (alone, Identity.objects.count()) == (0, 0)


# One provider in the place of another.


def test_the_same_name_at_another_bureaus_provider_is_somebody_else(
    known: Provider,
    made: Callable[[Member], Provider],
    approver: Member,
    licensing_approver: Member,
    client: Client,
) -> None:
    theirs = made(licensing_approver)
    theirs.wrong = {"sub": known.subject, "email": approver.email}

    assert go(client, theirs, licensing_approver.email).status_code == 422
    assert client.get("/filings/").status_code == 302


def test_the_answer_of_another_provider_is_not_taken_for_that_of_the_one_asked(
    known: Provider,
    made: Callable[[Member], Provider],
    approver: Member,
    licensing_approver: Member,
    client: Client,
) -> None:
    theirs = made(licensing_approver)

    mixed = go(client, known, approver.email, iss=theirs.issuer)
    right = go(client, known, approver.email, iss=known.issuer)

    assert (mixed.status_code, right.status_code) == (422, 302)


def test_who_says_that_it_names_itself_and_does_not_is_refused(
    known: Provider, approver: Member, client: Client
) -> None:
    known.more = {"authorization_response_iss_parameter_supported": True}

    assert go(client, known, approver.email).status_code == 422
    assert go(client, known, approver.email, iss=known.issuer).status_code == 302


def test_what_another_provider_signed_in_the_name_of_the_one_asked_lets_nobody_in(
    known: Provider,
    made: Callable[[Member], Provider],
    approver: Member,
    licensing_approver: Member,
    client: Client,
) -> None:
    known.signs_with = made(licensing_approver).key

    assert go(client, known, approver.email).status_code == 422


# Who sets a provider, and ends it.


def test_an_administrator_sets_the_provider_of_its_own_organisation_and_of_no_other(
    bureau_administrator: Member, licensing_approver: Member, settings: Any
) -> None:
    settings.IDENTITY_SECRETS = {("https://id.example", "permits"): SECRET}

    kept = providers.keep(
        bureau_administrator.organisation_id, "https://id.example/", "permits", by=bureau_administrator
    )

    assert kept.issuer == "https://id.example"
    with pytest.raises(NotFound):
        providers.keep(licensing_approver.organisation_id, "https://id.example", "permits", by=bureau_administrator)
    with pytest.raises(Forbidden):
        providers.end(licensing_approver.organisation_id, by=licensing_approver)


@pytest.mark.parametrize(
    ("issuer", "client_id", "code"),
    [
        ("http://id.example", "permits", "provider_address"),
        ("https://elsewhere.example", "permits", "provider_unknown"),
        ("https://id.example", "another", "provider_unknown"),
    ],
)
def test_only_a_provider_whose_secret_the_operator_has_given_can_be_set(
    world: World, settings: Any, issuer: str, client_id: str, code: str
) -> None:
    settings.IDENTITY_SECRETS = {("https://id.example", "permits"): SECRET}

    with pytest.raises(Invalid) as refusal:
        providers.keep(world.organisations["bureau"].pk, issuer, client_id, by=OPERATOR)

    assert refusal.value.code == code


def test_another_issuer_ends_what_was_confirmed_and_another_client_does_not(
    known: Provider, approver: Member, settings: Any
) -> None:
    settings.IDENTITY_SECRETS |= {(known.issuer, "new"): SECRET, ("https://id.example", "permits"): SECRET}
    of = approver.organisation_id

    providers.keep(of, known.issuer, "new", by=OPERATOR)
    kept = Identity.objects.count()
    providers.keep(of, "https://id.example", "permits", by=OPERATOR)

    assert (kept, Identity.objects.count()) == (1, 0)


def test_on_its_page_an_administrator_sets_a_provider_and_ends_it(
    bureau_administrator: Member, reviewer: Member, visit: Visit, settings: Any
) -> None:
    settings.IDENTITY_SECRETS = {("https://id.example", "permits"): SECRET}
    page = f"/organisations/{bureau_administrator.organisation_id}/provider/"
    browser = visit(bureau_administrator)

    refused = browser.post(page, {"issuer": "https://elsewhere.example", "client": "permits"})
    set_ = browser.post(page, {"issuer": "https://id.example", "client": "permits"})
    shown = browser.get(page).content.decode()
    others = visit(reviewer).get(page).status_code
    ended = browser.post(f"{page}end/")

    assert (refused.status_code, set_.status_code, others, ended.status_code) == (422, 302, 403, 302)
    assert "https://id.example" in shown
    assert "/login/office/back/" in shown
    assert SECRET not in shown
    assert not IdentityProvider.objects.get().is_active


def test_who_was_on_the_way_when_it_ended_is_not_let_in(known: Provider, approver: Member, client: Client) -> None:
    page = client.post("/login/office/", {"email": approver.email}).content.decode()
    address = page.partition(f'href="{known.issuer}/authorize?')[2].partition('"')[0].replace("&amp;", "&")
    known.asked = {name: values[0] for name, values in parse_qs(address).items()}
    providers.end(approver.organisation_id, by=OPERATOR)

    answer = client.get("/login/office/back/", {"code": "c", "state": known.asked["state"]})

    assert answer.status_code == 422


def test_the_database_keeps_no_secret_of_a_client() -> None:
    assert {field.name for field in IdentityProvider._meta.fields} == {"organisation", "issuer", "client", "is_active"}


def enter_here(client: Client, member: Member) -> None:
    """Log in by password and code in a browser that knows already what the provider said."""
    Member.objects.filter(pk=member.pk).update(password=make_password(PASSWORD))
    client.post("/login/", {"email": member.email, "password": PASSWORD, "next": "/account/office/"})
    if needs_second_factor(member.kind, member.roles):
        factors.give([member], CODES, at=AT)
        client.post("/login/prove/", {"code": totp.code_at(CODES, totp.step_at(AT))})


def test_a_log_in_by_the_provider_takes_a_new_session_and_ends_the_one_before(
    known: Provider, approver: Member, visit: Visit, client: Client
) -> None:
    before, thief = visit(approver), Client()
    client.post("/login/office/", {"email": approver.email})
    thief.cookies["sessionid"] = client.cookies["sessionid"].value

    go(client, known, approver.email)

    assert [browser.get("/filings/").status_code for browser in (before, thief, client)] == [302, 302, 200]
