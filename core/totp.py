"""Codes of an authenticator app (RFC 6238): six digits, anew every half minute."""

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP, DIGITS = 30, 6
DRIFT = 1
"""So many half minutes a telephone's clock may be wrong, either way."""


def new_secret() -> str:
    """A secret to be shared with an app."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of one half minute (RFC 4226, truncated HMAC-SHA-1, which is what apps know)."""
    mac = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1)
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4], 'big') & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def step_at(at: datetime) -> int:
    """The number of the half minute."""
    return int(at.timestamp()) // STEP


def step_of(secret: str, code: str, *, at: datetime, after: int = 0) -> int | None:
    """The half minute whose code this is, near that moment and after the last one taken; else nothing."""
    now = step_at(at)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            return step
    return None


def address(secret: str, account: str, issuer: str) -> str:
    """What an app reads from the picture."""
    asked = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{asked}"
