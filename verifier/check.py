"""The answer to one code: good, good but unchecked since, or the first reason against it (docs/offline-proof.md §5)."""

from dataclasses import dataclass
from typing import Any

from verifier.envelopes import ED25519, Envelope, Unreadable, from_code
from verifier.lists import ENDS, ISSUER, PERMITS, SIGNED, Key, Keys, Statuses

BEGINS, PERMIT = 5, -65537
OLDEST = 14 * 24 * 60 * 60
VALID, REVOKED, SUSPENDED, ENDED = 0, 1, 2, 3
GOOD, UNCHECKED, REFUSED = "good", "good_unchecked", "refused"


@dataclass(frozen=True)
class Question:
    """When, and at which port, or in which county and with which employer's short code."""

    at: int
    port: str = ""
    area: str = ""
    employer: str = ""


@dataclass(frozen=True)
class Permit:
    """What a code says."""

    number: str
    name: str
    birth_year: int
    paper_end: str
    employer_code: str
    employer_name: str
    areas: tuple[str, ...]
    ports: tuple[str, ...]
    permit_class: int
    index: int
    issuer: str
    begins: int
    ends: int
    signed_at: int


@dataclass(frozen=True)
class Answer:
    """The answer, with its reason where it is a refusal, and how old the lists are that it rests on."""

    answer: str
    reason: str = ""
    permit: Permit | None = None
    keys_age: int | None = None
    status_age: int | None = None
    unchecked_since: int | None = None


def check(code: str, question: Question, keys: Keys | None, statuses: Statuses | None) -> Answer:
    """Check a code; lists that are not there are none."""
    at = question.at
    keys_age = None if keys is None else max(0, at - keys.signed_at)
    status_age = None if statuses is None else max(0, at - statuses.signed_at)
    permit = None
    try:
        envelope = from_code(code)
        permit = read_permit(envelope)
    except Unreadable:
        reason = "signature"
    else:
        reason = _against_key(envelope, permit, keys)
        permit = None if reason in ("signature", "unknown_key") else permit
        if permit and keys:
            reason = reason or _against(permit, question, statuses) or _too_old(permit, at, keys, statuses)
    if reason or statuses is None:
        return Answer(REFUSED, reason, permit, keys_age, status_age)
    if at >= statuses.ends:
        return Answer(UNCHECKED, "", permit, keys_age, status_age, statuses.signed_at)
    return Answer(GOOD, "", permit, keys_age, status_age)


def read_permit(envelope: Envelope) -> Permit:
    """Read the claims of a code: those that belong in it, each of its type, and no others."""
    claims = envelope.claims
    said = claims.get(PERMIT)
    if envelope.kind or claims.keys() != {ISSUER, ENDS, BEGINS, SIGNED, PERMIT}:
        raise Unreadable("no permit")
    if not isinstance(said, dict) or said.keys() != set(range(1, 10)):
        raise Unreadable("no permit")
    texts = [claims[ISSUER], said[1], said[2], said[4], *_texts(said[5], 2), *_texts(said[6]), *_texts(said[7])]
    numbers = [claims[ENDS], claims[BEGINS], claims[SIGNED], said[3], said[8], said[9]]
    if not all(isinstance(text, str) for text in texts) or not all(_is_number(number) for number in numbers):
        raise Unreadable("no permit")
    return Permit(
        *(said[1], said[2], said[3], said[4], said[5][0], said[5][1], tuple(said[6]), tuple(said[7]), said[8], said[9]),
        *(claims[ISSUER], claims[BEGINS], claims[ENDS], claims[SIGNED]),
    )


def _texts(value: Any, count: int | None = None) -> list[Any]:
    if not isinstance(value, list) or count not in (None, len(value)):
        raise Unreadable("no permit")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and 0 <= value < 2**53


def _against_key(envelope: Envelope, permit: Permit, keys: Keys | None) -> str:
    key: Key | None = keys.keys.get(envelope.key) if keys else None
    if key is None or (key.use, key.algorithm, key.authority) != (PERMITS, ED25519, permit.issuer):
        return "unknown_key"
    if not envelope.is_signed_by(key.public):
        return "signature"
    return "" if key.signs_at(permit.signed_at) else "key_expired"


def _against(permit: Permit, asked: Question, statuses: Statuses | None) -> str:
    status = statuses.of(permit.index) if statuses else None
    reasons = {
        "not_yet_valid": asked.at < permit.begins,
        "ended": asked.at >= permit.ends or status == ENDED,
        "revoked": status == REVOKED,
        "suspended": status == SUSPENDED,
        "wrong_port": asked.port != "" and asked.port not in permit.ports,
        "wrong_area": (asked.area != "" and asked.area not in permit.areas)
        or (asked.employer != "" and asked.employer != permit.employer_code),
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _too_old(permit: Permit, at: int, keys: Keys, statuses: Statuses | None) -> str:
    if statuses is None or at - statuses.signed_at > OLDEST or at >= keys.ends:
        return "list_too_old"
    is_missing = statuses.of(permit.index) is None and permit.signed_at < statuses.signed_at
    return "list_too_old" if is_missing else ""
