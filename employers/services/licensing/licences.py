"""Licences: applied for or registered, backed by a bond, activated or refused by the authority of their side."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint
from core.errors import Invalid, NotFound, Problem
from core.permissions import Permission as P
from core.workflow import allow, move_all, move_each
from employers.enums import BondKind
from employers.models import BondEntry, Intermediary, Licence
from employers.rules.identifiers import plain
from employers.services.demand.reasons import reason_of
from employers.services.directory import letters
from employers.services.directory.checks import broken
from employers.services.directory.checks import refuse as refuse_rows
from employers.services.directory.holder_accounts import open_again
from employers.services.licensing.details import HIGHEST_FEN, LicenceDetails, bond_problems, licence_problems
from employers.services.licensing.moves import move_in_charge, not_in_charge, require_in_charge, require_not_over
from employers.workflow import LICENCE


def apply(number: str, valid_from: date, valid_until: date, *, by: Actor, at: datetime) -> Licence:
    """Apply for a licence as the intermediary itself; its authority then says which bond it requires."""
    with act("apply", by=by, on=day_of(at)):
        allow(P.APPLY_LICENCE, by=by)
        if by.organisation_id is None:
            raise NotFound
        details = LicenceDetails(
            intermediary=by.organisation_id, number=number, valid_from=valid_from, valid_until=valid_until
        )
        [licence] = _apply([details], Intermediary.objects.in_bulk([by.organisation_id]), at=at, by_row=False)
    return licence


def register(details: LicenceDetails, *, by: Actor, at: datetime) -> Licence:
    """Register an application that reached the authority of the intermediary's side."""
    [licence] = _register([details], by=by, at=at, by_row=False)
    return licence


def register_each(rows: Sequence[LicenceDetails], *, by: Actor, at: datetime) -> list[Licence]:
    """Register many applications, all or none; a problem's field begins with the index of its row."""
    return _register(rows, by=by, at=at, by_row=True)


def require_bond(licence_id: UUID, amount_fen: int, *, currency: str = "CNY", by: Actor, at: datetime) -> Licence:
    """Say which bond must be paid in before the licence that was applied for is activated."""
    with move_in_charge("require_bond", licence_id, by=by, at=at) as licence:
        refuse_rows([bond_problems(amount_fen, currency)], by_row=False)
        if licence.bond_entries.exclude(currency=currency).exists():
            words = _("Part of the bond was already paid in another currency: keep to it.")
            raise Invalid("bond_currency_mixed", words, field="currency")
        licence.bond_required_fen, licence.bond_currency = amount_fen, currency
    return licence


def record_bond(
    licence_id: UUID, kind: str, amount_fen: int, *, on: date, by: Actor, at: datetime, note: str = ""
) -> BondEntry:
    """Record money paid in to, called from or given back out of the bond; no more goes out than is there."""
    with move_in_charge("record_bond", licence_id, by=by, at=at) as licence:
        if kind not in BondKind.values:
            raise Invalid("no_such_kind", _("Say whether it was paid in, called or released."), field="kind")
        if not 0 < amount_fen <= HIGHEST_FEN:
            raise Invalid("bondentry_amount_positive", _("Give the amount as a number above 0."), field="amount_fen")
        if on > day_of(at):
            raise Invalid("bond_in_the_future", _("Give the day on which the money moved."), field="on")
        left = licence.bond_entries.all().balances_fen().get(licence.pk, 0)
        if kind != BondKind.PAID and amount_fen > left:
            words = _("There are only %(left_fen)s fen in this bond: give a smaller amount.")
            raise Invalid("bond_too_small", words, field="amount_fen", left_fen=left)
        return BondEntry.objects.create(
            licence=licence,
            kind=kind,
            amount_fen=amount_fen,
            currency=licence.bond_currency,
            on=on,
            note=reason_of(note, field="note") if note else "",
        )


def activate(licence_id: UUID, *, by: Actor, at: datetime) -> Licence:
    """Put a licence in force: it is not over, its bond is paid in, and the intermediary holds no other then."""
    [licence] = activate_each([licence_id], by=by, at=at)
    return licence


def activate_each(licence_ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Licence]:
    """Put many licences in force, all or none."""
    with act("activate", by=by, on=day_of(at)):
        require_in_charge(licence_ids, by=by)
        seen = Licence.objects.visible_to(by)
        with (
            constraint(Licence, "licence_one_at_a_time", field="valid_from"),
            move_each(seen, licence_ids, LICENCE["activate"], by=by, on=day_of(at)) as licences,
        ):
            balances = BondEntry.objects.filter(licence__in=licence_ids).balances_fen()
            for licence in licences:
                require_not_over(licence, today=day_of(at))
                _require_bond_paid(licence, balances.get(licence.pk, 0))
        open_again(licences)
        letters.tell_of_licences("licence_activated", licences, at=at)
    return licences


def _require_bond_paid(licence: Licence, paid_fen: int) -> None:
    if paid_fen < licence.bond_required_fen:
        words = _("Of the bond of %(required_fen)s fen only %(paid_fen)s are paid in: record the rest first.")
        raise Invalid("bond_not_paid", words, required_fen=licence.bond_required_fen, paid_fen=paid_fen)


def refuse(licence_id: UUID, reason: str, *, by: Actor, at: datetime) -> Licence:
    """Refuse a licence that was applied for, with the reason."""
    with move_in_charge("refuse", licence_id, by=by, at=at) as licence:
        licence.reason = reason_of(reason)
        letters.tell_of_licences("licence_refused", [licence], at=at)
    return licence


def expire(*, today: date, at: datetime) -> int:
    """Close the licences whose last day has gone by, tell their holders, and say how many.

    The accounts of a holder that was suspended stay shut until a new licence is put in force.
    """

    def tell(licences: list[Licence]) -> None:
        letters.tell_of_licences("licence_expired", licences, at=at)

    return move_all(Licence.objects.past_end(today), LICENCE["expire"], also=tell, on=today)


def _register(rows: Sequence[LicenceDetails], *, by: Actor, at: datetime, by_row: bool) -> list[Licence]:
    with act("apply", by=by, on=day_of(at)):
        allow(P.REGISTER_PARTY, by=by)
        holders = Intermediary.objects.visible_to(by).in_bulk([row.intermediary for row in rows])
        if Intermediary.objects.in_charge(by).filter(pk__in=holders).count() < len(holders):
            raise not_in_charge()
        return _apply(rows, holders, at=at, by_row=by_row)


def _apply(
    rows: Sequence[LicenceDetails], holders: dict[UUID, Intermediary], *, at: datetime, by_row: bool
) -> list[Licence]:
    numbers = [plain(row.number) for row in rows]
    sides = [holders[row.intermediary].side if row.intermediary in holders else "" for row in rows]
    keys = list(zip(sides, numbers, strict=True))
    kept = set(Licence.objects.filter(number__in=numbers).values_list("side", "number"))
    seen = Counter(keys)
    problems = [licence_problems(row, number, today=day_of(at)) for row, number in zip(rows, numbers, strict=True)]
    for key, found in zip(keys, problems, strict=True):
        if not key[0]:
            found.append(Problem("no_such_intermediary", _("Choose an intermediary of the register."), "intermediary"))
        if key in kept or seen[key] > 1:
            found.append(broken(Licence, "licence_number_once", "number"))
    refuse_rows(problems, by_row=by_row)
    licences = [_licence(row, holders, *key) for row, key in zip(rows, keys, strict=True)]
    with constraint(Licence, "licence_number_once", field="number"):
        return Licence.objects.bulk_create(licences, batch_size=1000)


def _licence(row: LicenceDetails, holders: dict[UUID, Intermediary], side: str, number: str) -> Licence:
    return Licence(
        intermediary=holders[row.intermediary],
        side=side,
        number=number,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        bond_required_fen=row.bond_required_fen,
        bond_currency=row.bond_currency,
    )
