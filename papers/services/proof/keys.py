"""Keys: which one signs now, new ones for a season, the other side's, and those that were lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils.translation import gettext_lazy as _

from core import signing
from core.actors import CLOCK
from core.audit.services import act
from core.db import lock_one
from core.errors import Conflict, Invalid
from core.signing import Signer
from papers.enums import KeyUse
from papers.models import SigningKey

AHEAD: Final = timedelta(days=30)
"""How long a new key is on the list before it signs, and how long the one before may still sign then."""
LASTS: Final = timedelta(days=400)
UNREADABLE: Final = _(
    "The file of key %(key)s cannot be read, so nothing can be signed: the operator puts it back, or takes the key off "
    "with “manage.py lose_key” and makes another with “manage.py rotate_keys”."
)


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when a key may sign."""

    begins: datetime
    ends: datetime


def signer_for(use: KeyUse, *, at: datetime) -> Signer:
    """What signs now; raises `Conflict` where no key may, or its private half is not at hand.

    Where settings allow it, as on a developer's machine, the first to ask has a key drawn.
    """
    for key in SigningKey.objects.in_force(use, at).filter(authority=settings.AUTHORITY):
        if signing.has_private_half(bytes.fromhex(key.pk)):
            return signer_of(key.pk)
    if settings.SIGNING_DRAWS:
        return signer_of(draw(use, Term(at.replace(microsecond=0), at + LASTS), at=at).pk)
    words = _("No key can sign now: the operator makes one with “manage.py rotate_keys”.")
    raise Conflict("no_key_to_sign", words)


def signer_of(key_id: str) -> Signer:
    """What signs with one key; raises `Conflict` where its file cannot be read or is not its private half."""
    try:
        return signing.signer(bytes.fromhex(key_id))
    except signing.KeyMissing:
        raise Conflict("key_unreadable", UNREADABLE, key=key_id) from None


@transaction.atomic
def rotate(*, at: datetime, begins: datetime | None = None) -> list[SigningKey]:
    """Draw the next key of each use, on the list well before it signs; those before end when it has taken over."""
    made = []
    for use in KeyUse:
        is_first = not SigningKey.objects.in_force(use, at).filter(authority=settings.AUTHORITY).exists()
        start = begins or (at if is_first else at + AHEAD)
        made.append(draw(use, Term(start.replace(microsecond=0), start + LASTS), at=at))
        before = SigningKey.objects.filter(use=use, authority=settings.AUTHORITY, valid_from__lt=start)
        with act("rotate", by=CLOCK):
            before.update(valid_until=Least(F("valid_until"), start + AHEAD))
    return made


def draw(use: KeyUse, term: Term, *, at: datetime) -> SigningKey:
    """Draw a key of one's own authority; only its public half is a record."""
    return _keep(signing.draw().public, use, settings.AUTHORITY, term, at=at)


def accept(public_key: str, *, use: KeyUse, authority: str, term: Term, at: datetime) -> SigningKey:
    """Put a key of the other side on the list, by its public half in hexadecimal."""
    try:
        public = signing.verifier(signing.ED25519, bytes.fromhex(public_key)).public
    except ValueError:
        words = _("Give the public key: Ed25519, 32 bytes in hexadecimal.")
        raise Invalid("public_key_unreadable", words, field="public_key") from None
    if SigningKey.objects.filter(pk=signing.key_id(public).hex()).exists():
        raise Conflict("already_listed", _("This key is already on the list."))
    return _keep(public, use, authority, term, at=at)


def lose(key_id: str, *, at: datetime) -> SigningKey:
    """Take a key that others may hold off the list: nothing that it signed is good any more."""
    with act("lose", by=CLOCK):
        key: SigningKey = lock_one(SigningKey.objects.all(), key_id)
        if key.lost_at is not None:
            raise Conflict("already_lost", _("This key is already off the list."))
        key.lost_at = at
        key.save(update_fields=["lost_at"])
    return key


def fingerprints(*, at: datetime) -> list[str]:
    """Of the keys of one's own authority that sign lists now, the latest first: what a device is told to trust."""
    keys = SigningKey.objects.in_force(KeyUse.LISTS, at).filter(authority=settings.AUTHORITY)
    return [signing.fingerprint(bytes(key.public_key)) for key in keys]


def _keep(public: bytes, use: KeyUse, authority: str, term: Term, *, at: datetime) -> SigningKey:
    with act("draw", by=CLOCK):
        return SigningKey.objects.create(
            id=signing.key_id(public).hex(),
            public_key=public,
            algorithm=signing.ED25519,
            authority=authority,
            use=use,
            valid_from=term.begins,
            valid_until=term.ends,
            made_at=at,
        )
