"""What must hold after every step: the records say what the plain account says, and nobody sees too much."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import CharField, Value
from django.db.models.functions import Cast

from core.actors import Actor
from core.alerts.models import Alert
from employers.models import Filing
from permits.models import (
    Anomaly,
    Crossing,
    OverstayCase,
    Permit,
    PermitApplication,
    Renewal,
    Stay,
)
from scheme.models import Quota
from scheme.services.quota_proof import prove
from tests.factories import as_worker
from tests.season.stage import Stage
from workers.models import Complaint, Offer, Registration, Worker

KINDS = ("permit_ending", "permit_past_end", "arrival_overdue", "lodging_unregistered")
OVERLAP = """
SELECT count(*) FROM permits_permit AS one JOIN permits_permit AS other
    ON other.worker_id = one.worker_id AND other.id > one.id
    AND daterange(other.first_on, other.last_on, '[]') && daterange(one.first_on, one.last_on, '[]')
WHERE one.status IN ('issued', 'suspended') AND other.status IN ('issued', 'suspended')
"""


def posts_and_quotas(stage: Stage) -> None:
    account = stage.account
    assert Filing.objects.values_list("posts_held", flat=True).get(pk=stage.filing.pk) == account.left
    counters = set(Quota.objects.filter(season=stage.filing.season_id).values_list("reserved", "used"))
    assert counters == {(account.left, account.used)}
    assert prove().differences == []


def permits_and_papers(stage: Stage) -> None:
    account, books = stage.account, stage.books
    kept = Permit.objects.values_list("pk", "status", "first_on", "last_on", "ended_on", "extended_on", "succeeds")
    assert {row[0]: row[1:] for row in kept} == {
        books.permits[one.key]: (
            one.status,
            one.first,
            one.last,
            one.ended,
            one.extended,
            None if one.follows is None else books.permits[one.follows],
        )
        for one in account.permits
    }
    with connection.cursor() as cursor:
        cursor.execute(OVERLAP)
        assert cursor.fetchone() == (0,), "somebody holds two permits on one day"
    assert dict(PermitApplication.objects.values_list("pk", "status")) == {
        key: one.status for key, one in zip(books.applications, account.applications, strict=True)
    }
    offered = Offer.objects.filter(pk__in=books.offers.values()).values_list("pk", "status", "vacated_at")
    told = {key: "vacated" if gone else status for key, status, gone in offered}
    assert told == {key: account.offers[worker] for worker, key in books.offers.items()}
    assert set(Renewal.objects.values_list("permit", "status", "first_on", "last_on")) == {
        (books.permits[one.permit], one.status, one.first, one.last) for one in account.renewals.values()
    }


def stays(stage: Stage) -> None:
    """Entry, exit, permit and last lawful day of every stay, and nobody here twice."""
    account, books = stage.account, stage.books
    kept = Stay.objects.values_list("worker", "entered_at", "left_at", "is_end_unknown", "permit", "last_lawful_on")
    assert Counter(kept) == Counter(
        (
            person.pk,
            one.visit.entered,
            one.visit.left,
            one.visit.is_end_unknown,
            None if one.permit is None else books.permits[one.permit],
            one.lawful,
        )
        for worker, person in enumerate(stage.workers)
        for one in account.stays(worker)
    )


def suspicions(stage: Stage) -> None:
    """Every case that is open, and how far it has gone: the clock never confirms one."""
    kept = OverstayCase.objects.exclude(status="closed").values_list("worker", "entered_on", "status")
    assert Counter(kept) == Counter(
        (stage.workers[one.worker].pk, one.entered, one.status) for one in stage.account.cases if one.status != "closed"
    )


def alerts(stage: Stage) -> None:
    """Right after the clock has asked, what is announced follows from state and clock alone."""
    kept = Alert.objects.filter(kind__in=KINDS, closed_at=None).values_list("kind", "subject_id", "stage")
    assert set(kept) == {
        (kind, str(stage.books.permits[key]), step) for kind, key, step in stage.account.alerts(stage.now)
    }


def everything(stage: Stage) -> None:
    posts_and_quotas(stage)
    permits_and_papers(stage)
    stays(stage)
    suspicions(stage)


# --- Who sees what --------------------------------------------------------------------------------------------

MODELS: dict[str, Any] = {
    "worker": Worker,
    "registration": Registration,
    "offer": Offer,
    "application": PermitApplication,
    "permit": Permit,
    "crossing": Crossing,
    "stay": Stay,
    "anomaly": Anomaly,
    "case": OverstayCase,
    "alert": Alert,
    "complaint": Complaint,
}
OF_WORKERS = ("registration", "offer", "application", "permit", "crossing", "stay", "case", "complaint")


def seen_by(actor: Actor) -> set[tuple[str, str]]:
    """All of the season that an actor sees, in one query."""
    parts = [
        model.objects.visible_to(actor).order_by().values_list(Value(name), Cast("pk", CharField()))
        for name, model in MODELS.items()
    ]
    return set(parts[0].union(*parts[1:], all=True))


def owned_by(stage: Stage, worker: int) -> set[tuple[str, str]]:
    person = stage.workers[worker].pk
    own = {(name, str(key)) for name in OF_WORKERS for key in _of(MODELS[name], person)}
    return own | {("worker", str(person))}


def _of(model: Any, person: Any) -> Any:
    return model.objects.filter(worker=person).values_list("pk", flat=True)


def strangers(stage: Stage) -> Iterator[Actor]:
    """Everybody of the other world but those whose mandate is everything."""
    for (kind, _role), member in stage.other.members.items():
        if kind not in ("oversight", "protection"):
            yield member


def sees_nothing(stage: Stage, stranger: Actor) -> None:
    assert seen_by(stranger) == set(), stranger


def sees_own_only(stage: Stage, worker: int) -> None:
    assert seen_by(as_worker(stage.workers[worker])) == owned_by(stage, worker)


def parties_see_no_suspicion(stage: Stage) -> None:
    """Employers and intermediaries: neither complaints nor cases, nor alerts that tell of them."""
    for who in ("employer.clerk", "intermediary.clerk"):
        seen = seen_by(stage.member(who))
        assert {name for name, _key in seen} & {"complaint", "case", "crossing", "anomaly"} == set(), who
        hidden = Alert.objects.filter(kind="permit_past_end").values_list("pk", flat=True)
        assert not {("alert", str(key)) for key in hidden} & seen, who
