"""Files that people hand in: scans of licences, photos of workers, and what shows their evidence."""

import base64
import binascii
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.inputs import Input, Purpose
from api.resource import Act, Look, Resource, by_id
from api.shapes import Shape
from attachments.enums import AttachmentKind, Media
from core.actors import Actor
from core.permissions import Permission as P
from employers.models import LicenceFile
from employers.services.licensing import files as licence_files
from workers.models import WorkerFile
from workers.services.identity import files as worker_files


class File(serializers.CharField):
    """The content of a file: as a part of a form, or in Base64."""

    default_error_messages = {"not_base64": _("Send the file as a part of a form, or its content in Base64.")}

    def to_internal_value(self, data: Any) -> Any:
        """The bytes themselves."""
        try:
            return base64.b64decode(super().to_internal_value(data), validate=True)
        except (binascii.Error, ValueError):
            self.fail("not_base64")


class FileShape(Shape):
    """What is known of a file."""

    id = serializers.UUIDField(source="attachment_id")
    kind = serializers.ChoiceField(AttachmentKind.choices, source="attachment.kind")
    media = serializers.ChoiceField(Media.choices, source="attachment.media")
    size = serializers.IntegerField(source="attachment.size")
    pages = serializers.IntegerField(source="attachment.pages")
    handed_in_at = serializers.DateTimeField(source="attachment.handed_in_at")


COMMON = ("id", "kind", "media", "size", "pages", "handed_in_at")


class WorkerFileShape(FileShape):
    """A file of a worker: the photo, or what shows some evidence."""

    class Meta:
        model = WorkerFile
        fields = (*COMMON, "worker", "evidence")


class LicenceFileShape(FileShape):
    """A scan of a licence."""

    class Meta:
        model = LicenceFile
        fields = (*COMMON, "licence")


class WorkerFileInput(Input):
    """A file for a worker's record: of some evidence where one is named, else the photo."""

    file = File(max_length=12_000_000)
    worker = serializers.UUIDField(required=False)
    evidence = serializers.UUIDField(required=False)


class LicenceFileInput(Input):
    """A scan of one's own licence."""

    file = File(max_length=12_000_000)
    licence = serializers.UUIDField()


class ContentOut(serializers.Serializer[Any]):
    """A file itself."""

    media = serializers.ChoiceField(Media.choices)
    content = serializers.CharField(help_text="in Base64")


def hand_in_of_worker(
    *, file: bytes, by: Actor, at: datetime, worker: UUID | None = None, evidence: UUID | None = None
) -> WorkerFile:
    """Hand in a photo, or what shows some evidence."""
    if evidence is not None:
        return worker_files.hand_in_evidence(evidence, file, by=by, at=at)
    return worker_files.hand_in_photo(worker or UUID(int=0), file, by=by, at=at)


def hand_in_of_licence(*, file: bytes, licence: UUID, by: Actor, at: datetime) -> LicenceFile:
    """Hand in a scan of one's own licence."""
    return licence_files.hand_in(licence, file, by=by, at=at)


def content_of_licence_file(key: UUID, *, by: Actor, at: datetime) -> dict[str, str]:
    """Read a scan of a licence."""
    file, content = licence_files.read(key, by=by)
    return {"media": file.attachment.media, "content": base64.b64encode(content).decode()}


def content_of_worker_file(key: UUID, *, by: Actor, at: datetime, purpose: str = "") -> dict[str, str]:
    """Read a file of a worker."""
    file, content = worker_files.read(key, purpose, by=by)
    return {"media": file.attachment.media, "content": base64.b64encode(content).decode()}


FILES = (
    Resource(
        "worker-files",
        lambda by: WorkerFile.objects.visible_to(by).kept().order_by(),
        WorkerFileShape,
        "Photos of workers, and what shows their evidence.",
        filters={"worker": by_id("worker", "of this worker"), "evidence": by_id("evidence", "of this evidence")},
        make=Act(
            "hand-in",
            hand_in_of_worker,
            "Hand one in.",
            takes=WorkerFileInput,
            permission=P.RECORD_EVIDENCE,
            files=True,
        ),
        acts=(
            Act(
                "take-back",
                worker_files.take_back,
                "Show it to nobody any more.",
                permission=P.RECORD_EVIDENCE,
                keeps=False,
            ),
        ),
        looks=(Look("content", content_of_worker_file, ContentOut, "The file itself.", asks=Purpose, of_one=True),),
    ),
    Resource(
        "licence-files",
        lambda by: LicenceFile.objects.visible_to(by).kept().order_by(),
        LicenceFileShape,
        "Scans of licences.",
        filters={"licence": by_id("licence", "of this licence")},
        make=Act(
            "hand-in",
            hand_in_of_licence,
            "Hand one in.",
            takes=LicenceFileInput,
            permission=P.APPLY_LICENCE,
            files=True,
        ),
        acts=(
            Act(
                "take-back",
                licence_files.take_back,
                "Show it to nobody any more.",
                permission=P.APPLY_LICENCE,
                keeps=False,
            ),
        ),
        looks=(Look("content", content_of_licence_file, ContentOut, "The file itself.", of_one=True),),
    ),
)
