"""Log-in by a bureau's own identity provider, played by a small one that answers as the standard says, and wrongly."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.cache import cache
from django.test import Client

from accounts.models import IdentityProvider, Member
from accounts.services import providers
from core.audit.models import Event
from core.errors import Forbidden, Invalid
from permits.management.people import OPERATOR
from tests.factories import World

SECRET = "a secret of the client"


class Provider:
    """A provider: whom it names, and what of its answer is wrong."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.email, self.wrong, self.asked = "", {}, {}
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
        }

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
            "sub": "s1",
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
            "email": self.email,
            "email_verified": True,
            "amr": ["pwd", "otp"],
        } | self.wrong
        signed = jwt.encode(claims, self.signs_with, algorithm="ES256", headers={"kid": "one"})
        return {"id_token": signed} if right else {"error": "invalid_grant"}


@pytest.fixture
def provider(approver: Member, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """The bureau's provider, which names its approver."""
    cache.clear()
    monkeypatch.setattr(providers, "SCHEMES", frozenset({"http", "https"}))
    made = Provider()
    made.email = approver.email
    providers.keep(approver.organisation_id, made.issuer, "permits", SECRET, by=OPERATOR)
    yield made
    made.server.shutdown()
    made.server.server_close()


def go(client: Client, provider: Provider, email: str, **changed: str) -> Any:
    """Go to the provider and come back."""
    page = client.post("/login/office/", {"email": email, "next": "/filings/"}).content.decode()
    address = page.partition(f'href="{provider.issuer}/authorize?')[2].partition('"')[0].replace("&amp;", "&")
    provider.asked = {name: values[0] for name, values in parse_qs(address).items()}
    return client.get("/login/office/back/", {"code": "c", "state": provider.asked["state"], **changed})


def test_who_proved_a_second_factor_there_is_in(provider: Provider, approver: Member, client: Client) -> None:
    answer = go(client, provider, approver.email)

    assert (answer.status_code, answer["Location"]) == (302, "/filings/")
    assert client.get("/filings/").status_code == 200
    assert urlsplit(provider.asked["redirect_uri"]).path == "/login/office/back/"
    assert Event.objects.of(approver).filter(verb="log_in_by_provider").exists()


def test_who_proved_none_there_proves_one_here(provider: Provider, approver: Member, client: Client) -> None:
    provider.wrong = {"amr": ["pwd"]}

    answer = go(client, provider, approver.email)

    assert answer["Location"] == "/account/factors/"
    assert client.get("/filings/")["Location"] == "/account/factors/"


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another"},
        {"iss": "https://elsewhere.example"},
        {"nonce": "another"},
        {"exp": 1},
        {"email_verified": False},
        {"email": "nobody@example.org"},
        {"azp": "another"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_answer_that_is_not_for_us_lets_nobody_in(
    provider: Provider, approver: Member, client: Client, wrong: dict[str, Any]
) -> None:
    provider.wrong = wrong

    answer = go(client, provider, approver.email)

    assert answer.status_code == 422
    assert client.get("/filings/")["Location"].startswith("/login/")


def test_a_provider_that_says_it_is_another_is_not_asked(provider: Provider, approver: Member, client: Client) -> None:
    provider.wrong = {"issuer": "https://elsewhere.example"}

    assert client.post("/login/office/", {"email": approver.email}).status_code == 422


def test_an_answer_that_another_key_signed_lets_nobody_in(provider: Provider, approver: Member, client: Client) -> None:
    provider.signs_with = ec.generate_private_key(ec.SECP256R1())

    assert go(client, provider, approver.email).status_code == 422


def test_an_answer_counts_once_and_in_the_browser_that_asked(
    provider: Provider, approver: Member, client: Client
) -> None:
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
    Member.objects.filter(pk=approver.pk).update(is_active=False)

    assert client.post("/login/office/", {"email": approver.email}).status_code == 422


def test_whose_organisation_has_none_logs_in_by_password(world: World, client: Client) -> None:
    cache.clear()
    there, nobody = world.member("employer", "clerk").email, "nobody@example.org"

    pages = [
        client.post("/login/office/", {"email": email}, headers={"accept-language": "en"}) for email in (there, nobody)
    ]

    assert {page.status_code for page in pages} == {422}
    assert all("log in with your password" in page.content.decode() for page in pages)


def test_only_the_operator_keeps_providers_and_only_by_a_safe_address(
    bureau_administrator: Member, world: World
) -> None:
    of = world.organisations["bureau"].pk
    with pytest.raises(Forbidden):
        providers.keep(of, "https://id.example", "permits", SECRET, by=bureau_administrator)
    with pytest.raises(Invalid):
        providers.keep(of, "http://id.example", "permits", SECRET, by=OPERATOR)

    kept = providers.keep(of, "https://id.example/", "permits", SECRET, by=OPERATOR)

    assert kept.issuer == "https://id.example"
    assert SECRET.encode() not in bytes(IdentityProvider.objects.get().secret)
