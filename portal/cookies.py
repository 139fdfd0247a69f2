"""Cookies of the service: signed, unseen by scripts, given back to this host alone."""

from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SameSite = Literal["Lax", "Strict"]
HOST, SECURE = "__Host-", "__Secure-"
"""Prefixes by which browsers take a cookie over TLS only, the first for the whole host (RFC 6265bis, 4.1.3)."""


def write(
    answer: HttpResponse,
    name: str,
    value: str,
    *,
    salt: str,
    max_age: timedelta,
    path: str = "/",
    samesite: SameSite = "Lax",
) -> None:
    """Let the browser keep a value for so long."""
    answer.set_signed_cookie(
        _named(name, path),
        value,
        salt=salt,
        max_age=max_age,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=samesite,
    )


def read(request: HttpRequest, name: str, *, salt: str, max_age: timedelta, path: str = "/") -> str:
    """The value the browser brings; nothing where it brings none, or one that is old or not ours."""
    return str(request.get_signed_cookie(_named(name, path), default="", salt=salt, max_age=max_age) or "")


def forget(answer: HttpResponse, name: str, *, path: str = "/", samesite: SameSite = "Lax") -> None:
    """Take a cookie from the browser."""
    answer.delete_cookie(_named(name, path), path=path, samesite=samesite)


def _named(name: str, path: str) -> str:
    if not settings.SESSION_COOKIE_SECURE:
        return name
    return (HOST if path == "/" else SECURE) + name
