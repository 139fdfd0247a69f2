"""The border: a post's look-ups, one at a time; its devices and their logs; and the check that is open to everybody."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.inputs import Input, Text
from api.resource import Act, Look, Resource, by_id
from api.resources.sets import MOST
from api.shapes import Shape, hexadecimal
from core.actors import Actor
from core.dates import day_of
from core.permissions import Permission as P
from permits.enums import Direction, LookUpPurpose
from permits.models import Device, DeviceLog
from permits.services.border import devices
from permits.services.border import look_up as look_ups

KINDS = frozenset({"post", "oversight"})
"""For whom devices are there at all."""


class DeviceShape(Shape):
    """A post's device that works without network; its key is known, so that its log can be proved."""

    public_key = serializers.CharField(help_text="Ed25519, 32 bytes in hexadecimal")
    computed = {"public_key": hexadecimal("public_key")}

    class Meta:
        model = Device
        fields = ("id", "organisation", "name", "public_key", "enrolled_at", "retired_at")


class DeviceLogShape(Shape):
    """One upload of a device."""

    class Meta:
        model = DeviceLog
        fields = ("id", "device", "first_sequence", "last_sequence", "digest", "uploaded_at")


class CheckOut(serializers.Serializer[Any]):
    """Whether the permit of that number holds on that day in China, and nothing else."""

    holds = serializers.BooleanField()
    on = serializers.DateField()


class LookUpInput(Input):
    """The number on the permit, and what it is looked up for."""

    number = Text(max_length=30)
    purpose = serializers.ChoiceField(LookUpPurpose.choices)


class WhyNotOut(serializers.Serializer[Any]):
    """One thing that stands against it."""

    code = serializers.CharField()
    message = serializers.CharField()


class LookUpOut(serializers.Serializer[Any]):
    """What a post needs at the gate: whether it holds, and what to compare with person and paper."""

    permit = serializers.UUIDField()
    reference = serializers.CharField()
    is_valid = serializers.BooleanField()  # type: ignore[assignment]
    problems = WhyNotOut(many=True)
    expected = serializers.ChoiceField(Direction.choices, help_text="which way the holder goes next")
    name = serializers.CharField()
    birth_year = serializers.IntegerField()
    ports = serializers.ListField(child=serializers.CharField())
    last_lawful_on = serializers.DateField(help_text="by the counting rule, if the entry were today")


class DeviceInput(Input):
    """A device of one's own post."""

    name = Text(max_length=60)
    public_key = Text(max_length=64, help_text="Ed25519, 32 bytes in hexadecimal")


class LogInput(Input):
    """A log exactly as the device signed it."""

    device = serializers.UUIDField()
    entries = serializers.ListField(
        child=serializers.DictField(),
        min_length=1,
        max_length=MOST,
        help_text="sequence, occurred_at, direction, number, previous: docs/offline-proof.md",
    )
    signature = Text(max_length=128, help_text="in hexadecimal, over the device's key and these entries")


def check(key: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """Whether a permit holds today."""
    return {"holds": look_ups.check_public(key, at=at), "on": day_of(at)}


def look_up(*, number: str, purpose: str, by: Actor, at: datetime) -> dict[str, Any]:
    """Answer for one permit to a post."""
    found = look_ups.look_up(number, purpose=purpose, by=by, at=at)
    names = ("is_valid", "expected", "name", "birth_year", "ports", "last_lawful_on")
    problems = [{"code": one.code, "message": str(one)} for one in found.problems]
    said = {name: getattr(found, name) for name in names} | {"problems": problems}
    return {"permit": found.permit.pk, "reference": found.permit.reference, **said}


def upload(*, device: UUID, entries: Any, signature: str, by: Actor, at: datetime) -> DeviceLog:
    """Take in a device's log."""
    return devices.upload_log(device, entries=entries, signature=signature, by=by, at=at)


BORDER = (
    Resource(
        "permit-check",
        None,
        None,
        "Whether a permit holds, for everybody who has its number.",
        key="str",
        public=True,
        looks=(
            Look(
                "",
                check,
                CheckOut,
                "Whether the permit of that number holds today.",
                public=True,
                of_one=True,
                hot=True,
            ),
        ),
    ),
    Resource(
        "look-ups",
        None,
        None,
        "Posts' look-ups: one permit at a time, each on record.",
        common_acts=(
            Act(
                "ask",
                look_up,
                "Answer for one permit by the number on it; twenty a minute at most.",
                takes=LookUpInput,
                gives=LookUpOut,
                permission=P.LOOK_UP_PERMIT,
                secret=True,
                at_once=True,
            ),
        ),
    ),
    Resource(
        "devices",
        lambda by: Device.objects.visible_to(by),
        DeviceShape,
        "Posts' devices that work without network.",
        kinds=KINDS,
        make=Act("enrol", devices.enrol, "Enrol a device under its key.", takes=DeviceInput, permission=P.KEEP_DEVICES),
        acts=(Act("retire", devices.retire, "Retire it: it was lost or replaced.", permission=P.KEEP_DEVICES),),
    ),
    Resource(
        "device-logs",
        lambda by: DeviceLog.objects.visible_to(by),
        DeviceLogShape,
        "Uploads of devices, signed and numbered.",
        kinds=KINDS,
        filters={"device": by_id("device", "of this device")},
        make=Act(
            "upload",
            upload,
            "Take in a log as the device signed it; the same log again is the same upload.",
            takes=LogInput,
            permission=P.RECORD_CROSSING,
        ),
    ),
)
