"""What administrators do: organisations, members, the way in, tokens."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Member, Organisation, Token, Unit
from tests import factories
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


def test_an_administrator_makes_a_token_of_the_organisation_sees_its_use_and_revokes_it(
    demand: World, visit: Visit
) -> None:
    browser = visit(demand.member("intermediary", "administrator"))
    there = reverse("portal:service_tokens")
    asked = {"name": "payroll", "expires_on": "2027-02-01", "roles": ["clerk"], "scopes": ["file_demand"]}

    shown = browser.post(there, asked)
    token = Token.objects.get()
    Token.objects.filter(pk=token.pk).update(last_used_on=date(2026, 9, 3))
    listed = browser.get(there).content.decode()
    browser.post(reverse("portal:service_token_revoke", args=[token.pk]))

    token.refresh_from_db()
    key = shown.context["secret"]
    assert key in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert (token.member, token.roles, token.scopes) == (None, ["clerk"], ["file_demand"])
    assert key not in listed
    assert "3 Sep" in listed
    assert token.revoked_at is not None


@pytest.mark.parametrize(
    "wrong",
    [{"roles": []}, {"expires_on": "2029-01-01"}, {"scopes": ["give_mandate"]}, {"name": ""}],
)
def test_a_token_of_the_organisation_that_does_not_fit_is_refused_with_what_was_typed(
    demand: World, visit: Visit, wrong: dict[str, Any]
) -> None:
    browser = visit(demand.member("employer", "administrator"))
    asked = {"name": "payroll of our farm", "expires_on": "2027-02-01", "roles": ["signatory"], "scopes": []}

    answer = browser.post(reverse("portal:service_tokens"), asked | wrong)

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert not Token.objects.exists()


def test_nobody_else_sees_or_ends_the_organisations_tokens(demand: World, visit: Visit) -> None:
    token = factories.token(demand.intermediary.organisation, roles=["clerk"], scopes=[])
    ends = reverse("portal:service_token_revoke", args=[token.pk])

    assert visit(demand.member("intermediary", "clerk")).get(reverse("portal:service_tokens")).status_code == 403
    assert visit(demand.member("intermediary", "clerk")).post(ends).status_code == 404
    assert visit(demand.member("partner", "administrator")).post(ends).status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None


def test_an_administrator_chooses_what_the_webhook_is_told_of(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("employer", "administrator"))
    browser.post(reverse("portal:webhook_address"), {"webhook_url": "https://hooks.example.org/x"})
    there = reverse("portal:webhook_events")

    answer = browser.post(there, {"events": ["permit_issued", "alert_raised"]})
    refused = browser.post(there, {})

    demand.employer.organisation.refresh_from_db()
    assert (answer.status_code, refused.status_code) == (302, 422)
    assert demand.employer.organisation.webhook_events == ["permit_issued", "alert_raised"]
