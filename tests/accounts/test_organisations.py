"""Organisations: registered, named, barred, and where their letters are posted."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Kind
from accounts.models import Member, Organisation, Unit
from accounts.services import organisations, units
from accounts.services.authentication import member_for_session
from accounts.services.organisations import SECRET_PLACE, Names
from core import sealing
from core.audit.models import Event
from core.errors import Forbidden, Invalid, NotFound
from tests import factories

AT, TODAY = factories.AT, factories.TODAY
DAY = timedelta(days=1)
NAMES = Names(zh="宁明县人社局", vi="Phòng Lao động Ninh Minh", en="Ningming Labour Bureau")

pytestmark = pytest.mark.django_db


def test_the_operator_registers_a_body_in_its_place(operator_administrator):
    made = organisations.register("bureau", NAMES, by=operator_administrator, today=TODAY, area="451422")

    made.refresh_from_db()
    assert (made.kind, made.area_id, made.name_vi) == ("bureau", "451422", "Phòng Lao động Ninh Minh")
    assert Event.objects.of(made).get().verb == "register"


def test_one_name_serves_for_all_languages_and_is_kept_composed(operator_administrator):
    names = Names(vi="Kie\u0302\u0309m toa\u0301n")

    made = organisations.register("oversight", names, by=operator_administrator, today=TODAY)

    assert {made.name_zh, made.name_vi, made.name_en} == {"Kiểm toán"}


@pytest.mark.parametrize(
    ("kind", "places", "names", "code", "field"),
    [
        ("bureau", {}, NAMES, "organisation_has_its_place", "area"),
        ("department", {}, NAMES, "organisation_has_its_place", "province"),
        ("post", {}, NAMES, "organisation_has_its_place", "port"),
        ("bureau", {"area": "999999"}, NAMES, "unknown_area", "area"),
        ("department", {"province": "99"}, NAMES, "unknown_province", "province"),
        ("post", {"port": "nowhere"}, NAMES, "unknown_port", "port"),
        ("ministry", {}, NAMES, "unknown_kind", "kind"),
        ("oversight", {"language": "fr"}, NAMES, "unknown_language", "language"),
        ("oversight", {}, Names(), "name_missing", "name_zh"),
        ("oversight", {}, Names(zh=" "), "name_missing", "name_zh"),
        ("oversight", {}, Names(en="x" * 121), "name_too_long", "name_en"),
    ],
)
def test_what_does_not_fit_is_refused_by_field_and_nothing_is_written(
    kind, places, names, code, field, operator_administrator
):
    before = Organisation.objects.count()

    with pytest.raises(Invalid) as refusal:
        organisations.register(kind, names, by=operator_administrator, today=TODAY, **places)

    assert (refusal.value.code, refusal.value.problems[0].field) == (code, field)
    assert Organisation.objects.count() == before


def test_a_place_that_the_scheme_no_longer_has_is_refused(operator_administrator):
    area = factories.area(factories.PINGXIANG)
    area.valid_until = TODAY - DAY
    area.save()

    with pytest.raises(Invalid, match="no such area"):
        organisations.register("bureau", NAMES, by=operator_administrator, today=TODAY, area=area.pk)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.OPERATOR])
def test_nobody_else_registers_renames_or_bars(kind, world):
    administrator = world.member(kind, "administrator")
    own = world.organisations[kind]

    with pytest.raises(Forbidden):
        organisations.register("oversight", NAMES, by=administrator, today=TODAY)
    with pytest.raises(Forbidden):
        organisations.rename(own.pk, NAMES, by=administrator)
    with pytest.raises(Forbidden):
        organisations.bar(own.pk, by=administrator, from_=AT)


def test_a_new_name_leaves_the_old_one_on_the_record(world, operator_administrator):
    bureau = world.organisations["bureau"]
    old = bureau.name_en

    organisations.rename(bureau.pk, NAMES, by=operator_administrator)

    event = Event.objects.of(bureau).last()
    assert event.changes["name_en"] == [old, "Ningming Labour Bureau"]


def test_a_bar_acts_from_its_first_moment_to_its_last_on_the_next_request(world, operator_administrator):
    member = world.member("intermediary", "clerk")

    organisations.bar(world.intermediary.pk, by=operator_administrator, from_=AT, until=AT + DAY)

    moments = [AT - timedelta(seconds=1), AT, AT + DAY - timedelta(seconds=1), AT + DAY]
    assert [member_for_session(member.pk, at=at) is not None for at in moments] == [True, False, False, True]


def test_a_bar_without_an_end_holds_until_it_is_lifted(world, operator_administrator):
    member = world.member("intermediary", "clerk")
    organisations.bar(world.intermediary.pk, by=operator_administrator, from_=AT)
    assert member_for_session(member.pk, at=AT + 1000 * DAY) is None

    organisations.unbar(world.intermediary.pk, by=operator_administrator)

    assert member_for_session(member.pk, at=AT + DAY) == member


def test_a_bar_that_ends_before_it_begins_is_refused(world, operator_administrator):
    with pytest.raises(Invalid, match="ends after it begins"):
        organisations.bar(world.employer.pk, by=operator_administrator, from_=AT, until=AT - DAY)


def test_the_operator_cannot_bar_itself(operator_administrator):
    with pytest.raises(Forbidden):
        organisations.bar(operator_administrator.organisation_id, by=operator_administrator, from_=AT)


def test_an_organisation_that_is_not_there_cannot_be_barred(operator_administrator):
    with pytest.raises(NotFound):
        organisations.bar(operator_administrator.pk, by=operator_administrator, from_=AT)


def test_a_webhooks_secret_is_shown_once_and_kept_sealed(employer_administrator):
    secret = organisations.set_webhook("https://hooks.example.org/x", by=employer_administrator)

    kept = Organisation.objects.get(pk=employer_administrator.organisation_id)
    assert secret.startswith("whsec_")
    assert secret.encode() not in bytes(kept.webhook_secret)
    assert sealing.unseal(kept.webhook_secret, SECRET_PLACE) == secret
    assert secret not in str(Event.objects.of(kept).last().changes)
    assert organisations.set_webhook("https://hooks.example.org/x", by=employer_administrator) != secret


def test_a_webhook_is_taken_away(employer_administrator):
    organisations.set_webhook("https://hooks.example.org/x", by=employer_administrator)

    assert organisations.set_webhook("", by=employer_administrator) == ""

    kept = Organisation.objects.get(pk=employer_administrator.organisation_id)
    assert (kept.webhook_url, kept.webhook_secret) == ("", None)


@pytest.mark.parametrize("url", ["http://hooks.example.org", "https://10.0.0.1/", "x", "https://e.org/" + "x" * 300])
def test_an_address_that_is_not_public_is_refused(url, employer_administrator):
    with pytest.raises(Invalid, match="public address"):
        organisations.set_webhook(url, by=employer_administrator)


def test_only_who_keeps_the_tokens_sets_the_webhook(employer_signatory):
    with pytest.raises(Forbidden):
        organisations.set_webhook("https://hooks.example.org/x", by=employer_signatory)


def test_units_are_added_and_named_by_ones_own_administrator(bureau_administrator):
    unit = units.add(Names(zh="复核科"), by=bureau_administrator)
    units.rename(unit.pk, Names(zh="审查科", en="Review"), by=bureau_administrator)

    unit.refresh_from_db()
    assert (unit.organisation_id, unit.name_zh, unit.name_en) == (
        bureau_administrator.organisation_id,
        "审查科",
        "Review",
    )


def test_units_of_others_are_not_there_and_ones_own_take_the_right(two_worlds):
    here, there = two_worlds
    theirs = Unit.objects.filter(organisation=there.organisations["bureau"]).first()

    with pytest.raises(NotFound):
        units.rename(theirs.pk, NAMES, by=here.member("bureau", "administrator"))
    with pytest.raises(NotFound):
        units.add(NAMES, by=here.member("bureau", "administrator"), organisation_id=there.organisations["bureau"].pk)
    with pytest.raises(Forbidden):
        units.add(NAMES, by=here.member("bureau", "approver"))


def test_two_askers_see_two_worlds(two_worlds):
    here, there = two_worlds
    asked = [("employer", "signatory"), ("intermediary", "clerk"), ("post", "officer"), ("bureau", "reviewer")]

    for kind, role in asked:
        mine = here.member(kind, role)
        seen = set(Organisation.objects.visible_to(mine).values_list("pk", flat=True))
        members = set(Member.objects.visible_to(mine).values_list("organisation", flat=True))
        assert mine.organisation_id in seen
        assert not seen & {body.pk for body in there.organisations.values()}
        assert members == {mine.organisation_id}
    assert here.employer.pk in Organisation.objects.visible_to(here.member("bureau", "reviewer")).values_list(
        "pk", flat=True
    )


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("member_email_in_small_letters", lambda world: Member.objects.update(email="A@example.org")),
        ("organisation_has_its_place", lambda world: Organisation.objects.filter(kind="post").update(port=None)),
        ("organisation_bar_in_order", lambda world: Organisation.objects.update(barred_until=AT)),
        ("token_expires_after_it_is_made", lambda world: factories.token(world.employer.organisation, expires_at=AT)),
    ],
)
def test_the_database_itself_refuses(constraint, change, world):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        change(world)
