"""Log-in by an organisation's own identity provider (OpenID Connect): asked with a proof key, answered once."""

import base64
import hashlib
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

import jwt
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Identity, IdentityProvider, Member, Organisation
from accounts.services.administration import allow_administering
from core.actors import PUBLIC, Actor
from core.audit.services import act, note
from core.db import lock_one
from core.errors import Invalid
from core.reach import Beyond, beyond

SCHEMES = frozenset({"https"})
SIGNED_BY = ["RS256", "ES256", "PS256", "EdDSA"]
SECONDS, BYTES, LEEWAY, ANSWER_WITHIN = 5, 256 * 1024, 60, 600
WAYS = ({"pwd", "pin", "kba"}, {"otp", "hwk", "swk", "sc"}, {"fpt", "face", "iris", "retina"})
"""Ways of proving (RFC 8176): by what one knows, what one has, what one is. Two of different kinds are strong."""
REFUSED = _("Your organisation's log-in did not let you in here: try again, or ask your administrator.")


@dataclass(frozen=True, slots=True)
class Told:
    """What a provider said of who came: of which organisation, by which name of its own, and how it was proved."""

    organisation_id: UUID
    issuer: str
    subject: str
    email: str
    is_strong: bool


def keep(organisation_id: UUID, issuer: str, client: str, *, by: Actor) -> IdentityProvider:
    """Let an organisation's members log in by its own provider; what they confirmed of another issuer ends.

    Our secret there is never the database's: who runs the service says it, and with it which providers there can be.
    """
    issuer, client = issuer.strip().rstrip("/"), client.strip()
    if urlsplit(issuer).scheme not in SCHEMES:
        raise Invalid("provider_address", _("Write the whole address, beginning with https://."), field="issuer")
    with act("keep_provider", by=by):
        body = _administered(organisation_id, by=by)
        if (issuer, client) not in settings.IDENTITY_SECRETS:
            words = _(
                "Who runs this service does not know this provider and client: ask the operator to add its secret."
            )
            raise Invalid("provider_unknown", words, field="issuer")
        Identity.objects.filter(organisation=body).exclude(issuer=issuer).delete()
        given = {"issuer": issuer, "client": client, "is_active": True}
        return IdentityProvider.objects.update_or_create(organisation=body, defaults=given)[0]


def end(organisation_id: UUID, *, by: Actor) -> None:
    """Let nobody log in by an organisation's provider any more; who comes back to it later confirms anew."""
    with act("end_provider", by=by):
        body = _administered(organisation_id, by=by)
        Identity.objects.filter(organisation=body).delete()
        IdentityProvider.objects.filter(organisation=body).update(is_active=False)


def _administered(organisation_id: UUID, *, by: Actor) -> Organisation:
    body: Organisation = lock_one(Organisation.objects.visible_to(by), organisation_id)
    allow_administering(body.pk, by=by)
    return body


def of(email: str, *, at: datetime) -> IdentityProvider | None:
    """The provider by which somebody logs in; nothing for who has none, or no account."""
    with beyond(Beyond.LOGGING_IN):
        member = Member.objects.able_to_act(at).filter(email=email.strip().lower()).first()
        known = IdentityProvider.objects.filter(is_active=True)
        return known.filter(organisation=member.organisation_id).first() if member else None


def begin(provider: IdentityProvider, back: str, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Where to send a browser, and what to remember of it until it comes back."""
    told = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(told["verifier"].encode()).digest()).rstrip(b"=")
    asked = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": "openid email",  # the address is looked at once, before the member confirms
        "state": told["state"],
        "nonce": told["nonce"],
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    remembered = told | {"provider": str(provider.pk), "back": back, "at": int(at.timestamp())}
    return f"{_described(provider)['authorization_endpoint']}?{urlencode(asked)}", remembered


def finish(answer: dict[str, str], remembered: dict[str, Any], *, at: datetime) -> Told:
    """What the provider says of who came back. Raises `Invalid` for whatever is not its answer to our question."""
    try:
        return _finished(answer, remembered, at)
    except (OSError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
        note("log_in_failed", "accounts.identityprovider", str(remembered.get("provider", "")), by=PUBLIC)
        raise Invalid("provider_refused", REFUSED) from error


def _finished(answer: dict[str, str], remembered: dict[str, Any], at: datetime) -> Told:
    is_ours = secrets.compare_digest(answer["state"].encode(), remembered["state"].encode())
    if not is_ours or at.timestamp() - remembered["at"] > ANSWER_WITHIN:
        raise ValueError("state")
    with beyond(Beyond.LOGGING_IN):
        provider = IdentityProvider.objects.filter(pk=remembered["provider"], is_active=True).first()
    if provider is None:
        raise ValueError("ended")
    described = _described(provider)
    _demand_same_issuer(answer, described)
    given = _token(provider, described, answer["code"], remembered)
    claims = _claims(provider, described, given)
    if not secrets.compare_digest(str(claims["nonce"]), remembered["nonce"]):
        raise ValueError("nonce")
    if claims.get("azp", provider.client) != provider.client:
        raise ValueError("azp")
    email = "" if claims.get("email_verified") is False else str(claims.get("email", "")).strip().lower()
    if not (subject := str(claims["sub"])):
        raise ValueError("sub")
    return Told(provider.organisation_id, provider.issuer, subject, email, _is_strong(claims.get("amr") or ()))


def _demand_same_issuer(answer: dict[str, str], described: dict[str, Any]) -> None:
    # Who answered says so itself (RFC 9207): else one provider could hand us the code of another.
    says = answer.get("iss")
    if says is None and described.get("authorization_response_iss_parameter_supported") is not True:
        return
    if says != described["issuer"]:
        raise ValueError("issuer of the answer")


def _is_strong(ways: Collection[str]) -> bool:
    return "mfa" in ways or sum(not kind.isdisjoint(ways) for kind in WAYS) > 1


def _described(provider: IdentityProvider) -> dict[str, Any]:
    described: dict[str, Any] = _fetched(f"{provider.issuer}/.well-known/openid-configuration")
    if described["issuer"].rstrip("/") != provider.issuer:
        raise ValueError("issuer")
    return described


def _token(provider: IdentityProvider, described: dict[str, Any], code: str, remembered: dict[str, Any]) -> Any:
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": remembered["back"],
        "client_id": provider.client,
        "client_secret": settings.IDENTITY_SECRETS[provider.issuer, provider.client],
        "code_verifier": remembered["verifier"],
    }
    return _fetched(described["token_endpoint"], urlencode(sent).encode())


def _claims(provider: IdentityProvider, described: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    token = given["id_token"]
    keys = jwt.PyJWKSet.from_dict(_fetched(described["jwks_uri"])).keys
    head = jwt.get_unverified_header(token)
    key = next((key for key in keys if head.get("kid") in (None, key.key_id)), None)
    if key is None:
        raise ValueError("key")
    needed = {"require": ["exp", "iat", "sub", "nonce"]}
    told: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=SIGNED_BY,
        audience=provider.client,
        issuer=[described["issuer"], provider.issuer],
        leeway=LEEWAY,
        options=needed,  # type: ignore[arg-type]
    )
    if "at_hash" in told:  # the other token is of this answer too, though we never use it
        hashed = hashlib.sha512 if head["alg"] == "EdDSA" else hashlib.sha256
        digest = hashed(str(given["access_token"]).encode()).digest()
        half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
        if not secrets.compare_digest(half, str(told["at_hash"]).encode()):
            raise ValueError("at_hash")
    return told


class _StayHere(HTTPRedirectHandler):
    def redirect_request(self, *given: Any) -> None:
        """Follow nobody elsewhere."""


def _fetched(url: str, body: bytes | None = None) -> Any:
    if urlsplit(url).scheme not in SCHEMES:
        raise ValueError("scheme")
    asked = Request(url, body, {"Accept": "application/json"})  # noqa: S310 - the scheme was looked at
    with build_opener(_StayHere).open(asked, timeout=SECONDS) as answer:
        return json.loads(answer.read(BYTES))
