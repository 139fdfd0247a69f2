"""One-time codes: given by message or over a counter, tried, burned, and the short sessions they open."""

import hmac
import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts.rules import OF_WORKERS
from accounts.services.tokens import digest_of
from core.actors import PUBLIC, Actor, Standing
from core.audit.services import act
from core.db import new_id
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.permissions import Permission
from core.reach import Beyond, beyond
from core.sealing import digest
from core.workflow import allow
from workers.enums import Way
from workers.models import OneTimeCode, Worker, WorkerSession
from workers.rules.codes import PersonNumberFault, PersonNumberProblem, normalise, read_person_number
from workers.services.worker_letters import text_worker

GOOD_FOR = timedelta(minutes=10)
SESSION = timedelta(minutes=20)
TRIES = 5
AT_MOST, WITHIN = 3, timedelta(minutes=15)
# Who knows number and day of birth of many could otherwise guess all day long.
A_DAY, DAY = 10, timedelta(days=1)
COUNTERS = ("department", "protection")
WRONG = _("Number and code do not belong together, or the code has run out: ask for a new one.")
NUMBER_FAULTS = {
    PersonNumberFault.FORM: _("Write the person number as it is on the card, such as W-0000123-Z."),
    PersonNumberFault.CHECK_CHARACTER: _("A sign of the person number is wrong: compare it with the card."),
}

# The worker's row is held first, so that the codes counted here are all there are. Each counter counts its own: that
# one is refused a code must not tell it that the worker was at another.
GIVE = """
INSERT INTO workers_onetimecode
    (id, worker_id, way, digest, given_at, given_by, organisation_id, expires_at, tries_left)
SELECT given.id, given.worker_id, %(way)s::text, given.digest, %(at)s, %(by)s::uuid, %(counter)s::uuid, %(until)s,
    %(tries)s
FROM unnest(%(ids)s::uuid[], %(workers)s::uuid[], %(digests)s::bytea[]) AS given (id, worker_id, digest)
WHERE %(most)s > (SELECT count(*) FROM workers_onetimecode AS earlier
    WHERE earlier.worker_id = given.worker_id AND earlier.way = %(way)s::text AND earlier.given_at > %(since)s
        AND earlier.organisation_id IS NOT DISTINCT FROM %(counter)s::uuid)
    AND (%(counter)s::uuid IS NOT NULL OR %(a_day)s > (SELECT count(*) FROM workers_onetimecode AS earlier
        WHERE earlier.worker_id = given.worker_id AND earlier.organisation_id IS NULL
            AND earlier.given_at > %(yesterday)s))
RETURNING worker_id, id
"""
# Only a worker's newest code is good; a try is counted down before anything is compared.
TRY = """
UPDATE workers_onetimecode AS kept SET tries_left = kept.tries_left - 1
FROM (
    SELECT DISTINCT ON (worker_id) id FROM workers_onetimecode
    WHERE worker_id = ANY(%(workers)s::uuid[]) AND (%(counter)s::uuid IS NULL OR organisation_id = %(counter)s::uuid)
    ORDER BY worker_id, given_at DESC, id DESC
) AS newest
WHERE kept.id = newest.id AND kept.tries_left > 0 AND kept.used_at IS NULL AND kept.expires_at > %(at)s
RETURNING kept.worker_id, kept.id, kept.way, kept.digest
"""


@dataclass(frozen=True, slots=True)
class Proof:
    """A code that was right: whose it is, and how it had reached its holder."""

    worker_id: UUID
    code_id: UUID
    way: str


def send_code(number: str, birth_date: date, *, at: datetime) -> None:
    """Send a code to the telephone of the worker with that person number and day of birth.

    Says nothing, whether or not there is such a worker, has a telephone, or has asked too often.
    """
    serial = read_number(number)
    with act("send_code", by=PUBLIC):
        workers = Worker.objects.filter(number=serial, birth_date=birth_date, merged_into=None)
        worker_id = workers.values_list("pk", flat=True).first() or UUID(int=0)
        code = _drawn()
        given = _give({worker_id: code}, way=Way.SMS, by=PUBLIC, at=at)
        text_worker(worker_id, "worker_code", "workers.worker", worker_id, {"code": code}, at=at) if given else None


def give_code(worker_id: UUID, *, by: Actor, at: datetime) -> str:
    """Give a code over the counter to a worker whose paper was seen; it is shown this once."""
    return give_each([worker_id], by=by, at=at)[worker_id]


def give_each(worker_ids: Collection[UUID], *, by: Actor, at: datetime) -> dict[UUID, str]:
    """Give codes over the counter to many workers who stand there; all or nothing."""
    with act("give_code", by=by):
        _demand_counter(by)
        workers = set(Worker.objects.visible_to(by).themselves().filter(pk__in=worker_ids).values_list("pk", flat=True))
        if len(workers) != len(set(worker_ids)):
            raise NotFound
        return _give_all(workers, by=by, at=at)


def give_by_paper(number: str, birth_date: date, *, by: Actor, at: datetime) -> tuple[UUID, str]:
    """Give a code over the counter to somebody not yet known there, by what the paper shown says; and whose it is."""
    serial = read_number(number)
    with act("give_code", by=by):
        _demand_counter(by)
        shown = Worker.objects.filter(number=serial, birth_date=birth_date)
        if by.kind == "department":
            shown = shown.visible_to(by)
        worker_id = shown.themselves().values_list("pk", flat=True).first()
        if worker_id is None:
            raise NotFound
        return worker_id, _give_all({worker_id}, by=by, at=at)[worker_id]


def open_session(number: str, code: str, *, at: datetime) -> tuple[str, WorkerSession]:
    """Open the minutes in which the holder of a code acts as that worker; the key is shown this once."""
    serial = read_number(number)
    with beyond(Beyond.LOGGING_IN):
        worker_id = Worker.objects.filter(number=serial, merged_into=None).values_list("pk", flat=True).first()
    [proof] = check_codes([(worker_id or UUID(int=0), code)], at=at)
    by = standing(proof.worker_id, proof.code_id)
    with act("open_session", by=by):
        burn([proof], at=at)
        key = f"ws_{secrets.token_urlsafe(32)}"
        session = WorkerSession.objects.create(
            worker_id=proof.worker_id,
            code_id=proof.code_id,
            digest=digest_of(key),
            opened_at=at,
            expires_at=at + SESSION,
        )
        return key, session


def close_session(*, by: Actor, at: datetime) -> None:
    """End one's session; ending it twice does no harm."""
    with act("close_session", by=by):
        code = UUID(by.login.removeprefix("code:"))
        WorkerSession.objects.filter(worker=by.actor_id, code=code, closed_at=None).update(closed_at=at)


def authenticate_worker(key: str, *, at: datetime) -> Standing | None:
    """Who acts under the key of a session, if it is open at that moment; one query."""
    found = WorkerSession.objects.able_to_act(at).filter(digest=digest_of(key), worker__merged_into=None)
    with beyond(Beyond.LOGGING_IN):
        session = found.values_list("worker_id", "code_id").first()
    return standing(*session) if session else None


def records_of(worker_id: UUID | None) -> list[UUID]:
    """The doubles that were merged into a worker's record: what is kept under them is the worker's as well."""
    with beyond(Beyond.LOGGING_IN):
        return list(Worker.objects.filter(merged_into=worker_id).values_list("pk", flat=True))


def standing(worker_id: UUID, code_id: UUID) -> Standing:
    """A worker as one who acts, under the code that was shown."""
    return Standing(login=f"code:{code_id}", kind="worker", permissions=OF_WORKERS, actor_id=worker_id)


def check_codes(
    pairs: Iterable[tuple[UUID, str]], *, at: datetime, counter: UUID | None = None, code: str = "code_wrong"
) -> list[Proof]:
    """Try many codes, each against its worker's newest, in one statement; raises `Invalid` unless all are right.

    A try is counted whatever becomes of it: a worker's own is committed before the refusal, so this stands outside
    of any act. With `counter`, the codes are those its officers have just given, and are tried within their act.
    """
    given = list(pairs)
    with beyond(Beyond.LOGGING_IN), transaction.atomic(durable=counter is None):
        newest = _tried({worker for worker, _code in given}, at=at, counter=counter)
    proofs = [_matched(newest.get(worker), worker, said) for worker, said in given]
    wrong = [number for number, proof in enumerate(proofs) if proof is None]
    if wrong:
        raise Invalid(code, WRONG, field=f"{wrong[0]}.code" if len(given) > 1 else "code", records=wrong)
    return [proof for proof in proofs if proof is not None]


def burn(proofs: Collection[Proof], *, at: datetime) -> None:
    """Use up codes that were right; raises `Invalid` where somebody else was first."""
    used = OneTimeCode.objects.filter(pk__in=[proof.code_id for proof in proofs], used_at=None).update(used_at=at)
    if used != len({proof.code_id for proof in proofs}):
        raise Invalid("code_wrong", WRONG, field="code")


def read_number(text: str) -> int:
    """A person number as people write it; raises `Invalid`, which tells slips of the pen."""
    try:
        return read_person_number(text)
    except PersonNumberProblem as problem:
        raise Invalid(f"person_number_{problem.code}", NUMBER_FAULTS[problem.code], field="number") from problem


def _demand_counter(by: Actor) -> None:
    allow(Permission.GIVE_CODE, by=by)
    if by.kind not in COUNTERS or by.actor_id is None:
        raise Forbidden("no_counter", _("Codes are given over the counter of a sending department or protection desk."))


def _give_all(workers: Collection[UUID], *, by: Actor, at: datetime) -> dict[UUID, str]:
    codes = {worker: _drawn() for worker in workers}
    given = _give(codes, way=Way.KIOSK, by=by, at=at)
    late = [str(worker) for worker in codes if worker not in given]
    if late:
        message = _("Too many codes were given to this person: wait a quarter of an hour.")
        raise Conflict("too_many_codes", message, records=late)
    return codes


def _give(codes: dict[UUID, str], *, way: Way, by: Actor, at: datetime) -> dict[UUID, UUID]:
    held = Worker.objects.filter(pk__in=codes).order_by("pk").select_for_update(no_key=True)
    workers = list(held.values_list("pk", flat=True))
    given: dict[str, Any] = {
        "ids": [new_id() for _worker in workers],
        "workers": workers,
        "digests": [_digest(worker, codes[worker]) for worker in workers],
        "way": way,
        "at": at,
        "until": at + GOOD_FOR,
        "tries": TRIES,
        "since": at - WITHIN,
        "most": AT_MOST,
        "a_day": A_DAY,
        "yesterday": at - DAY,
        "by": by.actor_id,
        "counter": by.organisation_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(GIVE, given)
        return dict(cursor.fetchall())


def _tried(workers: set[UUID], *, at: datetime, counter: UUID | None) -> dict[UUID, tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(TRY, {"workers": list(workers), "counter": counter, "at": at})
        return {row[0]: row for row in cursor.fetchall()}


def _matched(kept: tuple[Any, ...] | None, worker: UUID, said: str) -> Proof | None:
    # The same work is done where there is nothing to compare with.
    right = hmac.compare_digest(_digest(worker, normalise(said)), bytes(kept[3]) if kept else b"\0" * 32)
    return Proof(worker, kept[1], kept[2]) if kept and right else None


def _drawn() -> str:
    return f"{secrets.randbelow(1_000_000):06}"


def _digest(worker: UUID, code: str) -> bytes:
    return digest(f"{worker}\0{code}", "worker.code")
