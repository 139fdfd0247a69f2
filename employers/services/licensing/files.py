"""Files of licences: scans handed in by the intermediary, read by itself and the authority of its side."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from attachments.enums import AttachmentKind
from attachments.services import keeping
from core.actors import Actor
from core.audit.services import act, record
from core.db import lock_one, one_of
from core.errors import Conflict, Forbidden
from core.permissions import Permission as P
from core.workflow import allow
from employers.models import Licence, LicenceFile

MOST = 10
NOT_YOURS = _("Only who handed a file in can take it back.")
TOO_MANY = _("There are already %(most)s files: take back those that do not count any more.")


def hand_in(licence_id: UUID, content: bytes, *, by: Actor, at: datetime) -> LicenceFile:
    """Add a file to one's own licence."""
    with act("hand_in_file", by=by):
        licence = lock_one(Licence.objects.visible_to(by), licence_id)
        allow(P.APPLY_LICENCE, by=by)
        if licence.intermediary_id != by.organisation_id:
            raise Forbidden("not_your_licence", _("Files of a licence are handed in by its holder."))
        if LicenceFile.objects.filter(licence=licence).kept().count() >= MOST:
            raise Conflict("too_many_files", TOO_MANY, most=MOST)
        attachment = keeping.keep(content, AttachmentKind.LICENCE, by=by, at=at)
        return LicenceFile.objects.create(attachment=attachment, licence=licence)


def take_back(file_id: UUID, *, by: Actor, at: datetime) -> LicenceFile:
    """Show a file that one handed in to nobody any more."""
    with act("take_back_file", by=by):
        file = lock_one(LicenceFile.objects.visible_to(by).kept().select_related("attachment"), file_id)
        allow(P.APPLY_LICENCE, by=by)
        if file.attachment.organisation_id != by.organisation_id:
            raise Forbidden("not_handed_in_by_you", NOT_YOURS)
        keeping.take_back(file.attachment, at=at)
        return file


def read(file_id: UUID, *, by: Actor) -> tuple[LicenceFile, bytes]:
    """A file of a licence that one may see at this moment, and its content; the reading is recorded."""
    file = one_of(LicenceFile.objects.visible_to(by).kept().select_related("attachment", "licence"), file_id)
    record("read_file", file.licence, by=by, file=file_id)
    return file, keeping.content_of(file.attachment)
