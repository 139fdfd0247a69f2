"""Log-in by an organisation's own identity provider (OpenID Connect): asked with a proof key, answered once."""

import base64
import hashlib
import json
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

import jwt
from django.utils.translation import gettext_lazy as _

from accounts.models import IdentityProvider, Member
from core import sealing
from core.actors import PUBLIC, Actor
from core.audit.services import act, note, record
from core.errors import Invalid
from core.permissions import Permission as P
from core.workflow import allow

PLACE = "accounts_identityprovider.secret"
SCHEMES = frozenset({"https"})
SIGNED_BY = ["RS256", "ES256", "PS256", "EdDSA"]
SECONDS, BYTES, LEEWAY, ANSWER_WITHIN = 5, 256 * 1024, 60, 600
STRONG = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "face", "sc"})
"""Ways of proving (RFC 8176) that are a second factor."""
REFUSED = _("Your organisation's log-in did not let you in here: try again, or ask your administrator.")


def keep(
    organisation_id: UUID, issuer: str, client: str, secret: str, *, by: Actor, is_active: bool = True
) -> IdentityProvider:
    """Let an organisation's members log in by its own provider; the operator does, since who runs it lets people in."""
    allow(P.MANAGE_ORGANISATIONS, by=by)
    if urlsplit(issuer).scheme not in SCHEMES:
        raise Invalid("provider_address", _("Write the whole address, beginning with https://."), field="issuer")
    with act("keep_provider", by=by):
        given = {"issuer": issuer.rstrip("/"), "client": client, "secret": sealing.seal(secret, PLACE)}
        return IdentityProvider.objects.update_or_create(
            organisation_id=organisation_id, defaults=given | {"is_active": is_active}
        )[0]


def of(email: str, *, at: datetime) -> IdentityProvider | None:
    """The provider by which somebody logs in; nothing for who has none, or no account."""
    member = Member.objects.able_to_act(at).filter(email=email.strip().lower()).first()
    if member is None:
        return None
    return IdentityProvider.objects.filter(organisation=member.organisation_id, is_active=True).first()


def begin(provider: IdentityProvider, back: str, *, at: datetime) -> tuple[str, dict[str, Any]]:
    """Where to send a browser, and what to remember of it until it comes back."""
    told = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    challenge = base64.urlsafe_b64encode(hashlib.sha256(told["verifier"].encode()).digest()).rstrip(b"=")
    asked = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": "openid email",
        "state": told["state"],
        "nonce": told["nonce"],
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
    }
    remembered = told | {"provider": str(provider.pk), "back": back, "at": int(at.timestamp())}
    return f"{_described(provider)['authorization_endpoint']}?{urlencode(asked)}", remembered


def finish(answer: dict[str, str], remembered: dict[str, Any], *, at: datetime) -> tuple[Member, bool]:
    """The member whom the provider names, and whether it asked for a second factor. Raises `Invalid` for all else."""
    try:
        member, is_strong = _finished(answer, remembered, at)
    except (OSError, ValueError, KeyError, TypeError, jwt.PyJWTError) as error:
        note("log_in_failed", "accounts.identityprovider", str(remembered.get("provider", "")), by=PUBLIC)
        raise Invalid("provider_refused", REFUSED) from error
    record("log_in_by_provider", member, by=member)
    return member, is_strong


def _finished(answer: dict[str, str], remembered: dict[str, Any], at: datetime) -> tuple[Member, bool]:
    is_ours = secrets.compare_digest(answer["state"].encode(), remembered["state"].encode())
    if not is_ours or at.timestamp() - remembered["at"] > ANSWER_WITHIN:
        raise ValueError("state")
    provider = IdentityProvider.objects.get(pk=remembered["provider"], is_active=True)
    described = _described(provider)
    given = _token(provider, described, answer["code"], remembered)
    claims = _claims(provider, described, given["id_token"])
    if not secrets.compare_digest(str(claims["nonce"]), remembered["nonce"]) or claims.get("email_verified") is False:
        raise ValueError("nonce or address")
    if claims.get("azp", provider.client) != provider.client:
        raise ValueError("azp")
    able = Member.objects.able_to_act(at).select_related("organisation", "unit")
    member = able.filter(organisation=provider.organisation_id, email=str(claims["email"]).lower()).first()
    if member is None:
        raise ValueError("no such member")
    return member, not STRONG.isdisjoint(claims.get("amr") or ())


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
        "client_secret": sealing.unseal(provider.secret, PLACE),
        "code_verifier": remembered["verifier"],
    }
    return _fetched(described["token_endpoint"], urlencode(sent).encode())


def _claims(provider: IdentityProvider, described: dict[str, Any], token: str) -> dict[str, Any]:
    keys = jwt.PyJWKSet.from_dict(_fetched(described["jwks_uri"])).keys
    name = jwt.get_unverified_header(token).get("kid")
    key = next(key for key in keys if name in (None, key.key_id))
    needed = {"require": ["exp", "iat", "sub", "nonce", "email"]}
    told: dict[str, Any] = jwt.decode(
        token,
        key,
        algorithms=SIGNED_BY,
        audience=provider.client,
        issuer=[described["issuer"], provider.issuer],
        leeway=LEEWAY,
        options=needed,  # type: ignore[arg-type]
    )
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
