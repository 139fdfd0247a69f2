"""Tries at logging in: counted for an account from one place, so that nobody can shut somebody else out.

After a few that failed, each further one waits twice as long, up to an hour. The place is a network address, or a
browser in which the member has logged in before: that one is counted for itself, whoever else tries.
"""

from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from rest_framework.throttling import BaseThrottle

from core import sealing
from portal import cookies

FREE, FIRST, LONGEST, DAY = 5, 30, 3600, 86400
SPRAYED = 100
"""So many failures an hour from one address, over all accounts; browsers known to the account are let through."""
GUESSED = 60
"""So many wrong second factors an hour for one account, from browsers it does not know."""
COOKIE, SALT, KNOWN_FOR, FEW = "known", "portal.known", timedelta(days=180), 5


def address_of(request: HttpRequest) -> str:
    """Where a request comes from: behind proxies of our own, what the outermost of them saw."""
    return str(BaseThrottle().get_ident(request) or "")  # type: ignore[arg-type]


def too_many(request: HttpRequest, account: str) -> bool:
    """Count one more try for this account from this place; without the counter nobody is kept out."""
    known = _is_known(request, account)
    try:
        if not known and (cache.get(_hourly("spray", _network(request))) or 0) >= SPRAYED:
            return True
        key = _key(request, account, known=known)
        cache.add(key, 0, DAY)
        tries = cache.incr(key)
        if tries > FREE and not cache.add(f"{key}:wait", 1, min(FIRST * 2 ** (tries - FREE - 1), LONGEST)):
            cache.decr(key)  # one that was not heard does not lengthen the wait
            return True
    except Exception:
        return False
    return False


def failed(request: HttpRequest) -> None:
    """Count a try that failed for its address, whichever account it was for."""
    with suppress(Exception):
        key = _hourly("spray", _network(request))
        cache.add(key, 0, LONGEST)
        cache.incr(key)


def too_many_guesses(request: HttpRequest, account: str) -> bool:
    """Count one more try at a second factor, from here, and for the account from all browsers it does not know."""
    if too_many(request, f"second {account}"):
        return True
    with suppress(Exception):
        key = _hourly("guess", account)
        cache.add(key, 0, LONGEST)
        return not _is_known(request, account) and cache.incr(key) > GUESSED
    return False


def forget(request: HttpRequest, account: str) -> None:
    """Begin the count anew after a try that succeeded."""
    with suppress(Exception):
        for known in (True, False):
            key = _key(request, account, known=known)
            cache.delete_many([key, f"{key}:wait"])


def know(request: HttpRequest, answer: HttpResponse, account: str) -> None:
    """Let this browser say later that the account has logged in here."""
    marks = [_mark(account), *(mark for mark in _marks(request) if mark != _mark(account))][:FEW]
    cookies.write(answer, COOKIE, ".".join(marks), salt=SALT, max_age=KNOWN_FOR)


def _is_known(request: HttpRequest, account: str) -> bool:
    return _mark(account.removeprefix("second ")) in _marks(request)


def _marks(request: HttpRequest) -> list[str]:
    written = cookies.read(request, COOKIE, salt=SALT, max_age=KNOWN_FOR)
    return written.split(".") if written else []


def _mark(account: str) -> str:
    return sealing.digest(account.strip().lower(), "known").hex()[:24]


def _key(request: HttpRequest, account: str, *, known: bool) -> str:
    place = f"browser {cookies.read(request, COOKIE, salt=SALT, max_age=KNOWN_FOR)}" if known else _network(request)
    return "login:" + sha256(f"{account.strip().lower()}|{place}".encode()).hexdigest()


def _hourly(kind: str, of: str) -> str:
    return f"login:{kind}:" + sha256(of.encode()).hexdigest()


def _network(request: HttpRequest) -> str:
    """The address; of the newer kind the network, of which one line has as many addresses as it likes."""
    address = address_of(request)
    with suppress(ValueError):
        if (found := ip_address(address)).version == 6:
            return str(ip_network(f"{found}/64", strict=False))
    return address
