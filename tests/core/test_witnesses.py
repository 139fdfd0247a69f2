"""Witnesses: a letter and a request really arrive, and operators are told when one does not answer."""

import datetime as dt
import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.utils import timezone

from accounts.services import watch
from core.alerts.models import Alert
from core.evidence.models import Deposit
from core.evidence.services import deposits, standing
from core.notices.models import Notice
from tests.core.outside import outside
from tests.core.tampering import Held, as_owner, held, seal, sealed, tell, witness_key
from tests.factories import World
from verifier.events import opened

__all__ = ["held", "sealed"]
pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def post_office() -> Iterator[tuple[int, list[bytes]]]:
    """A mail server that takes whatever it is given: its port, and what came."""
    came = list[bytes]()

    class Counter(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 localhost\r\n")
            while line := self.rfile.readline():
                word = line.strip().upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    came.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    break

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Counter) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server.server_address[1], came
        server.shutdown()
        thread.join()


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The certificate of a server on this machine, which this process trusts and no other."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(private + made.public_bytes(Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_note_arrives_as_a_letter_and_proves_itself(settings) -> None:
    with post_office() as (port, came):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.WITNESSES = ["email:witness@example.org"]
        tell("a")
        made = seal()

    [letter] = [message_from_bytes(one, policy=default) for one in came]
    assert letter["To"] == "witness@example.org"
    assert letter["Auto-Submitted"] == "auto-generated"
    note = letter.get_content().replace("\r\n", "\n")
    assert note.rstrip("\n") + "\n" == made.note
    assert opened(made.note, witness_key()).number == made.number
    assert Deposit.objects.get().delivered_at


def test_a_note_arrives_at_a_web_address_and_proves_itself(settings, secure: ssl.SSLContext) -> None:
    with outside(secure) as seen:
        settings.WITNESSES = [seen.url]
        tell("a")
        made = seal()

    [(path, headers, body)] = seen.requests
    assert path == "/letters?x=1"
    assert headers["idempotency-key"] == f"{settings.EVIDENCE_ORIGIN} {made.number}"
    assert json.loads(body) == {"number": made.number, "note": made.note}
    assert opened(json.loads(body)["note"], witness_key()).size == made.size
    assert Deposit.objects.get().delivered_at


def test_a_web_address_that_is_not_whom_it_says_gets_nothing(
    settings, secure: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "nobody.pem").write_text("")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nobody.pem"))

    with outside(secure) as seen:
        settings.WITNESSES = [seen.url]
        seal()

    assert seen.requests == []
    assert Deposit.objects.get().delivered_at is None
    assert "SSL" in Deposit.objects.get().last_error


def test_operators_are_told_once_when_nothing_is_sealed_and_no_longer_when_it_goes_on(
    world: World, sealed: None, settings
) -> None:
    at = timezone.now()
    quiet = watch.tell(at=at)
    late = f"interval '{settings.EVIDENCE_WARNS_AFTER + 1} minutes'"
    as_owner(f"UPDATE evidence_checkpoint SET made_at = made_at - {late}")

    raised = watch.tell(at=at), watch.tell(at=at)

    operator, bureau = world.member("operator", "officer"), world.member("bureau", "approver")
    told = Alert.objects.visible_to(operator).open().filter(kind="record_unsealed")
    assert (quiet, raised) == (0, (1, 0))
    assert told.count() == 1
    assert not Alert.objects.visible_to(bureau).filter(kind="record_unsealed").exists()
    letters = Notice.objects.filter(kind="record_unsealed", channel="in_app")
    assert [letter.organisation_id for letter in letters] == [operator.organisation_id]
    assert not standing.age() > timedelta(hours=settings.EVIDENCE_STOPS_AFTER) / 4
    seal()
    watch.tell(at=at)
    assert not told.exists()


def test_operators_are_told_which_witness_does_not_answer(world: World, settings, held: Held) -> None:
    silent = "https://127.0.0.1:1/none"
    settings.WITNESSES = [silent, f"file:{held.witness}"]
    seal()
    at = timezone.now()

    soon = watch.tell(at=at)
    later = watch.tell(at=at + timedelta(minutes=settings.EVIDENCE_WARNS_AFTER + 1))

    alerts = Alert.objects.visible_to(world.member("operator", "administrator")).open().filter(kind="witness_silent")
    assert (soon, later) == (0, 1)
    assert [alert.subject_id for alert in alerts] == [silent]
    assert Notice.objects.filter(kind="witness_silent").exists()
    states = {one.witness: one for one in deposits.standing_of_each()}
    assert (states[silent].latest, states[silent].waiting) == (None, 1)
    assert states[silent].error
    assert states[f"file:{held.witness}"][1:] == (1, 0, "")
    settings.WITNESSES = [f"file:{held.witness}"]
    watch.tell(at=at + timedelta(hours=1))
    assert not alerts.all().exists()
