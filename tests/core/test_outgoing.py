"""Outgoing requests: public, by https, not led elsewhere, not kept waiting."""

import socket
import threading
from collections import namedtuple

import pytest

from core.notices.services import outgoing
from core.notices.services.outgoing import Undelivered, is_open_address, post
from tests.core.outside import outside

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "fe80::1",
    "fd00::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
]


@pytest.fixture
def resolves(monkeypatch):
    """Let every name stand for these addresses."""

    def to(*addresses):
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: found)

    return to


@pytest.fixture
def at_home(settings):
    """On the own machine, in DEBUG."""
    settings.DEBUG = True


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_never_asked(address, resolves):
    resolves(address)

    with pytest.raises(Undelivered, match="not a public address") as problem:
        post("https://hooks.example.org/", b"{}", {})

    assert problem.value.final


def test_one_private_address_among_public_ones_is_enough(resolves):
    resolves("93.184.215.14", "10.0.0.1")

    with pytest.raises(Undelivered, match="not a public address"):
        post("https://hooks.example.org/", b"{}", {})


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "https://", "https:///path", "https://user:secret@example.org/", "https://[::1", "x", ""],
)
def test_what_is_no_web_address_is_not_asked(url):
    with pytest.raises(Undelivered, match="not a web address") as problem:
        post(url, b"{}", {})

    assert problem.value.final


def test_only_https_is_used(resolves):
    resolves("93.184.215.14")

    with pytest.raises(Undelivered, match="only https"):
        post("http://hooks.example.org/", b"{}", {})


def test_a_host_that_is_not_known_may_be_known_later(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(Undelivered, match="unknown host") as problem:
        post("https://hooks.example.org/", b"{}", {})

    assert not problem.value.final


def test_the_address_that_was_looked_at_is_the_one_connected_to(resolves, monkeypatch):
    resolves("93.184.215.14")
    asked = []

    def connect(address, timeout):
        asked.append((address, timeout))
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)

    with pytest.raises(Undelivered, match="ConnectionRefusedError"):
        post("https://hooks.example.org:8443/", b"{}", {})

    assert asked == [(("93.184.215.14", 8443), outgoing.WAIT)]


def test_a_letter_arrives_with_path_headers_and_body(at_home):
    with outside() as world:
        post(world.url, b'{"a":1}', {"X-Id": "7"})

    [(path, headers, body)] = world.requests
    assert (path, body) == ("/letters?x=1", b'{"a":1}')
    assert (headers["x-id"], headers["content-type"]) == ("7", "application/json")


@pytest.mark.parametrize(("status", "final"), [(500, False), (429, False), (400, False), (404, True), (410, True)])
def test_any_other_answer_than_yes_is_told(status, final, at_home):
    with outside() as world:
        world.status = status
        with pytest.raises(Undelivered, match=f"answered {status}") as problem:
            post(world.url, b"{}", {})

    assert problem.value.final is final


def test_no_redirect_is_followed(at_home):
    with outside() as world:
        world.status, world.location = 302, world.url
        with pytest.raises(Undelivered, match="answered 302"):
            post(world.url, b"{}", {})

    assert len(world.requests) == 1


def test_the_own_machine_is_asked_in_debug_only(settings):
    settings.DEBUG = False
    with outside() as world, pytest.raises(Undelivered, match="not a public address"):
        post(world.url, b"{}", {})

    assert world.requests == []


def test_a_trusted_address_may_be_private_but_not_plain(settings):
    settings.DEBUG = False
    with outside() as world, pytest.raises(Undelivered, match="only https"):
        post(world.url, b"{}", {}, trusted=True)

    assert world.requests == []


def test_one_who_answers_drop_by_drop_is_cut_off(at_home, monkeypatch):
    monkeypatch.setattr(outgoing, "WHOLE", 0.4)
    listener = socket.create_server(("127.0.0.1", 0))
    done = threading.Event()

    def drip():
        peer, _address = listener.accept()
        with peer:
            while not done.wait(0.05):
                try:
                    peer.send(b"H")
                except OSError:
                    return

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        with pytest.raises(Undelivered):
            post(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"{}", {})
    finally:
        done.set()
        thread.join()
        listener.close()


@pytest.mark.parametrize(
    ("url", "fit"),
    [
        ("https://hooks.example.org/x", True),
        ("https://93.184.215.14/", True),
        ("http://hooks.example.org/x", False),
        ("https://localhost/x", False),
        ("https://db.internal/x", False),
        ("https://printer.local/x", False),
        ("https://10.0.0.1/", False),
        ("https://[::1]/", False),
        ("https://me:pass@example.org/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_an_address_fit_to_be_written_to(url, fit):
    assert is_open_address(url) is fit


Letter = namedtuple("Letter", ["subject", "body"])


def test_the_gateway_gets_a_text_message_with_its_secret(at_home, settings):
    from core.notices.models import Notice
    from core.notices.services.adapters import sms_gateway

    notice = Notice(address="+8613800000000", channel="sms")
    with outside() as world:
        settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_SECRET = world.url, "gateway-secret"
        sms_gateway(notice, Letter("Filing DF-1", "was granted\nten posts"), at=None)

    [(_path, headers, body)] = world.requests
    assert headers["authorization"] == "Bearer gateway-secret"
    assert headers["idempotency-key"] == str(notice.pk)
    assert '"text": "Filing DF-1. was granted ten posts"' in body.decode()
