"""Passkeys (WebAuthn), beside a password or in its place: asked of a browser, and taken when its answer is right."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.enums import FactorKind
from accounts.models import Factor, Member
from accounts.services.factors import SEALED, allow_another
from core.actors import PUBLIC
from core.audit.services import act, note
from core.errors import Invalid
from core.reach import Beyond, beyond
from core.sealing import seal_bytes, unseal_bytes
from core.workflow import demand_fresh

Asked = tuple[dict[str, Any], dict[str, Any]]
"""What the browser is asked, and what is remembered to judge its answer by."""
WRONG = _("The passkey was not accepted: try again, or use the code of your app.")
WRONG_ALONE = _("The passkey was not accepted: try again, or log in with your password.")
PREFERRED, REQUIRED = UserVerificationRequirement.PREFERRED, UserVerificationRequirement.REQUIRED
"""Whether the device itself proves by finger, face or code who holds it: asked for, and demanded where it is alone."""


def begin(*, by: Member, site: str) -> Asked:
    """Ask a browser to make a passkey for this site, one that knows whose it is if the device can keep such."""
    user = PublicKeyCredentialUserEntity(id=by.pk.bytes, name=by.email, display_name=by.name)
    asked, state = _server(site).register_begin(
        user,
        [key for _factor, key in _keys(by)],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=PREFERRED,
    )
    return dict(asked), dict(state)


def add(answer: Any, state: Mapping[str, Any], name: str, *, by: Member, site: str, at: datetime) -> Factor:
    """Keep the passkey that a browser made; it counts from now on."""
    demand_fresh(by=by)
    allow_another(by)
    try:
        made = _server(site).register_complete(dict(state), RegistrationResponse.from_dict(answer))
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid("passkey_not_right", WRONG) from error
    data = made.credential_data
    if data is None:
        raise Invalid("passkey_not_right", WRONG)
    with act("add_factor", by=by, kind=FactorKind.PASSKEY.value):
        return Factor.objects.create(
            member=by,
            kind=FactorKind.PASSKEY,
            name=name,
            sealed=seal_bytes(bytes(data), SEALED),
            counter=made.counter,
            made_at=at,
            confirmed_at=at,
            used_at=at,
        )


def ask(*, by: Member, site: str, is_alone: bool = False) -> Asked | None:
    """Ask a browser for one of the member's passkeys; nothing where there are none.

    Where no password was given in this log-in the device proves again who holds it: a touch would not do.
    """
    keys = [key for _factor, key in _keys(by)]
    if not keys:
        return None
    asked, state = _server(site).authenticate_begin(keys, user_verification=REQUIRED if is_alone else PREFERRED)
    return dict(asked), dict(state)


def ask_anybody(*, site: str) -> Asked:
    """Ask a browser for whichever passkey of this site it has; the device proves who holds it: two factors in one."""
    asked, state = _server(site).authenticate_begin(user_verification=REQUIRED)
    return dict(asked), dict(state)


def prove(answer: Any, state: Mapping[str, Any], *, by: Member, site: str, at: datetime) -> None:
    """Take a browser's answer. Raises `Invalid` for a wrong one, and for a key that counts backwards: it was copied."""
    if not _is_taken(answer, state, by=by, site=site, at=at):
        note("second_factor_failed", "accounts.login", str(by.pk), by=by)
        raise Invalid("passkey_not_right", WRONG)


def log_in(answer: Any, state: Mapping[str, Any], *, site: str, at: datetime) -> Member:
    """The member whose passkey answered, if the account may act. Raises `Invalid` for all else, in the same words."""
    with beyond(Beyond.LOGGING_IN):
        able = Member.objects.able_to_act(at).select_related("organisation", "unit")
        member: Member | None = able.filter(pk=_handle(answer)).first()
        if member is not None and _is_taken(answer, state, by=member, site=site, at=at):
            return member
    note("log_in_failed", "accounts.login", "passkey", by=PUBLIC)
    raise Invalid("passkey_not_right", WRONG_ALONE)


def _handle(answer: Any) -> UUID | None:
    try:
        return UUID(bytes=AuthenticationResponse.from_dict(answer).response.user_handle)
    except (ValueError, TypeError, KeyError):
        return None


def _is_taken(answer: Any, state: Mapping[str, Any], *, by: Member, site: str, at: datetime) -> bool:
    keys = _keys(by)
    try:
        used = _server(site).authenticate_complete(dict(state), [key for _factor, key in keys], answer)
        count = AuthenticationResponse.from_dict(answer).response.authenticator_data.counter
    except (ValueError, TypeError, KeyError):
        return False
    factor = next(factor for factor, key in keys if key.credential_id == used.credential_id)
    with act("prove", by=by, kind=FactorKind.PASSKEY.value):
        # Many passkeys do not count: theirs is always 0.
        ours = Factor.objects.filter(pk=factor.pk, **({"counter__lt": count} if count or factor.counter else {}))
        return ours.update(counter=count, used_at=at) == 1


def _keys(by: Member) -> list[tuple[Factor, AttestedCredentialData]]:
    held = Factor.objects.filter(member=by, kind=FactorKind.PASSKEY).confirmed().order_by("pk")
    return [(factor, AttestedCredentialData(unseal_bytes(factor.sealed, SEALED))) for factor in held]


def _server(site: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=site, name=site))
