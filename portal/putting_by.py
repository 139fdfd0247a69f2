"""A file that came with a form: kept at once, so that a form that is refused need not be given it again."""

from django.http import HttpRequest, QueryDict

from attachments.rules import LARGEST
from attachments.services import keeping
from core.errors import Refusal
from portal.actors import actor, now


def put_by(request: HttpRequest, kind: str) -> tuple[QueryDict, Refusal | None]:
    """What was sent, with its file kept and named in it; and why the file was refused, if it was."""
    sent = request.POST.copy()
    file = request.FILES.get("file")
    if file is None:
        return sent, None
    sent["kept"] = ""
    try:
        content = file.read(LARGEST + 1)
        sent["kept"] = str(keeping.put_by(content, kind, by=actor(request), at=now()).pk)
    except Refusal as refusal:
        return sent, refusal
    return sent, None
