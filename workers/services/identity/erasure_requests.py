"""The worker's word that the own record be erased: said, taken back, carried out; the latest holds, all stay."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from core.actors import CLOCK, Actor
from core.audit.services import act
from core.db import insert_rows, lock_one
from core.errors import Conflict, Forbidden, Invalid
from core.permissions import Permission as P
from core.workflow import allow
from workers.enums import ConsentWay, ErasureWord
from workers.models import ErasureRequest, Worker

REQUEST = _("Give the number or the day of the person's written request.")


def ask(*, by: Actor, at: datetime) -> ErasureRequest:
    """Ask, as the worker, that one's record be erased as soon as nothing holds it."""
    return _own_word(ErasureWord.ASKED, "ask_erasure", by=by, at=at)


def take_back(*, by: Actor, at: datetime) -> ErasureRequest:
    """Take back, as the worker, what was asked and is not done yet."""
    return _own_word(ErasureWord.TAKEN_BACK, "take_back_erasure", by=by, at=at)


def ask_for(worker_id: UUID, request: str, *, by: Actor, at: datetime) -> ErasureRequest:
    """Take down, at an office's counter, what a person asked for on paper."""
    allow(P.CORRECT_WORKER, by=by)
    if not 1 <= len(request.strip()) <= 100:
        raise Invalid("request_missing", REQUEST, field="request")
    with act("ask_erasure", by=by, purpose=request.strip()):
        worker = lock_one(Worker.objects.visible_to(by), worker_id)
        return _say(worker, ErasureWord.ASKED, ConsentWay.COUNTER, at)


def standing(worker_id: UUID, *, by: Actor) -> ErasureRequest | None:
    """What was asked for a person one sees, and is neither taken back nor done."""
    found: ErasureRequest | None = (
        ErasureRequest.objects.visible_to(by).filter(worker=worker_id).order_by("-pk").first()
    )
    return found if found and found.word == ErasureWord.ASKED else None


def asking() -> "QuerySet[Worker]":
    """The persons who asked and whose record is not erased yet."""
    said = ErasureRequest.objects.filter(worker=OuterRef("pk")).order_by("-pk").values("word")
    asked = ErasureRequest.objects.filter(word=ErasureWord.ASKED).values("worker")
    return Worker.objects.filter(pk__in=asked, erased_at=None).alias(said=Subquery(said[:1])).filter(said="asked")


def note_done(worker_ids: Iterable[UUID], *, at: datetime) -> None:
    """Write down that what these persons asked for was done; who comes back afterwards asks anew."""
    with act("erase", by=CLOCK):
        insert_rows([ErasureRequest(worker_id=one, word=ErasureWord.DONE, said_at=at) for one in worker_ids])


def _own_word(word: ErasureWord, verb: str, *, by: Actor, at: datetime) -> ErasureRequest:
    if by.kind != "worker" or by.actor_id is None:
        raise Forbidden("own_word_only", _("Only the worker asks for it or takes it back."))
    with act(verb, by=by):
        return _say(lock_one(Worker.objects.visible_to(by), by.actor_id), word, ConsentWay.OWN, at)


def _say(worker: Worker, word: ErasureWord, way: ConsentWay, at: datetime) -> ErasureRequest:
    last = ErasureRequest.objects.filter(worker=worker).order_by("-pk").values_list("word", flat=True).first()
    if worker.erased_at or (last == ErasureWord.ASKED) == (word == ErasureWord.ASKED):
        raise Conflict("erasure_already_said", _("It is already as you say: nothing was changed."))
    return ErasureRequest.objects.create(worker=worker, word=word, way=way, said_at=at)
