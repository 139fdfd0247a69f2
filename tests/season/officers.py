"""What officers and workers say of suspicions, and what those try whom it does not concern."""

from collections.abc import Callable, Iterator
from typing import Any

from core.actors import Actor
from core.errors import Refusal
from permits.models import OverstayCase
from permits.services.border.crossings import Claim, record_each
from permits.services.follow_up import cases
from permits.services.lifetime import extensions, issuing, permits
from tests.factories import as_worker
from tests.season.model import Case, Permit
from tests.season.stage import ENDS, GATE, Stage, last_event
from workers.services import codes
from workers.services.agreement import offers
from workers.services.registration import clearances

Act = Callable[[Actor], Any]


def record_of(stage: Stage, case: Case) -> Any:
    found = OverstayCase.objects.filter(worker=stage.workers[case.worker].pk, entered_on=case.entered)
    return found.exclude(status="closed").values_list("pk", flat=True).get()


def answer(stage: Stage, case: Case, verb: str, **given: Any) -> None:
    """Contest, propose to confirm, confirm, or close: whatever has its turn, and nothing before."""
    pk, at = record_of(stage, case), {"at": stage.now}
    reviewer, approver = stage.member("bureau.reviewer"), stage.member("bureau.approver")
    is_told = case.status in ("notified", "contested")
    was_contested = case.status == "contested"
    had_days = case.answer_by is not None and stage.today > case.answer_by
    is_ripe = is_told and (was_contested or had_days) and not stage.account.is_cleared(case, stage.today)
    person = as_worker(stage.workers[case.worker])
    acts: dict[str, tuple[bool, str, Callable[[], Any]]] = {
        "contest": (
            case.status == "notified",
            "contested",
            lambda: cases.contest(pk, "Tôi đã về nhà", by=person, **at),
        ),
        "propose": (
            is_ripe and not case.is_proposed,
            case.status,
            lambda: cases.propose_confirmation(pk, "no exit at any port", by=reviewer, **at),
        ),
        "confirm": (is_ripe and case.is_proposed, "confirmed", lambda: cases.confirm(pk, by=approver, **at)),
        "close": (True, "closed", lambda: cases.close(pk, "illness", "in hospital in Nanning", by=reviewer, **at)),
    }
    may, status, do = acts[verb]
    if stage.attempt(do, may=may, **given) is not None:
        case.status, case.is_proposed = status, verb == "propose" or (case.is_proposed and verb == "contest")


def intrusions(stage: Stage, permit: Permit) -> dict[str, tuple[set[str], Act]]:
    """Acts by name, with who of this world may do them at all; everybody else is refused whatever the moment."""
    pk, at, filing = stage.books.permits[permit.key], {"at": stage.now}, stage.filing.pk
    holder = stage.workers[permit.worker]
    named = {"permit_number": stage.books.numbers[permit.key], "port": GATE}
    home = stage.registrations[permit.worker].pk
    why = {"reason": "a quarrel", "legal_basis": "none"}
    return {
        "suspend": ({"bureau.approver"}, lambda by: permits.suspend_each([pk], reason="a quarrel", by=by, **at)),
        "reinstate": ({"bureau.approver"}, lambda by: permits.reinstate_each([pk], by=by, **at)),
        "surrender": ({str(holder.pk)}, lambda by: permits.surrender(pk, by=by, **at)),
        "propose": ({"bureau.reviewer"}, lambda by: permits.propose_revocation(pk, **why, by=by, **at)),
        "revoke": ({"bureau.approver"}, lambda by: permits.decide_revocation(pk, by=by, **at)),
        "extend": (
            {"intermediary.clerk", str(holder.pk)},
            lambda by: extensions.ask(pk, ends_on=ENDS, reason="more work", by=by, **at),
        ),
        "issue": ({"bureau.approver"}, lambda by: issuing.issue_each(stage.books.applications[-1:], by=by, **at)),
        "offer": (
            {"intermediary.clerk"},
            lambda by: offers.make_each(filing, [home], valid_until=ENDS, by=by, **at),
        ),
        "give_code": (
            {"department.officer", "protection.officer"},
            lambda by: codes.give_code(holder.pk, by=by, **at),
        ),
        "clear": ({"department.officer"}, lambda by: clearances.clear_each([home], by=by, **at)),
        "tell": (
            {"post.officer", "department.officer"},
            lambda by: record_each([Claim("out", stage.now, "false word", **named)], by=by, **at),
        ),
    }


def others(stage: Stage, may: set[str]) -> Iterator[tuple[str, Actor]]:
    """Everybody who is not among those who may: of this world, its workers, and of the other world."""
    for (kind, role), member in stage.world.members.items():
        if f"{kind}.{role}" not in may:
            yield f"{kind}.{role}", member
    for one in stage.workers:
        if str(one.pk) not in may:
            yield "worker", as_worker(one)
    for (kind, role), member in stage.other.members.items():
        yield f"stranger {kind}.{role}", member


def intrude(stage: Stage, verb: str, permit: Permit, number: int) -> None:
    """Let one of those who may not try it: refused, and nothing is there that was not."""
    may, do = intrusions(stage, permit)[verb]
    tried = [one for one in others(stage, may) if not (verb == "tell" and one[0] in OWN_WORD)]
    who, by = tried[number % len(tried)]
    before = last_event()
    try:
        do(by)
    except Refusal:
        assert last_event() == before, f"{who} was refused to {verb}, and something stayed of it"
        return
    raise AssertionError(f"{who} may {verb}")


# A post or authority anywhere tells what it saw, of whomever: that is no intrusion.
OWN_WORD = {"stranger post.officer", "stranger department.officer"}
VERBS = (
    *("suspend", "reinstate", "surrender", "propose", "revoke", "extend"),
    *("issue", "offer", "give_code", "clear", "tell"),
)
