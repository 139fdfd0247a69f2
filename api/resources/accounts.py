"""Who acts: oneself, organisations, their units, members and tokens."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from accounts.enums import Kind, Language, Role, WebhookEvent
from accounts.models import Member, Organisation, Token, Unit
from accounts.services import approvers, members, organisations, tokens, units, webhooks
from accounts.services.members import Person
from accounts.services.organisations import Names
from api.inputs import Day, Input, Text
from api.resource import Act, Look, Resource, by_choice, by_id, by_text, by_truth
from api.resources.parties import NAMES
from api.shapes import Shape
from core.actors import Actor
from core.permissions import Permission as P
from workers.models import Worker

EITHER = (P.MANAGE_MEMBERS, P.MANAGE_ORGANISATIONS)


class OrganisationShape(Shape):
    """A body of the scheme; while barred, none of its accounts can do anything."""

    province = serializers.CharField(source="province.code", allow_null=True)

    class Meta:
        model = Organisation
        fields = (
            "id",
            "kind",
            *NAMES,
            "area",
            "province",
            "port",
            "language",
            "barred_from",
            "barred_until",
            "unlicensed_from",
        )


class UnitShape(Shape):
    """A part of an organisation; two persons are members of different units."""

    class Meta:
        model = Unit
        fields = ("id", "organisation", *NAMES)


class MemberShape(Shape):
    """A person's own account in one organisation."""

    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))
    letters_by = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Member
        fields = (
            *("id", "organisation", "unit", "email", "name", "phone", "roles"),
            *("language", "letters_by", "is_active", "made_at"),
        )


class TokenShape(Shape):
    """A key for programs, without the key."""

    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))
    scopes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Token
        fields = (
            *("id", "organisation", "unit", "member", "roles", "name", "hint", "scopes"),
            *("made_at", "expires_at", "revoked_at", "last_used_on"),
        )


class NewTokenOut(serializers.Serializer[Any]):
    """A new token with its key, which is shown this once."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    hint = serializers.CharField()
    expires_at = serializers.DateTimeField()
    key = serializers.CharField(help_text="keep it: it is shown this once")


class WebhookOut(serializers.Serializer[Any]):
    """Where an organisation's letters are posted, and which events."""

    url = serializers.CharField(allow_blank=True)
    events = serializers.ListField(child=serializers.ChoiceField(WebhookEvent.choices))


class MeOut(serializers.Serializer[Any]):
    """Who asks, and what they may do."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    is_token = serializers.BooleanField()
    login = serializers.CharField()
    language = serializers.CharField()
    organisation = serializers.UUIDField(allow_null=True, help_text="none for a worker")
    organisation_name = serializers.CharField(allow_null=True)
    kind = serializers.ChoiceField([*Kind.choices, ("worker", "worker")])
    area = serializers.CharField(help_text="leading part of the area code its organisation answers for")
    unit = serializers.UUIDField(allow_null=True)
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices))
    permissions = serializers.ListField(child=serializers.CharField())
    webhook = WebhookOut(allow_null=True, help_text="for who may set it")


class SecretOut(serializers.Serializer[Any]):
    """A secret that is shown this once."""

    secret = serializers.CharField()


class NamesInput(Input):
    """A name in the three languages; where one is not given, the first that is."""

    name_zh = Text(max_length=120, required=False, allow_blank=True)
    name_vi = Text(max_length=120, required=False, allow_blank=True)
    name_en = Text(max_length=120, required=False, allow_blank=True)

    def arguments(self) -> dict[str, Any]:
        """Give the names as one value."""
        given = super().arguments()
        names = {name.removeprefix("name_"): given.pop(name) for name in NAMES if name in given}
        return {**given, "names": Names(**names)}


class OrganisationInput(NamesInput):
    """An organisation to be added; its place by the codes of the scheme."""

    kind = serializers.ChoiceField(Kind.choices)
    area = Text(max_length=6, required=False)
    province = Text(max_length=2, required=False)
    port = Text(max_length=30, required=False)
    language = serializers.ChoiceField(Language.choices, required=False)


class UnitInput(NamesInput):
    """A unit to be added, to one's own organisation unless another is named."""

    organisation = serializers.UUIDField(required=False)

    def arguments(self) -> dict[str, Any]:
        """Give the organisation by its id."""
        given = super().arguments()
        return {"organisation_id": given.pop("organisation", None), **given}


class BarInput(Input):
    """From when until when its accounts are shut."""

    barred_from = serializers.DateTimeField()
    barred_until = serializers.DateTimeField(required=False, allow_null=True)

    def arguments(self) -> dict[str, Any]:
        """Give the moments by their arguments' names."""
        given = super().arguments()
        return {"from_": given["barred_from"], "until": given.get("barred_until")}


class Roles(Input):
    """What a member is trusted with from now on."""

    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices), max_length=10)


class InUnit(Input):
    """The unit a member belongs to from now on; null for none."""

    unit = serializers.UUIDField(allow_null=True)

    def arguments(self) -> dict[str, Any]:
        """Give the unit by its id."""
        return {"unit_id": self.validated_data["unit"]}


class MemberInput(Roles):
    """An account to be opened, in one's own organisation unless another is named."""

    email = Text(max_length=254)
    name = Text(max_length=120)
    phone = Text(max_length=20, required=False, allow_blank=True)
    language = serializers.ChoiceField(Language.choices, required=False)
    organisation = serializers.UUIDField(required=False)
    unit = serializers.UUIDField(required=False, allow_null=True)

    def arguments(self) -> dict[str, Any]:
        """Give the person as one value."""
        given = super().arguments()
        person = {name: given[name] for name in ("email", "name", "phone", "language") if name in given}
        return {
            "person": Person(**person),
            "roles": given["roles"],
            "organisation_id": given.get("organisation"),
            "unit_id": given.get("unit"),
        }


class LettersInput(Input):
    """One's own language, and by which channels letters come besides the service itself."""

    language = serializers.ChoiceField(Language.choices, required=False)
    letters_by = serializers.ListField(child=Text(max_length=10), required=False, max_length=5)
    phone = Text(max_length=20, required=False, allow_blank=True)


class WebhookInput(Input):
    """Where one's organisation's letters are posted; empty for nowhere."""

    url = Text(max_length=300, allow_blank=True)


class EventsInput(Input):
    """Which events are posted."""

    events = serializers.ListField(child=serializers.ChoiceField(WebhookEvent.choices), max_length=10)


class EventsOut(serializers.Serializer[Any]):
    """Which events are posted."""

    events = serializers.ListField(child=serializers.ChoiceField(WebhookEvent.choices))


class ReplayInput(Input):
    """From which day on letters are posted again."""

    from_on = Day()


class CountOut(serializers.Serializer[Any]):
    """How many letters it is about."""

    letters = serializers.IntegerField()


class TokenInput(Input):
    """A token to be made: one's own, or with `roles` the organisation's."""

    name = Text(max_length=80)
    expires_at = serializers.DateTimeField()
    scopes = serializers.ListField(child=Text(max_length=30), required=False, max_length=50)
    roles = serializers.ListField(child=serializers.ChoiceField(Role.choices), required=False, max_length=10)
    unit = serializers.UUIDField(required=False)

    def arguments(self) -> dict[str, Any]:
        """Give the unit by its id."""
        given = super().arguments()
        return {"unit_id": given.pop("unit", None), **given}


def make_token(*, by: Actor, at: datetime, **told: Any) -> dict[str, Any]:
    """Make a token, and give its key this once."""
    token, key = tokens.make(by=by, at=at, **told)
    return {"id": token.pk, "name": token.name, "hint": token.hint, "expires_at": token.expires_at, "key": key}


def set_webhook(*, url: str, by: Actor) -> dict[str, str]:
    """Have letters posted to an address, and give the secret that signs them this once."""
    return {"secret": organisations.set_webhook(url, by=by)}


def choose_webhook_events(*, events: list[str], by: Actor) -> dict[str, list[str]]:
    """Have only some events posted."""
    return {"events": webhooks.choose_events(events, by=by)}


def rotate_webhook_secret(*, by: Actor, at: datetime) -> dict[str, str]:
    """Exchange the secret that signs, and give the new one this once."""
    return {"secret": webhooks.rotate_secret(by=by, at=at)}


def ping_webhook(*, by: Actor, at: datetime) -> dict[str, int]:
    """Have a test posted."""
    return {"letters": webhooks.ping(by=by, at=at)}


def replay_webhook(*, from_on: date, by: Actor, at: datetime) -> dict[str, int]:
    """Have all letters since a day posted again."""
    return {"letters": webhooks.replay(from_on, by=by, at=at)}


def choose_letters(*, by: Actor, at: datetime, **told: Any) -> dict[str, Any]:
    """Choose how letters come, and give oneself as one stands."""
    members.choose_letters(by=by, **told)
    return me(by=by, at=at)


def me(*, by: Any, at: datetime) -> dict[str, Any]:
    """Who asks, and what they may do."""
    if by.kind == "worker":
        return _worker(by)
    is_token = isinstance(by, Token)
    holder = by.member if is_token and by.member_id else by
    return {
        "id": by.actor_id,
        "name": by.name,
        "is_token": is_token,
        "login": by.login,
        "language": by.language,
        "organisation": by.organisation_id,
        "organisation_name": by.organisation.name,
        "kind": by.kind,
        "area": by.area,
        "unit": by.unit_id,
        "roles": sorted(holder.roles),
        "permissions": sorted(by.permissions),
        "webhook": _webhook(by.organisation) if P.MANAGE_TOKENS in by.permissions else None,
    }


def _webhook(organisation: Organisation) -> dict[str, Any]:
    return {"url": organisation.webhook_url, "events": organisation.webhook_events}


def _worker(by: Any) -> dict[str, Any]:
    name = Worker.objects.visible_to(by).values_list("name", flat=True)[0]
    return {
        "id": by.actor_id,
        "name": name,
        "is_token": False,
        "login": by.login,
        "language": by.language,
        "organisation": None,
        "organisation_name": None,
        "kind": by.kind,
        "area": "",
        "unit": None,
        "roles": [],
        "permissions": sorted(by.permissions),
        "webhook": None,
    }


def revoke(key: UUID, *, by: Actor, at: datetime) -> Token:
    """End a token."""
    return tokens.revoke(key, by=by, at=at)


ACCOUNTS = (
    Resource(
        "me",
        None,
        None,
        "Oneself.",
        looks=(Look("", me, MeOut, "Who asks, and what they may do."),),
        common_acts=(
            Act("choose-letters", choose_letters, "Choose how letters come.", takes=LettersInput, gives=MeOut),
            Act(
                "set-webhook",
                set_webhook,
                "Have the organisation's letters posted to an address.",
                takes=WebhookInput,
                gives=SecretOut,
                permission=P.MANAGE_TOKENS,
                secret=True,
            ),
            Act(
                "choose-webhook-events",
                choose_webhook_events,
                "Choose which events are posted: all letters, unless said otherwise.",
                takes=EventsInput,
                gives=EventsOut,
                permission=P.MANAGE_TOKENS,
            ),
            Act(
                "rotate-webhook-secret",
                rotate_webhook_secret,
                "Exchange the secret that signs; for a day both do.",
                gives=SecretOut,
                permission=P.MANAGE_TOKENS,
                secret=True,
            ),
            Act("ping-webhook", ping_webhook, "Have a test posted.", gives=CountOut, permission=P.MANAGE_TOKENS),
            Act(
                "replay-webhook",
                replay_webhook,
                "Have all letters since a day posted again.",
                takes=ReplayInput,
                gives=CountOut,
                permission=P.MANAGE_TOKENS,
            ),
        ),
    ),
    Resource(
        "organisations",
        lambda by: Organisation.objects.visible_to(by),
        OrganisationShape,
        "Bodies of the scheme.",
        filters={
            "kind": by_choice(Kind, "kind", "what it is"),
            "area": by_text("area", "code of its area"),
        },
        make=Act(
            "register",
            organisations.register,
            "Add an organisation.",
            takes=OrganisationInput,
            permission=P.MANAGE_ORGANISATIONS,
        ),
        acts=(
            Act(
                "rename",
                organisations.rename,
                "Give it other names.",
                takes=NamesInput,
                permission=P.MANAGE_ORGANISATIONS,
            ),
            Act("bar", organisations.bar, "Shut its accounts.", takes=BarInput, permission=P.MANAGE_ORGANISATIONS),
            Act("unbar", organisations.unbar, "Open its accounts again.", permission=P.MANAGE_ORGANISATIONS),
        ),
    ),
    Resource(
        "units",
        lambda by: Unit.objects.visible_to(by),
        UnitShape,
        "Parts of organisations.",
        filters={"organisation": by_id("organisation", "of this organisation")},
        make=Act("add", units.add, "Add a unit.", takes=UnitInput, permission=EITHER),
        acts=(Act("rename", units.rename, "Give it other names.", takes=NamesInput, permission=EITHER),),
    ),
    Resource(
        "members",
        lambda by: Member.objects.visible_to(by),
        MemberShape,
        "Accounts of persons.",
        filters={
            "organisation": by_id("organisation", "of this organisation"),
            "unit": by_id("unit", "of this unit"),
            "email": by_text("email", "the e-mail address", longest=254),
            "active": by_truth("is_active", "whether the account is open"),
        },
        make=Act("add", members.add, "Open an account.", takes=MemberInput, permission=EITHER),
        acts=(
            Act("set-roles", members.set_roles, "Give other roles.", takes=Roles, permission=EITHER),
            Act(
                "confirm-approver", approvers.confirm, "Confirm whom another administrator proposed.", permission=EITHER
            ),
            Act("set-unit", members.set_unit, "Move to another unit.", takes=InUnit, permission=EITHER),
            Act("deactivate", members.deactivate, "Close the account, with effect at once.", permission=EITHER),
            Act("reactivate", members.reactivate, "Open it again.", permission=EITHER),
        ),
    ),
    Resource(
        "tokens",
        lambda by: Token.objects.visible_to(by),
        TokenShape,
        "Keys for programs.",
        filters={"member": by_id("member", "of this member")},
        make=Act("make", make_token, "Make one.", takes=TokenInput, gives=NewTokenOut, secret=True),
        acts=(Act("revoke", revoke, "End it."),),
    ),
)
