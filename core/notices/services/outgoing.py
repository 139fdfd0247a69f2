"""Outgoing requests that cannot be turned against our own network, hang, or be led elsewhere."""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

WAIT = 5.0
WHOLE = 15.0
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
FINAL = frozenset({404, 405, 410})


class Undelivered(Exception):
    """A letter did not reach its reader; `final` where trying again is of no use."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        self.final = final
        super().__init__(reason)


def post(url: str, body: bytes, headers: Mapping[str, str], *, trusted: bool = False) -> None:
    """POST JSON and be content with any 2xx; no redirect is followed and no answer read.

    Only https, and only to public addresses: the address that was looked at is the one connected to. An address
    of the service's own settings is `trusted` to lie in a private network. In DEBUG the own machine may be
    asked by http.
    """
    parts = _address(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    address = _resolved(host, port, trusted=trusted)
    if parts.scheme != "https" and not (settings.DEBUG and ipaddress.ip_address(address).is_loopback):
        raise Undelivered("only https is used", final=True)
    connection = _Pinned(host, port, address, secure=parts.scheme == "https")
    timer = threading.Timer(WHOLE, connection.cut)
    timer.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Undelivered(type(error).__name__) from error
    finally:
        timer.cancel()
        connection.close()
    if not 200 <= status < 300:
        raise Undelivered(f"answered {status}", final=status in FINAL)


def is_open_address(url: str) -> bool:
    """Whether a URL may be written to: https, with a host that is not plainly of a private network."""
    try:
        parts = _address(url)
        literal = ipaddress.ip_address(parts.hostname or "")
    except Undelivered:
        return False
    except ValueError:
        host = parts.hostname or ""
        return parts.scheme == "https" and "." in host and not host.endswith((".local", ".internal", ".localhost"))
    return parts.scheme == "https" and literal.is_global


def _address(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole or parts.username is not None:
        raise Undelivered("not a web address", final=True)
    return parts


def _resolved(host: str, port: int, *, trusted: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Undelivered("unknown host") from error
    addresses = [str(entry[4][0]) for entry in found]
    own = settings.DEBUG and all(ipaddress.ip_address(address).is_loopback for address in addresses)
    if not trusted and not own and not all(_is_public(address) for address in addresses):
        raise Undelivered("not a public address", final=True)
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        # An IPv6 address can stand for an IPv4 one, which is where the request would arrive.
        if ip in NAT64 or ip.sixtofour or ip.teredo:
            return False
        if ip.ipv4_mapped:
            return _is_public(str(ip.ipv4_mapped))
    return ip.is_global and not ip.is_multicast


class _Pinned(http.client.HTTPConnection):
    """A connection to one address that was looked at, whatever its name resolves to by now."""

    def __init__(self, host: str, port: int, address: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=WAIT)
        self._pinned, self._secure = address, secure
        if secure:
            self.default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Connect to the pinned address; the certificate must be the named host's."""
        self.sock = socket.create_connection((self._pinned, self.port), WAIT)
        if self._secure:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """End a conversation that takes too long."""
        if self.sock is not None:
            self.sock.shutdown(socket.SHUT_RDWR)
