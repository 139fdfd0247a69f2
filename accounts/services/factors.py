"""Second factors: an app's codes and recovery codes, set up, shown to work, asked for, and taken away."""

import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import FactorKind, Role
from accounts.models import Factor, Identity, LogIn, Member, RecoveryCode
from accounts.rules import limits_of, needs_second_factor
from accounts.services import approvers
from accounts.services.administration import allow_administering
from core import sealing, totp
from core.actors import Actor
from core.audit.services import act, note, record
from core.db import lock_one
from core.errors import Conflict, Forbidden, Invalid
from core.workflow import demand_fresh

SEALED, CODES = "accounts_factor.sealed", "accounts_recoverycode.digest"
MOST, HOW_MANY = 8, 10
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"""What a recovery code is written with: no signs that look alike."""
WRONG = _("This code is not right, or was used before: wait for the next one.")
LAST_ONE = _("Your role needs a second factor: add another one first.")


def begin_app(*, by: Member, at: datetime) -> str:
    """Give the secret for an authenticator app; it counts for nothing until one of its codes was typed."""
    with act("begin_factor", by=by, kind=FactorKind.APP.value):
        begun = Factor.objects.filter(member=by, kind=FactorKind.APP, confirmed_at=None).select_for_update().first()
        if begun is None:
            allow_another(by)
            sealed = sealing.seal(totp.new_secret(), SEALED)
            begun = Factor.objects.create(member=by, kind=FactorKind.APP, sealed=sealed, made_at=at)
        return sealing.unseal(begun.sealed, SEALED)


def confirm_app(code: str, name: str, *, by: Member, at: datetime) -> Factor:
    """Let an app count from now on: its code shows that it holds the secret."""
    demand_fresh(by=by)
    with act("add_factor", by=by, kind=FactorKind.APP.value):
        begun = lock_one(Factor.objects.filter(member=by, kind=FactorKind.APP, confirmed_at=None), _begun(by))
        step = totp.step_of(sealing.unseal(begun.sealed, SEALED), _bare(code), at=at)
        if step is None:
            raise Invalid("code_not_right", WRONG, field="code")
        begun.counter, begun.confirmed_at, begun.used_at, begun.name = step, at, at, name
        begun.save(update_fields=["counter", "confirmed_at", "used_at", "name"])
        return begun


def prove(code: str, *, by: Member, at: datetime) -> None:
    """Take an app's code or a recovery code, each once. Raises `Invalid` for any other."""
    given = _bare(code)
    if not given or not (_take_app_code(given, by=by, at=at) or _take_recovery_code(given, by=by, at=at)):
        note("second_factor_failed", "accounts.login", str(by.pk), by=by)
        raise Invalid("code_not_right", WRONG, field="code")


def new_recovery_codes(*, by: Member) -> list[str]:
    """Give ten codes for the day the factor is lost; those given before work no longer. They are kept as digests."""
    drawn = ["".join(secrets.choice(SIGNS) for _sign in range(10)) for _code in range(HOW_MANY)]
    with act("new_recovery_codes", by=by):
        list(Member.objects.filter(pk=by.pk).select_for_update(of=("self",)))
        RecoveryCode.objects.filter(member=by).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(member=by, digest=_digest(code, by)) for code in drawn)
    return [f"{code[:5]}-{code[5:]}" for code in drawn]


def remove(factor_id: UUID, *, by: Member) -> None:
    """Take away one of one's own factors; who needs one keeps the last."""
    demand_fresh(by=by)
    with act("remove_factor", by=by):
        factor = lock_one(Factor.objects.filter(member=by), factor_id)
        others = Factor.objects.filter(member=by).confirmed().exclude(pk=factor.pk)
        if needs_second_factor(by.kind, by.roles) and not others.exists():
            raise Conflict("last_factor", LAST_ONE)
        factor.delete()


def reset(member_id: UUID, *, by: Actor) -> Member:
    """Take away all factors of a member who lost them; its log-in ends, and it sets up others at the next one. What its
    organisation's own log-in calls it is confirmed anew, too.

    Who approved does so again once another administrator has confirmed it: else one alone could step into its place.
    """
    with act("reset_factors", by=by):
        member: Member = lock_one(Member.objects.visible_to(by).select_related("organisation"), member_id)
        allow_administering(member.organisation_id, by=by)
        if member.pk == by.actor_id:
            raise Forbidden("own_account", _("Nobody changes their own rights: ask another administrator."))
        Factor.objects.filter(member=member).delete()
        RecoveryCode.objects.filter(member=member).delete()
        Identity.objects.filter(member=member).delete()
        end_log_in(member)
        if Role.APPROVER in member.roles:
            approvers.propose(member, by=by)
            member.save(update_fields=approvers.FIELDS)
        record("factors_reset", member, by=by)
        return member


def give(members: Iterable[Member], secret: str, *, at: datetime) -> None:
    """Give members an app's secret that is known: for a demo, whose accounts are everybody's."""
    Factor.objects.bulk_create(
        Factor(
            member=member,
            kind=FactorKind.APP,
            name="demo",
            sealed=sealing.seal(secret, SEALED),
            made_at=at,
            confirmed_at=at,
        )
        for member in members
    )


def end_log_in(member: Member) -> None:
    """Let no log-in be the member's present one; of a party's member those that were ended stay so."""
    if limits_of(member.kind).is_only_one:
        LogIn.objects.filter(member=member).delete()


def are_held(by: Member) -> bool:
    """Whether a second factor of the member counts."""
    return bool(Factor.objects.filter(member=by).confirmed().exists())


def held(*, by: Member) -> list[Factor]:
    """The second factors of a member that count, the oldest first."""
    return list(Factor.objects.filter(member=by).confirmed().order_by("confirmed_at", "pk"))


def codes_left(*, by: Member) -> int:
    """How many recovery codes a member has not used."""
    return RecoveryCode.objects.filter(member=by).left().count()


def begun_secret(*, by: Member) -> str:
    """The secret of the app that a member is setting up; nothing where none is."""
    begun = Factor.objects.filter(member=by, kind=FactorKind.APP, confirmed_at=None).first()
    return sealing.unseal(begun.sealed, SEALED) if begun else ""


def _begun(by: Member) -> UUID | None:
    found = Factor.objects.filter(member=by, kind=FactorKind.APP, confirmed_at=None)
    return found.values_list("pk", flat=True).first()


def allow_another(by: Member) -> None:
    """Refuse who has as many factors as one can have."""
    if Factor.objects.filter(member=by).count() >= MOST:
        raise Conflict("factors_enough", _("You have as many second factors as one can have: remove one first."))


def _take_app_code(code: str, *, by: Member, at: datetime) -> bool:
    for factor in Factor.objects.filter(member=by, kind=FactorKind.APP).confirmed():
        step = totp.step_of(sealing.unseal(factor.sealed, SEALED), code, at=at, after=factor.counter)
        if step is not None:
            with act("prove", by=by, kind=FactorKind.APP.value):
                # Of two who send the same code at once, one changes the row.
                ours = Factor.objects.filter(Q(counter__lt=step), pk=factor.pk)
                return ours.update(counter=step, used_at=at) == 1
    return False


def _take_recovery_code(code: str, *, by: Member, at: datetime) -> bool:
    with act("prove", by=by, kind="recovery_code"):
        ours = RecoveryCode.objects.filter(member=by, digest=_digest(code, by)).left()
        return ours.update(used_at=at) == 1


def _digest(code: str, by: Member) -> bytes:
    return sealing.digest(f"{by.pk} {code}", CODES)


def _bare(code: str) -> str:
    kept = "".join(sign for sign in code.lower() if sign.isalnum())
    return kept if kept.isascii() and len(kept) <= 20 else ""
