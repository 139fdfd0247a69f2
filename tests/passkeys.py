"""A passkey without a browser: it answers as a device does, or as a copy of one, a thief's or a forger's would."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from html import unescape
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData

from accounts.enums import FactorKind
from accounts.models import Factor, Member
from accounts.services.factors import SEALED
from core.sealing import seal_bytes
from tests.factories import AT

SITE = "testserver"
PRESENT, VERIFIED = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV


class Key:
    """A key of a member, kept as a second factor; what it answers can be bent."""

    def __init__(self, member: Member) -> None:
        self.key, self.member, self.count = ec.generate_private_key(ec.SECP256R1()), member, 0
        self.id = token_bytes(32)
        public = ES256.from_cryptography_key(self.key.public_key())
        kept = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        self.factor = Factor.objects.create(
            member=member,
            kind=FactorKind.PASSKEY,
            sealed=seal_bytes(bytes(kept), SEALED),
            made_at=AT,
            confirmed_at=AT,
        )

    def answer(
        self,
        challenge: str,
        *,
        verified: bool = True,
        says: Member | None = None,
        origin: str = f"https://{SITE}",
        kind: str = "webauthn.get",
        site: str = SITE,
    ) -> str:
        """What it answers to a challenge; `says` is whose it says it is."""
        self.count += 1
        flags = PRESENT | VERIFIED if verified else PRESENT
        data = AuthenticatorData.create(sha256(site.encode()).digest(), flags, self.count)
        told = json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()
        signature = self.key.sign(bytes(data) + sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": _text(told),
            "authenticatorData": _text(bytes(data)),
            "signature": _text(signature),
            "userHandle": _text((says or self.member).pk.bytes),
        }
        return json.dumps({"id": _text(self.id), "rawId": _text(self.id), "type": "public-key", "response": response})


def asked_by(client: Client, page: str) -> dict[str, Any]:
    """What a page asks of the browser."""
    shown = client.get(page).content.decode()
    asked: dict[str, Any] = json.loads(unescape(shown.partition('data-asked="')[2].partition('"')[0]))
    return asked["publicKey"]  # type: ignore[no-any-return]


def _text(given: bytes) -> str:
    text = urlsafe_b64encode(given).rstrip(b"=").decode()
    assert urlsafe_b64decode(text + "=" * (-len(text) % 4)) == given
    return text
