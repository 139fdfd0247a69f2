"""What administrators do: organisations, members, the way in, tokens."""

from django.test import Client
from django.urls import reverse

from accounts.models import Member, Organisation, Token, Unit
from tests.factories import World
from tests.portal.conftest import Visit


def test_the_operator_registers_an_organisation_with_a_unit_and_a_member(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("operator", "administrator"))
    browser.post(
        reverse("portal:organisations"),
        {"kind": "protection", "language": "zh-hans", "area": demand.county, "name_zh": "维权窗口"},
    )
    made = Organisation.objects.get(name_zh="维权窗口")

    browser.post(reverse("portal:organisation_act", args=[made.pk, "unit"]), {"unit-name_zh": "一科"})
    answer = browser.post(
        reverse("portal:organisation_act", args=[made.pk, "member"]),
        {
            "member-email": "desk@example.org",
            "member-name": "Desk",
            "member-language": "vi",
            "member-roles": ["administrator"],
            "member-unit": str(Unit.objects.get(organisation=made).pk),
        },
    )

    assert answer.status_code == 302
    assert Member.objects.get(email="desk@example.org").unit.name_zh == "一科"


def test_a_code_is_shown_once_and_opens_the_account(demand: World, visit: Visit, client: Client) -> None:
    browser = visit(demand.member("bureau", "administrator"))
    other = demand.member("bureau", "clerk")

    shown = browser.post(reverse("portal:member_act", args=[other.pk, "invite"]))
    code = shown.context["secret"]
    answer = client.post(reverse("portal:first_password"), {"code": code, "password": "harvest-moon-over-cane"})

    other.refresh_from_db()
    assert code in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert answer["Location"] == reverse("portal:login")
    assert other.check_password("harvest-moon-over-cane")


def test_a_weak_password_is_refused_at_its_field(demand: World, visit: Visit, client: Client) -> None:
    browser = visit(demand.member("bureau", "administrator"))
    shown = browser.post(reverse("portal:member_act", args=[demand.member("bureau", "clerk").pk, "invite"]))

    answer = client.post(reverse("portal:first_password"), {"code": shown.context["secret"], "password": "short"})

    assert answer.status_code == 422
    assert 'href="#id_password"' in answer.content.decode()


def test_another_organisations_member_is_not_there(two_worlds: tuple[World, World], visit: Visit) -> None:
    ours, theirs = two_worlds
    browser = visit(ours.member("bureau", "administrator"))

    answer = browser.get(reverse("portal:member", args=[theirs.member("bureau", "clerk").pk]))

    assert answer.status_code == 404


def test_a_token_is_made_shown_once_and_revoked(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    asked = {"name": "our office program", "expires_on": "2027-02-01", "scopes": ["file_demand"]}

    shown = browser.post(reverse("portal:account_token"), asked)
    token = Token.objects.get()
    browser.post(reverse("portal:account_revoke", args=[token.pk]))

    token.refresh_from_db()
    assert shown.context["secret"].startswith("sp_")
    assert token.scopes == ["file_demand"]
    assert token.revoked_at is not None
