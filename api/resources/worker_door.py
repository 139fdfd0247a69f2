"""The workers' door: a one-time code by text message or over a counter, and the short session that it opens."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.inputs import Day, Input, Text
from api.resource import Act, Resource
from api.resources.sets import Chosen
from core.actors import Actor
from core.permissions import Permission as P
from workers.services import codes


class Asking(Input):
    """Who one is: the person number, and the day of birth."""

    number = Text(max_length=20)
    birth_date = Day()


class Proof(Input):
    """The person number, and the code that came."""

    number = Text(max_length=20)
    code = Text(max_length=20)


class AskedOut(serializers.Serializer[Any]):
    """The same to everybody, whether or not there is such a worker."""

    good_for_minutes = serializers.IntegerField(help_text="how long a code is good, if one was sent")


class SessionOut(serializers.Serializer[Any]):
    """The key of a session: send it as “Authorization: Bearer …”."""

    key = serializers.CharField(help_text="keep it: it is shown this once")
    worker = serializers.UUIDField()
    expires_at = serializers.DateTimeField()


class CodeOut(serializers.Serializer[Any]):
    """A code over the counter."""

    worker = serializers.UUIDField()
    code = serializers.CharField(help_text="shown this once")


class CodesOut(serializers.Serializer[Any]):
    """Codes over the counter, each for its own worker."""

    codes = CodeOut(many=True)


class EndedOut(serializers.Serializer[Any]):
    """That the session has ended."""

    closed_at = serializers.DateTimeField()


def ask(*, number: str, birth_date: date, by: Actor, at: datetime) -> dict[str, int]:
    """Have a code sent, if there is such a worker; the answer does not say."""
    codes.send_code(number, birth_date, at=at)
    return {"good_for_minutes": int(codes.GOOD_FOR.total_seconds()) // 60}


def give(*, ids: list[UUID], by: Actor, at: datetime) -> dict[str, Any]:
    """Give codes over the counter to workers whose papers were seen."""
    given = codes.give_each(ids, by=by, at=at)
    return {"codes": [{"worker": worker, "code": given[worker]} for worker in ids]}


def give_by_paper(*, number: str, birth_date: date, by: Actor, at: datetime) -> dict[str, Any]:
    """Give a code to somebody not yet known at this counter, by what the paper says."""
    worker, code = codes.give_by_paper(number, birth_date, by=by, at=at)
    return {"worker": worker, "code": code}


def open_session(*, number: str, code: str, by: Actor, at: datetime) -> dict[str, Any]:
    """Open a session, and give its key this once."""
    key, session = codes.open_session(number, code, at=at)
    return {"key": key, "worker": session.worker_id, "expires_at": session.expires_at}


def close_session(*, by: Actor, at: datetime) -> dict[str, Any]:
    """End one's own session."""
    codes.close_session(by=by, at=at)
    return {"closed_at": at}


WORKER_DOOR = (
    Resource(
        "one-time-codes",
        None,
        None,
        "Codes with which workers act without an account.",
        language="vi",
        common_acts=(
            Act(
                "ask",
                ask,
                "Have a code sent to one's own telephone; the answer is the same whether or not one is known.",
                takes=Asking,
                gives=AskedOut,
                public=True,
                rate="codes",
            ),
            Act(
                "give",
                give,
                "Give codes over the counter to workers whose papers were seen.",
                takes=Chosen,
                gives=CodesOut,
                permission=P.GIVE_CODE,
                secret=True,
            ),
            Act(
                "give-by-paper",
                give_by_paper,
                "Give a code over the counter to somebody not yet known there, by what the paper says.",
                takes=Asking,
                gives=CodeOut,
                permission=P.GIVE_CODE,
                secret=True,
            ),
        ),
    ),
    Resource(
        "worker-sessions",
        None,
        None,
        "Some minutes in which the holder of a code acts as that worker.",
        language="vi",
        common_acts=(
            Act(
                "open",
                open_session,
                "Open a session with number and code; its key is shown this once.",
                takes=Proof,
                gives=SessionOut,
                public=True,
                rate="sessions",
                secret=True,
                at_once=True,
            ),
            Act(
                "close",
                close_session,
                "End one's own session.",
                gives=EndedOut,
                permission=P.ANSWER_OFFER,
            ),
        ),
    ),
)
