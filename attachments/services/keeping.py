"""Handing files in, reading them again, taking them back, and keeping folder and records in step."""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from attachments.enums import AttachmentKind, Media
from attachments.models import Attachment, random_name
from attachments.rules import ALLOWED, JPEG, LARGEST, PDF, media_of
from attachments.services import folder
from attachments.services.documents import pages_of
from attachments.services.likeness import likeness_of
from attachments.services.pictures import redrawn
from attachments.services.scanning import refuse_infected
from core import sealing
from core.actors import CLOCK, Actor
from core.audit.services import act
from core.db import new_id
from core.errors import Forbidden, Invalid, NotFound

log = logging.getLogger(__name__)

SETTLED: Final = 3600.0
"""Seconds after which a file whose record never came is an orphan."""
PUT_BY: Final = timedelta(days=1)
"""How long a file is kept that came with a form which was not right."""
BATCH: Final = 1000


def keep(content: bytes, kind: str, *, by: Actor, at: datetime) -> Attachment:
    """Look at a file, make it harmless, and keep it, for the act that is open; raises `Invalid`.

    Were the act given up, the file alone would stay: `sweep` finds it.
    """
    if by.organisation_id is None or by.actor_id is None:
        raise Forbidden("no_organisation", _("Only an organisation hands in files."))
    harmless, media, pages = _looked_at(content, kind)
    attachment = Attachment(
        kind=kind,
        media=media,
        size=len(harmless),
        pages=pages,
        digest=sealing.digest(content.hex(), "attachments.attachment"),
        organisation_id=by.organisation_id,
        handed_in_by=by.actor_id,
        handed_in_at=at,
        likeness=likeness_of(harmless) if kind == AttachmentKind.PHOTO else None,
    )
    folder.write(attachment.stored_as, harmless)
    attachment.save(force_insert=True)
    return attachment


def put_by(content: bytes, kind: str, *, by: Actor, at: datetime) -> Attachment:
    """Keep a file that came with a form, until the form is right and a record takes it up, or for a day."""
    with act("hand_in_file", by=by):
        attachment = keep(content, kind, by=by, at=at)
        attachment.awaits_record = True
        attachment.save(update_fields=["awaits_record"])
        return attachment


def take_up(attachment_id: UUID, kind: str, *, by: Actor) -> Attachment:
    """The file that was put by, for the record that carries it from now on, within the act that is open."""
    mine = Attachment.objects.visible_to(by).waiting().filter(Q(handed_in_by=by.actor_id), kind=kind)
    attachment = mine.select_for_update(of=("self",)).filter(pk=attachment_id).first()
    if attachment is None:
        raise Invalid("file_gone", _("The file is not kept any more: choose it again."), field="file")
    attachment.awaits_record = False
    attachment.save(update_fields=["awaits_record"])
    return attachment


def copy(attachment: Attachment, *, by: Actor, at: datetime) -> Attachment:
    """The same file once more, for another record, within the act that is open."""
    same = Attachment.objects.get(pk=attachment.pk)
    same.pk, same.stored_as, same.handed_in_at = new_id(), random_name(), at
    folder.write(same.stored_as, folder.read(attachment.stored_as))
    same.save(force_insert=True)
    return same


def let_go(*, at: datetime) -> int:
    """Take back the files that were put by a day ago and taken up by nothing; how many."""
    with act("let_go_file", by=CLOCK):
        waiting = Attachment.objects.waiting().filter(handed_in_at__lte=at - PUT_BY)
        return waiting.update(taken_back_at=at)


def content_of(attachment: Attachment) -> bytes:
    """The file itself; raises `NotFound` where it was taken back or is missing."""
    if attachment.taken_back_at is not None:
        raise NotFound
    try:
        return folder.read(attachment.stored_as)
    except (FileNotFoundError, sealing.Unreadable):
        log.exception("A file that was handed in is missing or was changed", extra={"attachment": str(attachment.pk)})
        raise NotFound from None


def take_back(attachment: Attachment, *, at: datetime) -> None:
    """Show a file to nobody any more, for the act that is open; its content is removed with the next sweep."""
    attachment.taken_back_at = at
    attachment.save(update_fields=["taken_back_at"])


def sweep() -> int:
    """Remove the files without a record and those that were taken back, and say how many."""
    removed, waiting = 0, list(folder.names(older_than=SETTLED))
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        kept = set(Attachment.objects.kept().filter(stored_as__in=batch).values_list("stored_as", flat=True))
        for name in set(batch) - kept:
            folder.remove(name)
            removed += 1
    return removed


def _looked_at(content: bytes, kind: str) -> tuple[bytes, str, int]:
    """The file as it is kept, what it is, and how many pages it has."""
    if not content:
        raise Invalid("file_empty", _("The file is empty: choose another."), field="file")
    if len(content) > LARGEST:
        words = _("The file is larger than %(most)s MB: save it smaller.")
        raise Invalid("file_too_large", words, field="file", most=LARGEST // 1_000_000)
    media = media_of(content)
    if media not in ALLOWED[kind]:
        words = _("What is in the file is none of these, whatever its name: %(media)s. Choose another.")
        told = ", ".join(str(Media(one).label) for one in sorted(ALLOWED[kind]))
        raise Invalid("file_type", words, field="file", media=told)
    refuse_infected(content)
    if media == PDF:
        return content, PDF, pages_of(content)
    return redrawn(content, media, kind), JPEG, 1
