"""The ways out: each takes one letter in words to its reader, or raises `Undelivered`."""

import json
import logging
import smtplib
import sys
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage
from django.utils.module_loading import import_string

from core.notices.enums import Channel
from core.notices.models import Notice
from core.notices.services.letters import Rendered
from core.notices.services.outgoing import Undelivered, post

log = logging.getLogger(__name__)

USUAL = {
    Channel.EMAIL: "core.notices.services.adapters.smtp",
    Channel.SMS: "core.notices.services.adapters.sms_gateway",
}
AT_THE_DESK = dict.fromkeys((Channel.EMAIL, Channel.SMS), "core.notices.services.adapters.console")


class Adapter(Protocol):
    """One way out."""

    def __call__(self, notice: Notice, letter: Rendered, *, at: datetime) -> None:
        """Deliver the letter, or raise `Undelivered`."""


def adapter_of(channel: str) -> Adapter:
    """The way out that the settings name for a channel (`NOTICE_ADAPTERS`: channel → dotted path)."""
    usual = AT_THE_DESK if settings.DEBUG else USUAL
    path = {**usual, **getattr(settings, "NOTICE_ADAPTERS", {})}.get(channel)
    if path is None:
        raise Undelivered(f"no adapter for {channel}", final=True)
    adapter: Adapter = import_string(path)
    return adapter


def in_app(notice: Notice, letter: Rendered, *, at: datetime) -> None:
    """Leave the letter where it is: it is read in the service."""


def console(notice: Notice, letter: Rendered, *, at: datetime) -> None:
    """Show the letter where the service was started; whose address it goes to stays unsaid."""
    reader = notice.member_id or notice.organisation_id or notice.person_id
    sys.stdout.write(f"\n[{notice.channel} to {reader}] {letter.subject}\n{letter.body}\n")
    sys.stdout.flush()


def to_file(notice: Notice, letter: Rendered, *, at: datetime) -> None:
    """Add the letter to the file that `NOTICE_FILE` names, one JSON object a line."""
    line = {"id": str(notice.pk), "at": at.isoformat(), "channel": notice.channel, "to": notice.address}
    try:
        with open(settings.NOTICE_FILE, "a", encoding="utf-8") as file:
            file.write(json.dumps(line | {"subject": letter.subject, "body": letter.body}, ensure_ascii=False) + "\n")
    except OSError as error:
        raise Undelivered(f"file: {error.strerror}") from error


def smtp(notice: Notice, letter: Rendered, *, at: datetime) -> None:
    """Send the letter by e-mail; its id is the message's, so that a second delivery can be told."""
    headers = {"Message-ID": f"<{notice.pk}@{settings.NOTICE_DOMAIN}>", "Auto-Submitted": "auto-generated"}
    try:
        EmailMessage(letter.subject, letter.body, to=[notice.address], headers=headers).send()
    except (smtplib.SMTPRecipientsRefused, BadHeaderError, UnicodeError) as error:
        raise Undelivered(type(error).__name__, final=True) from error
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered(type(error).__name__) from error


def sms_gateway(notice: Notice, letter: Rendered, *, at: datetime) -> None:
    """Hand the letter to the text-message gateway: a JSON POST to `SMS_GATEWAY_URL` with a bearer secret."""
    text = f"{letter.subject}. {letter.body}".replace("\n", " ")
    post(
        settings.SMS_GATEWAY_URL,
        json.dumps({"id": str(notice.pk), "to": notice.address, "text": text}, ensure_ascii=False).encode(),
        {"Authorization": f"Bearer {settings.SMS_GATEWAY_SECRET}", "Idempotency-Key": str(notice.pk)},
        trusted=True,
    )
