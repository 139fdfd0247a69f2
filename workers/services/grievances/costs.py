"""What workers say to have paid: kept unseen by those it concerns, and held against the smuggler's price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.actors import Actor
from core.alerts.services import Select, settle_from
from core.audit.services import act
from core.dates import ZONE, day_of
from core.db import constraints, one_of
from core.errors import Forbidden, Invalid, Problem
from core.permissions import Permission
from core.reach import Beyond, beyond
from core.sealing import seal, unseal_own
from core.workflow import allow
from employers.enums import CostHead
from scheme.models import Season
from scheme.services.agreement import parameters_of
from scheme.services.in_force import read_agreement
from workers.models import CostLine, CostStatement
from workers.rules.costs import CENT, PLACES, Comparison, Paid, Payee, against_irregular, total_usd
from workers.services.identity.openings import open_grievance
from workers.services.identity.own_keys import own_key_of

NOTE, PAYEE = "coststatement.note", "costline.payee"
LONGEST = 2000

# One flag a payee and season. What went to somebody else is laid at the door of who registered the worker. Bureaus
# see those with their seat in the area and below, licensing authorities those of Viet Nam's side; the payee, nobody.
FLAGGED = """
SELECT body.id, season.code::text, NULL::uuid,
    CASE WHEN body.kind = 'employer' OR agent.side = 'CN' THEN coalesce(body.area_id, '') ELSE '' END,
    jsonb_build_object('season', season.code, 'heads', flagged.heads),
    ARRAY(
        SELECT office.id FROM accounts_organisation AS office
        WHERE office.id <> body.id
            AND (office.kind IN ('protection', 'oversight') OR office.kind = 'licensing' AND agent.side = 'VN')
    )
FROM (
    SELECT coalesce(CASE WHEN paid.kind IN ('employer', 'intermediary') THEN paid.id END,
            brought.intermediary_id, paid.id) AS answerable,
        statement.season_id, array_agg(DISTINCT line.head ORDER BY line.head) AS heads
    FROM workers_costline AS line
    JOIN workers_coststatement AS statement ON statement.id = line.statement_id
    LEFT JOIN accounts_organisation AS paid ON paid.id = line.payee_id
    LEFT JOIN LATERAL (
        SELECT intermediary_id FROM workers_registration AS registration
        WHERE registration.worker_id = statement.worker_id AND registration.season_id = statement.season_id
        ORDER BY registration.status IN ('registered', 'cleared') DESC, registration.registered_at DESC LIMIT 1
    ) AS brought ON true
    WHERE line.amount > 0
    GROUP BY 1, 2
) AS flagged
JOIN accounts_organisation AS body ON body.id = flagged.answerable
JOIN scheme_season AS season ON season.id = flagged.season_id
LEFT JOIN employers_intermediary AS agent ON agent.organisation_id = body.id
"""


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment as a worker states it: for what, how much in minor units, to a body or in own words to whom."""

    head: str
    amount: int
    currency: str
    payee: UUID | None = None
    payee_text: str = ""
    paid_on: date | None = None


@dataclass(frozen=True, slots=True)
class CostPerWorker:
    """What the lawful way cost a worker on average in US dollars, over how many, beside the irregular way."""

    workers: int
    comparison: Comparison


def state_costs(lines: Sequence[Payment], *, note: str = "", season: UUID, by: Actor, at: datetime) -> CostStatement:
    """State, as the worker, what was paid for a season; that nothing was paid is a statement too."""
    with act("state_costs", by=by):
        allow(Permission.COMPLAIN, by=by)
        if by.kind != "worker" or by.actor_id is None:
            raise Forbidden("own_word_only", _("Only the worker states what the worker paid."))
        problems = _problems(lines, note, season, today=day_of(at))
        if problems:
            raise Invalid.of(problems)
        own = own_key_of(by.actor_id) or b""
        sealed = seal(note, NOTE, own=own) if note else None
        statement = CostStatement.objects.create(
            worker_id=by.actor_id, season_id=season, note_sealed=sealed, stated_at=at
        )
        with constraints(CostLine, savepoint=False):
            CostLine.objects.bulk_create([_line(statement, line, own) for line in lines])
        return statement


def read_costs(statement_id: UUID, purpose: str = "", *, by: Actor) -> tuple[CostStatement, str, list[Payment]]:
    """A statement one may see, with its note and payments in the worker's words; the reading is recorded."""
    statement = one_of(CostStatement.objects.visible_to(by), statement_id)
    if by.kind != "worker":
        allow(Permission.READ_COSTS, by=by)
        open_grievance(statement, purpose, by=by)
    own = own_key_of(statement.worker_id)
    return statement, _note(statement, own), [_payment(line, own) for line in statement.lines.order_by("pk")]


def own_costs(*, by: Actor) -> list[tuple[CostStatement, str, list[Payment]]]:
    """All that one has stated oneself, the newest first, with notes and payments in one's own words."""
    if by.kind != "worker":
        raise Forbidden("own_word_only", _("Only the worker states what the worker paid."))
    statements = CostStatement.objects.visible_to(by).prefetch_related("lines").order_by("-stated_at", "-pk")
    own = own_key_of(by.actor_id) if by.actor_id else None
    return [(one, _note(one, own), [_payment(line, own) for line in one.lines.all()]) for one in statements]


def flag_payees(*, at: datetime) -> int:
    """Alert the offices in charge to those whom workers paid for a season; how many are new.

    The clock does this for all at once, so that no alert tells the minute of a statement.
    """
    return settle_from("worker_paid", Organisation._meta.label_lower, Select(FLAGGED), at=at)


def cost_per_worker(season: UUID, *, on: date) -> CostPerWorker | None:
    """What workers say to have paid for a season, beside the smuggler's price; nothing where they are too few.

    As it stood when the month began, and for whole batches of workers only: two figures never differ by the word of
    one, and none tells the day on which a word was given.
    """
    parameters = parameters_of(read_agreement().rule_set("", on))
    rates = parameters.exchange_rates_per_usd
    month = datetime.combine(on.replace(day=1), time.min, ZONE)
    paid = _paid(season, before=month, batch=max(parameters.smallest_published_count, 1))
    if not paid:
        return None
    total = sum((total_usd(lines, rates) for lines in paid.values()), Decimal(0))
    cost = {"amount": parameters.irregular_route_cost.amount, "currency": parameters.irregular_route_cost.currency}
    mean = (total / len(paid)).quantize(CENT, ROUND_HALF_UP)
    return CostPerWorker(len(paid), against_irregular(mean, cost))


@beyond(Beyond.COUNTING)
def _paid(season: UUID, *, before: datetime, batch: int) -> dict[UUID, list[Paid]]:
    """What each worker of the whole batches paid, by what was stated until the last of them had spoken."""
    # A mean over all: whoever may read it reads nobody's statement.
    statements = CostStatement.objects.filter(season=season, stated_at__lt=before).order_by("stated_at", "pk")
    names = ("worker", "stated_at", "lines__head", "lines__amount", "lines__currency")
    rows = list(statements.values_list(*names))
    first: dict[UUID, datetime] = {}
    for worker, stated_at, *_line in rows:
        first.setdefault(worker, stated_at)
    counted = list(first)[: len(first) // batch * batch]
    paid: dict[UUID, list[Paid]] = {worker: [] for worker in counted}
    for worker, stated_at, head, amount, currency in rows:
        if head and worker in paid and stated_at <= first[counted[-1]]:
            paid[worker].append(Paid(head, amount, currency, Payee("other")))
    return paid


def _problems(lines: Sequence[Payment], note: str, season: UUID, *, today: date) -> list[Problem]:
    found = []
    if not Season.objects.filter(pk=season).exists():
        found.append(Problem("unknown_season", _("There is no such season: choose one of the scheme's."), "season"))
    if len(note) > LONGEST:
        found.append(Problem("note_too_long", _("Write at most %(most)s signs."), "note", {"most": LONGEST}))
    named = {line.payee for line in lines if line.payee}
    known = set(Organisation.objects.filter(pk__in=named).values_list("pk", flat=True))
    for number, line in enumerate(lines):
        found += _wrong(line, f"lines.{number}.", known, today)
    return found


def _wrong(line: Payment, prefix: str, known: set[UUID], today: date) -> list[Problem]:
    found = []
    if line.head not in CostHead.values:
        found.append(Problem("unknown_head", _("Choose what was paid for from the list."), f"{prefix}head"))
    if line.amount < 0 or line.currency not in PLACES:
        message = _("Give the amount as a number from 0 on, in VND, CNY or USD.")
        found.append(Problem("amount_unclear", message, f"{prefix}amount"))
    if line.payee is not None and line.payee not in known:
        message = _("There is no such body: choose one, or say in your own words who was paid.")
        found.append(Problem("unknown_payee", message, f"{prefix}payee"))
    if line.paid_on is not None and line.paid_on > today:
        found.append(Problem("paid_in_future", _("Give the day on which it was paid."), f"{prefix}paid_on"))
    return found


def _line(statement: CostStatement, given: Payment, own: bytes) -> CostLine:
    return CostLine(
        statement=statement,
        head=given.head,
        amount=given.amount,
        currency=given.currency,
        payee_id=given.payee,
        payee_text_sealed=seal(given.payee_text, PAYEE, own=own) if given.payee_text else None,
        paid_on=given.paid_on,
    )


def _note(statement: CostStatement, own: bytes | None) -> str:
    return unseal_own(statement.note_sealed, NOTE, own)


def _payment(line: CostLine, own: bytes | None) -> Payment:
    text = unseal_own(line.payee_text_sealed, PAYEE, own)
    return Payment(line.head, line.amount, line.currency, line.payee_id, text, line.paid_on)
