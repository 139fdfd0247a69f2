"""Handing checkpoints to witnesses: a folder, a web address, or an e-mail address."""

import json
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Count, Max, Q

from core.evidence.models import Checkpoint, Deposit
from core.notices.rules import BACK_OFF, next_try
from core.notices.services.outgoing import Undelivered, post

MOST: Final = 200


class Standing(NamedTuple):
    """How one witness stands."""

    witness: str
    latest: int | None
    waiting: int
    error: str


def hand_over(*, at: datetime) -> int:
    """Hand over the checkpoints that witnesses wait for, and say how many arrived.

    A deposit is moved to its next try before it is sent; a witness may get the same note twice, never another.
    A witness that failed is left alone for the rest of the run, and is tried for ever: nothing is given up.
    """
    arrived, failing = 0, set[str]()
    for _turn in range(MOST):
        deposit = _claim(at, failing)
        if deposit is None:
            break
        try:
            _hand(deposit.checkpoint, deposit.witness)
        except Exception as error:
            # Whatever goes wrong with one witness must not keep the others from getting theirs.
            failing.add(deposit.witness)
            Deposit.objects.filter(pk=deposit.pk).update(last_error=f"{type(error).__name__}: {error}"[:300])
        else:
            Deposit.objects.filter(pk=deposit.pk).update(delivered_at=at, due_at=None, last_error="")
            arrived += 1
    return arrived


def silent(since: datetime) -> list[str]:
    """The witnesses of today that have not taken some checkpoint made before `since`."""
    waiting = Deposit.objects.unanswered(since).filter(witness__in=settings.WITNESSES)
    return sorted(waiting.values_list("witness", flat=True).distinct())


def standing_of_each() -> list[Standing]:
    """How each witness of today stands: the last checkpoint it took, how many wait for it, and what went wrong last."""
    latest, waits = Max("checkpoint", filter=~Q(delivered_at=None)), Count("pk", filter=Q(delivered_at=None))
    rows = Deposit.objects.filter(witness__in=settings.WITNESSES).values("witness")
    told = {row["witness"]: row for row in rows.annotate(latest=latest, waiting=waits)}
    errors = dict(
        Deposit.objects.filter(delivered_at=None, witness__in=settings.WITNESSES)
        .exclude(last_error="")
        .order_by("pk")
        .values_list("witness", "last_error")
    )
    return [
        Standing(name, told[name]["latest"], told[name]["waiting"], errors.get(name, ""))
        if name in told
        else Standing(name, None, 0, "")
        for name in settings.WITNESSES
    ]


def _claim(at: datetime, failing: set[str]) -> Deposit | None:
    with transaction.atomic():
        due = Deposit.objects.due(at).exclude(witness__in=failing).select_related("checkpoint")
        deposit = due.select_for_update(skip_locked=True, of=("self",)).first()
        if deposit is not None:
            deposit.attempts += 1
            deposit.due_at = next_try(deposit.attempts, at) or at + BACK_OFF[-1]
            deposit.save(update_fields=["attempts", "due_at"])
        return deposit


def _hand(checkpoint: Checkpoint, witness: str) -> None:
    way, _colon, address = witness.partition(":")
    if way == "file":
        folder = Path(address)
        folder.mkdir(parents=True, exist_ok=True)
        _keep(folder / f"{checkpoint.number:012}.note", checkpoint.note)
    elif way == "email":
        subject = f"Checkpoint {checkpoint.number} of {settings.EVIDENCE_ORIGIN}"
        headers = {"Auto-Submitted": "auto-generated"}
        EmailMessage(subject, checkpoint.note, to=[address], headers=headers).send()
    elif way == "https":
        body = json.dumps({"number": checkpoint.number, "note": checkpoint.note}).encode()
        post(witness, body, {"Idempotency-Key": f"{settings.EVIDENCE_ORIGIN} {checkpoint.number}"}, trusted=True)
    else:
        raise Undelivered("no such way to a witness", final=True)


def _keep(path: Path, note: str) -> None:
    """Write a note once; what a witness holds is never written over."""
    try:
        with open(path, "x", encoding="utf-8") as file:
            file.write(note)
    except FileExistsError:
        if path.read_text(encoding="utf-8") != note:
            raise Undelivered("the witness holds another checkpoint of that number") from None
