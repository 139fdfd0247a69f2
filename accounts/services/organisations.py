"""Registering organisations, naming them, barring them, and where their letters are posted."""

import base64
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.enums import Kind, Language
from accounts.models import Organisation
from accounts.rules import tidy
from core import sealing
from core.actors import Actor
from core.audit.services import act
from core.db import constraint, lock_one
from core.errors import Forbidden, Invalid, Problem
from core.notices.services.outgoing import is_open_address
from core.permissions import Permission as P
from core.workflow import allow
from scheme.models import Area, Port, Province

LONGEST_NAME = 120
PARTIES = frozenset({Kind.EMPLOYER, Kind.INTERMEDIARY})
"""Whose names belong to what the law knows them by."""

WEBHOOK = ["webhook_url", "webhook_secret", "webhook_secret_before", "webhook_rotated_at"]
SECRET_PLACE = "accounts_organisation.webhook_secret"  # noqa: S105 - the column, not a secret


@dataclass(frozen=True, slots=True)
class Names:
    """A name in the three languages; where one is not given, the first that is."""

    zh: str = ""
    vi: str = ""
    en: str = ""

    def kept(self) -> dict[str, str]:
        """The names as they are kept; raises `Invalid` where there is none or one is too long."""
        given = {"name_zh": tidy(self.zh), "name_vi": tidy(self.vi), "name_en": tidy(self.en)}
        usual = next(filter(None, given.values()), "")
        if not usual:
            raise Invalid("name_missing", _("Give a name in at least one language."), field="name_zh")
        long = [field for field, name in given.items() if len(name) > LONGEST_NAME]
        if long:
            message = _("A name has at most %(most)s characters.")
            raise Invalid.of(Problem("name_too_long", message, field, {"most": LONGEST_NAME}) for field in long)
        return {field: name or usual for field, name in given.items()}


def register(
    kind: str,
    names: Names,
    *,
    by: Actor,
    today: date,
    area: str | None = None,
    province: str | None = None,
    port: str | None = None,
    language: str = Language.CHINESE,
) -> Organisation:
    """Add an organisation to the scheme, in a place that the scheme has on that day (codes)."""
    with act("register", by=by):
        allow(P.MANAGE_ORGANISATIONS, by=by)
        made = Organisation(kind=_kind(kind), language=_language(language), **names.kept())
        made.area = _area(area, today)
        made.province = _province(province, today)
        made.port = _port(port, today)
        with constraint(Organisation, "organisation_has_its_place", field=_place_of(kind)):
            made.save(force_insert=True)
        return made


def rename(organisation_id: UUID, names: Names, *, by: Actor) -> Organisation:
    """Give an organisation other names; its events keep the old ones. A party's are corrected by two persons."""
    with act("rename", by=by):
        organisation = lock_one(Organisation.objects.visible_to(by), organisation_id)
        allow(P.MANAGE_ORGANISATIONS, by=by)
        if organisation.kind in PARTIES:
            words = _("The authority that registered this party corrects its names, with two signatures: ask it.")
            raise Invalid("names_of_a_party", words)
        for field, name in names.kept().items():
            setattr(organisation, field, name)
        organisation.save(update_fields=["name_zh", "name_vi", "name_en"])
        return organisation


def bar(organisation_id: UUID, *, by: Actor, from_: datetime, until: datetime | None = None) -> Organisation:
    """Shut all accounts of an organisation from a moment on: none of them can do anything in that time."""
    with act("bar", by=by):
        organisation = lock_one(Organisation.objects.visible_to(by), organisation_id)
        allow(P.MANAGE_ORGANISATIONS, by=by)
        if organisation.pk == by.organisation_id:
            raise Forbidden("own_organisation", _("You cannot bar your own organisation."))
        organisation.barred_from, organisation.barred_until = from_, until
        with constraint(Organisation, "organisation_bar_in_order", field="barred_until"):
            organisation.save(update_fields=["barred_from", "barred_until"])
        return organisation


def unbar(organisation_id: UUID, *, by: Actor) -> Organisation:
    """Open the accounts of an organisation again, or call off a bar that has not begun."""
    with act("unbar", by=by):
        organisation = lock_one(Organisation.objects.visible_to(by), organisation_id)
        allow(P.MANAGE_ORGANISATIONS, by=by)
        organisation.barred_from = organisation.barred_until = None
        organisation.save(update_fields=["barred_from", "barred_until"])
        return organisation


def set_webhook(url: str, *, by: Actor) -> str:
    """Have one's organisation's letters posted to a URL too, or no longer (""); give the new secret, shown once."""
    with act("set_webhook", by=by):
        organisation = lock_one(Organisation.objects.visible_to(by), by.organisation_id)
        allow(P.MANAGE_TOKENS, by=by)
        if url and (len(url) > 300 or not is_open_address(url)):
            message = _("Give a public address that begins with https://.")
            raise Invalid("webhook_address", message, field="webhook_url")
        secret = new_secret() if url else ""
        organisation.webhook_url = url
        organisation.webhook_secret = sealing.seal(secret, SECRET_PLACE) if secret else None
        organisation.webhook_secret_before = organisation.webhook_rotated_at = None
        organisation.save(update_fields=WEBHOOK)
        return secret


def new_secret() -> str:
    """A secret as the Standard Webhooks specification writes one."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _kind(kind: str) -> str:
    if kind not in Kind.values:
        raise Invalid("unknown_kind", _("There is no such kind of organisation."), field="kind")
    return kind


def _language(language: str) -> str:
    if language not in Language.values:
        raise Invalid("unknown_language", _("Choose one of the scheme's languages."), field="language")
    return language


def _place_of(kind: str) -> str:
    return {Kind.DEPARTMENT: "province", Kind.POST: "port"}.get(Kind(kind), "area")


def _area(code: str | None, today: date) -> Area | None:
    found = Area.objects.valid_on(today).filter(pk=code).first() if code else None
    if code and found is None:
        raise Invalid("unknown_area", _("The scheme has no such area on that day."), field="area")
    return found


def _province(code: str | None, today: date) -> Province | None:
    found = Province.objects.valid_on(today).filter(code=code).first() if code else None
    if code and found is None:
        raise Invalid("unknown_province", _("The scheme has no such province on that day."), field="province")
    return found


def _port(code: str | None, today: date) -> Port | None:
    found = Port.objects.valid_on(today).filter(pk=code).first() if code else None
    if code and found is None:
        raise Invalid("unknown_port", _("The scheme has no such port on that day."), field="port")
    return found
