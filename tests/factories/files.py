"""Files as records carry them; what is in them matters to nobody."""

import io
from functools import cache
from typing import Any

from PIL import Image

from accounts.models import Member
from attachments.models import Attachment
from attachments.services import folder
from employers.models import Licence, LicenceFile
from tests.factories.common import AT
from workers.models import Worker, WorkerFile


def attachment(by: Member, kind: str, **given: Any) -> Attachment:
    """A file that a member handed in."""
    usual: dict[str, Any] = {"media": "image/jpeg", "size": 1, "digest": b"digest", "handed_in_at": AT}
    made = Attachment.objects.create(kind=kind, organisation=by.organisation, handed_in_by=by.pk, **usual | given)
    folder.write(made.stored_as, _picture())
    return made


@cache
def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (35, 45), "grey").save(out, "JPEG")
    return out.getvalue()


def worker_file(of: Worker, by: Member, **given: Any) -> WorkerFile:
    """A photo of a worker."""
    return WorkerFile.objects.create(attachment=attachment(by, "photo"), worker=of, **given)


def licence_file(of: Licence, by: Member) -> LicenceFile:
    """A scan of a licence."""
    return LicenceFile.objects.create(attachment=attachment(by, "licence"), licence=of)
