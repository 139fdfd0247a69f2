"""Asking a scanner for malware about a file before it is kept; one that speaks as clamd does, where there is one."""

import logging
import socket
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid

log = logging.getLogger(__name__)

SECONDS: Final = 15
PIECE: Final = 64 * 1024
LONGEST_ANSWER: Final = 4096


def refuse_infected(content: bytes) -> None:
    """Raise `Invalid` for a file in which the scanner finds something, and for all while it does not answer."""
    if not settings.SCANNER:
        return
    try:
        said = _asked(content)
    except OSError as error:
        log.exception("The scanner for malware does not answer")
        words = _("Files cannot be looked through for malware now, so none is taken: try again in a while.")
        raise Invalid("scanner_away", words, field="file") from error
    if said.endswith("FOUND"):
        log.warning("The scanner for malware refused a file", extra={"found": said})
        words = _("The file carries malware: clean the machine it comes from, and make the file anew.")
        raise Invalid("file_infected", words, field="file")
    if said != "stream: OK":
        log.error("The scanner for malware did not understand", extra={"said": said})
        raise Invalid("scanner_away", _("The file could not be looked through for malware: try again."), field="file")


def _asked(content: bytes) -> str:
    host, _colon, port = settings.SCANNER.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=SECONDS) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
        said = b""
        while len(said) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
            said += more
    return said.rstrip(b"\0\n").decode("ascii", "replace")
