"""Who is it that asks: by password, by session, by token; asked anew at every request."""

from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import LogIn, Member, Token
from accounts.rules import limits_of
from accounts.services.tokens import digest_of
from core import sealing
from core.actors import PUBLIC
from core.audit.models import Event
from core.audit.services import act, note, record
from core.dates import day_of
from core.errors import Invalid
from core.prepared import Prepared
from core.reach import Beyond, beyond
from core.workflow import demand_fresh

SHOWN = 20


class MemberBackend(BaseBackend):
    """Django's way to log-in and sessions; it is a door, so it reads the clock."""

    def authenticate(self, request: Any, email: str = "", password: str = "", **others: Any) -> Member | None:
        """The member with that address and password, if the account may act."""
        try:
            return log_in(email or others.get("username", ""), password, at=timezone.now())  # noqa: TID251
        except Invalid:
            return None

    def get_user(self, user_id: Any) -> Member | None:
        """The member of a session, if the account may act at this moment."""
        return member_for_session(user_id, at=timezone.now())  # noqa: TID251


def log_in(email: str, password: str, *, at: datetime) -> Member:
    """The member with that address and password, if the account may act.

    Raises `Invalid`, with the same words and after the same work whether or not there is such an account.
    """
    given = email.strip().lower()
    found = Member.objects.able_to_act(at).select_related("organisation", "unit")
    with beyond(Beyond.LOGGING_IN):
        member: Member | None = found.filter(email=given).first()
    if member is None:
        make_password(password)
        right = False
    else:
        right = member.check_password(password)
    if member is None or not right:
        log_in_failed(given)
        raise Invalid("log_in_failed", _("E-mail address and password do not belong together, or the account is shut."))
    record("give_password", member, by=member)
    return member


def open_log_in(member: Member, *, at: datetime, second: str = "") -> None:
    """Record that a member is in, by which second factor if any; of staff, the log-in before ends by it."""
    with act("log_in", by=member, second=second):
        take_place(member, at=at)
        record("log_in", member, by=member, second=second)


def take_place(member: Member, *, at: datetime) -> None:
    """Let the log-in that a member of staff acts under be its only one."""
    if limits_of(member.kind).is_only_one:
        LogIn.objects.update_or_create(member=member, defaults={"name": member.login, "opened_at": at})


def keep_place(member: Member, *, at: datetime) -> None:
    """Let a log-in that goes on under another name stand where it stood."""
    take_place(member, at=at)
    LogIn.objects.filter(member=member).update(name=member.login)


def end_others(*, by: Member, at: datetime) -> None:
    """End all other log-ins of a member, as from their next request on; who does so has just proved who it is."""
    demand_fresh(by=by)
    with act("end_other_log_ins", by=by):
        LogIn.objects.update_or_create(member=by, defaults={"name": by.login, "opened_at": at})
        record("end_other_log_ins", by, by=by)


def lately(*, by: Member, at: datetime) -> list[Event]:
    """The log-ins of a member that may still be open, the newest first."""
    since = at - limits_of(by.kind).whole
    return list(Event.objects.of(by).filter(verb="log_in", at__gte=since).order_by("-seq")[:SHOWN])


def is_elsewhere(member: Member, opened: float) -> bool:
    """Whether the log-in that the member acts under was ended by another; asks the database nothing.

    Of a party's member that is so where it was `opened` before the others were ended.
    """
    here = getattr(member, "log_in", None)
    if limits_of(member.kind).is_only_one:
        return here is None or here.name != member.login
    return here is not None and here.name != member.login and opened <= here.opened_at.timestamp()


def log_in_failed(email: str) -> None:
    """Record that somebody failed to log in with that address, by its digest, whether or not there is an account."""
    note("log_in_failed", "accounts.login", sealing.digest(email, "accounts.login").hex()[:32], by=PUBLIC)


def member_for_session(member_id: UUID | str, *, at: datetime) -> Member | None:
    """The member of a session, if the account may act at that moment; one query."""
    found = Member.objects.able_to_act(at).select_related("organisation", "unit", "log_in")
    with beyond(Beyond.LOGGING_IN):
        member: Member | None = found.filter(pk=member_id).first()
    return member


def log_in_name(session_key: str) -> str:
    """What a session is called on the record: it tells log-ins apart and opens none."""
    return f"session:{sealing.digest(session_key, 'session').hex()[:32]}"


_DIGEST, _AT = b"stands for the digest of a token.", datetime.max.replace(tzinfo=UTC)


@cache
def _token_by_digest() -> Prepared:
    # Asked at every request of every program.
    found = Token.objects.able_to_act(_AT).select_related("organisation", "unit", "member")
    return Prepared(found.filter(digest=_DIGEST).order_by("pk")[:1], (_DIGEST, _AT))


def authenticate_token(key: str, *, at: datetime) -> Token | None:
    """The token with that key, if it and its holder may act at that moment; one query.

    Nothing for a key that is unknown, revoked or expired, of a closed account or a barred organisation; which of
    these, it does not say.
    """
    with beyond(Beyond.LOGGING_IN):
        token: Token | None = _token_by_digest().record({_DIGEST: digest_of(key), _AT: at})
    if token is not None and token.last_used_on != day_of(at):
        with act("use_token", by=token):
            Token.objects.filter(pk=token.pk).exclude(last_used_on=day_of(at)).update(last_used_on=day_of(at))
    return token
