"""Files are shown to a scanner for malware, played by a small one that speaks as clamd does."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from attachments.models import Attachment
from attachments.services import keeping
from core.errors import Invalid
from tests.attachments.samples import document, picture
from tests.factories import AT, World

pytestmark = pytest.mark.django_db


class Scanner:
    """Takes one file after another, and says of each what it was told to say."""

    def __init__(self) -> None:
        self.says, self.seen = b"stream: OK\0", b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                line, _from = self.socket.accept()
            except OSError:
                return
            with line, line.makefile("rb") as given:
                assert given.read(10) == b"zINSTREAM\0"
                self.seen = b""
                while size := int.from_bytes(given.read(4), "big"):
                    self.seen += given.read(size)
                line.sendall(self.says)


@pytest.fixture
def scanner(settings: Any, tmp_path: Any) -> Iterator[Scanner]:
    """A scanner that finds nothing."""
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
    made = Scanner()
    settings.SCANNER = f"127.0.0.1:{made.socket.getsockname()[1]}"
    yield made
    made.socket.close()


def test_a_file_is_shown_to_the_scanner_whole_before_it_is_kept(scanner: Scanner, world: World) -> None:
    content = picture()

    keeping.put_by(content, "photo", by=world.member("intermediary", "clerk"), at=AT)

    assert scanner.seen == content


@pytest.mark.parametrize(
    ("says", "code"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", "file_infected"),
        (b"INSTREAM size limit exceeded. ERROR\0", "scanner_away"),
        (b"", "scanner_away"),
    ],
)
def test_what_it_finds_or_cannot_judge_is_not_kept(scanner: Scanner, world: World, says: bytes, code: str) -> None:
    scanner.says = says

    with pytest.raises(Invalid) as refusal:
        keeping.put_by(document(), "evidence", by=world.member("intermediary", "clerk"), at=AT)

    assert refusal.value.code == code
    assert not Attachment.objects.exists()


def test_while_it_does_not_answer_no_file_is_taken(scanner: Scanner, world: World, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        settings.SCANNER = f"127.0.0.1:{nobody.getsockname()[1]}"
    with pytest.raises(Invalid) as refusal:
        keeping.put_by(picture(), "photo", by=world.member("intermediary", "clerk"), at=AT)

    assert refusal.value.code == "scanner_away"
