"""Members: accounts are opened, changed and closed by those who administer them, and by nobody for themselves."""

import pytest

from accounts.enums import Kind, Role
from accounts.models import Member
from accounts.rules import GRANTS, roles_of
from accounts.services import members, passwords
from accounts.services.members import Person
from core.audit.models import Event
from core.errors import Forbidden, Invalid, NotFound
from core.notices.models import Notice
from tests import factories

AT = factories.AT
LI = Person(email=" Li.Hua@Example.org ", name="李 华")

pytestmark = pytest.mark.django_db


def test_an_account_is_opened_without_a_password_and_its_holder_is_told(bureau_administrator):
    member = members.add(LI, ["reviewer"], by=bureau_administrator, at=AT)

    member.refresh_from_db()
    assert (member.email, member.name, member.roles) == ("li.hua@example.org", "李 华", ["reviewer"])
    assert (member.organisation_id, member.language) == (bureau_administrator.organisation_id, "zh-hans")
    assert not member.has_usable_password()
    notice = Notice.objects.get()
    assert (notice.kind, notice.address, notice.member_id) == ("account_opened", "li.hua@example.org", member.pk)
    assert Event.objects.of(member).get().verb == "open_account"


def test_everything_wrong_with_an_account_is_told_at_once(bureau_administrator):
    person = Person(email="x", name=" ", phone="123", language="fr")

    with pytest.raises(Invalid) as refusal:
        members.add(person, ["signatory"], by=bureau_administrator, at=AT)

    assert [problem.field for problem in refusal.value.problems] == ["email", "name", "phone", "language", "roles"]
    assert "approver" in str(refusal.value.problems[-1])


def test_an_address_has_one_account_in_whatever_case(bureau_administrator):
    members.add(LI, ["reviewer"], by=bureau_administrator, at=AT)

    with pytest.raises(Invalid, match="already an account"):
        members.add(Person(email="LI.HUA@example.org", name="x"), ["clerk"], by=bureau_administrator, at=AT)


def test_a_member_joins_a_unit_of_its_own_organisation_only(two_worlds):
    here, there = two_worlds
    administrator = here.member("bureau", "administrator")
    ours, theirs = (one.organisations["bureau"].units.first() for one in (here, there))

    assert members.add(LI, ["clerk"], by=administrator, at=AT, unit_id=ours.pk).unit_id == ours.pk
    with pytest.raises(Invalid, match="no such unit"):
        members.add(Person(email="b@example.org", name="x"), ["clerk"], by=administrator, at=AT, unit_id=theirs.pk)


@pytest.mark.parametrize(("kind", "role"), [(kind, role) for kind in GRANTS for role in GRANTS[kind]])
def test_only_administrators_touch_accounts(kind, role, world):
    asker = world.member(kind, role)
    colleague = factories.member(world.organisations[kind])
    acts = [
        lambda: members.add(LI, [], by=asker, at=AT),
        lambda: members.set_roles(colleague.pk, [], by=asker),
        lambda: members.set_unit(colleague.pk, None, by=asker),
        lambda: members.deactivate(colleague.pk, by=asker, at=AT),
        lambda: members.reactivate(colleague.pk, by=asker),
        lambda: passwords.invite(colleague.pk, by=asker),
    ]

    for act in acts:
        if role == Role.ADMINISTRATOR:
            act()
        else:
            with pytest.raises(Forbidden):
                act()


def test_nobody_changes_their_own_rights_unit_or_standing(bureau_administrator):
    me = bureau_administrator
    acts = [
        lambda: members.set_roles(me.pk, ["administrator", "approver"], by=me),
        lambda: members.set_unit(me.pk, None, by=me),
        lambda: members.deactivate(me.pk, by=me, at=AT),
    ]

    for act in acts:
        with pytest.raises(Forbidden, match="Nobody changes their own"):
            act()

    me.refresh_from_db()
    assert (me.roles, me.is_active) == (["administrator"], True)


def test_a_personal_token_does_not_help_its_holder_to_promote_them(bureau_administrator):
    token = factories.token(bureau_administrator, scopes=["manage_members"])

    with pytest.raises(Forbidden, match="Nobody changes their own"):
        members.set_roles(bureau_administrator.pk, ["approver"], by=token)


def test_an_administrator_gives_every_role_of_its_own_kind_and_no_other(world, bureau_administrator, registrar):
    members.set_roles(registrar.pk, roles_of("bureau"), by=bureau_administrator)

    registrar.refresh_from_db()
    # That of an approver waits for another administrator.
    assert set(registrar.roles) == roles_of("bureau") - {"approver"}
    with pytest.raises(Invalid, match="signatory"):
        members.set_roles(registrar.pk, ["signatory"], by=bureau_administrator)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.OPERATOR])
def test_the_operator_appoints_administrators_elsewhere_and_nobody_who_decides(kind, world, operator_administrator):
    organisation = world.organisations[kind]
    others = roles_of(kind) - {"administrator"}

    members.add(LI, ["administrator"], by=operator_administrator, at=AT, organisation_id=organisation.pk)

    for role in others:
        person = Person(email=f"{role}@example.org", name="x")
        with pytest.raises(Invalid) as refusal:
            members.add(person, [role], by=operator_administrator, at=AT, organisation_id=organisation.pk)
        assert refusal.value.code == "role_not_yours_to_give"
        with pytest.raises(Invalid):
            members.set_roles(world.member(kind, "administrator").pk, [role], by=operator_administrator)


def test_the_first_member_of_a_party_gets_all_it_needs(world, operator_administrator):
    employer = factories.employer()

    first = members.add(
        LI, ["administrator", "signatory"], by=operator_administrator, at=AT, organisation_id=employer.pk
    )

    assert first.roles == ["administrator", "signatory"]
    with pytest.raises(Invalid, match="signatory"):
        members.add(
            Person(email="b@example.org", name="x"),
            ["signatory"],
            by=operator_administrator,
            at=AT,
            organisation_id=employer.pk,
        )


def test_members_of_others_are_not_there(two_worlds):
    here, there = two_worlds
    administrator = here.member("bureau", "administrator")
    stranger = there.member("bureau", "clerk")

    for act in (
        lambda: members.set_roles(stranger.pk, [], by=administrator),
        lambda: members.deactivate(stranger.pk, by=administrator, at=AT),
        lambda: passwords.invite(stranger.pk, by=administrator),
        lambda: members.add(LI, ["clerk"], by=administrator, at=AT, organisation_id=there.organisations["bureau"].pk),
    ):
        with pytest.raises(NotFound):
            act()


def test_one_sets_ones_own_language_and_channels(employer_clerk):
    members.choose_letters(
        by=employer_clerk, language="vi", letters_by=["sms", "email", "sms"], phone="+84 20 5000 000"
    )

    employer_clerk.refresh_from_db()
    assert (employer_clerk.language, employer_clerk.letters_by) == ("vi", ["email", "sms"])
    members.choose_letters(by=employer_clerk, letters_by=[])
    employer_clerk.refresh_from_db()
    assert (employer_clerk.language, employer_clerk.letters_by) == ("vi", [])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"language": "fr"}, "language"),
        ({"letters_by": ["pigeon"]}, "letters_by"),
        ({"letters_by": ["webhook"]}, "letters_by"),
        ({"letters_by": ["sms"]}, "phone"),
        ({"phone": "0771 12345"}, "phone"),
        ({"phone": "+86 77 oh"}, "phone"),
        ({"phone": "+٠١٢٣٤٥٦٧٨"}, "phone"),
    ],
)
def test_channels_that_cannot_be_are_refused(given, field, employer_clerk):
    with pytest.raises(Invalid) as refusal:
        members.choose_letters(by=employer_clerk, **given)

    assert refusal.value.problems[0].field == field


def test_a_program_has_no_letters_of_its_own(world):
    with pytest.raises(NotFound):
        members.choose_letters(by=factories.token(world.organisations["employer"], roles=["clerk"]), language="vi")


def test_a_one_time_code_lets_a_member_choose_a_password_once(bureau_administrator):
    member = members.add(LI, ["clerk"], by=bureau_administrator, at=AT)
    code = passwords.invite(member.pk, by=bureau_administrator)

    passwords.choose_password(code, "cane-in-november-1")

    member.refresh_from_db()
    assert member.check_password("cane-in-november-1")
    assert Event.objects.of(member).last().verb == "choose_password"
    assert "md5" not in str([event.changes for event in Event.objects.of(member)])
    with pytest.raises(Invalid, match="was used"):
        passwords.choose_password(code, "cane-in-december-1")


@pytest.mark.parametrize("code", ["", ".", "nonsense", "x.y", "é.ü", "0" * 32 + ".abc-def"])
def test_a_wrong_code_is_refused(code):
    with pytest.raises(Invalid) as refusal:
        passwords.choose_password(code, "cane-in-november-1")

    assert (refusal.value.code, refusal.value.problems[0].field) == ("code_not_valid", "code")


def test_a_closed_accounts_code_no_longer_works(bureau_administrator):
    member = members.add(LI, ["clerk"], by=bureau_administrator, at=AT)
    code = passwords.invite(member.pk, by=bureau_administrator)
    members.deactivate(member.pk, by=bureau_administrator, at=AT)

    with pytest.raises(Invalid, match="code is wrong"):
        passwords.choose_password(code, "cane-in-november-1")


@pytest.mark.parametrize("weak", ["short", "password1234", "li.hua@example.org"])
def test_a_weak_password_is_refused_and_the_code_still_works(weak, bureau_administrator):
    member = members.add(LI, ["clerk"], by=bureau_administrator, at=AT)
    code = passwords.invite(member.pk, by=bureau_administrator)

    with pytest.raises(Invalid) as refusal:
        passwords.choose_password(code, weak)

    assert {problem.field for problem in refusal.value.problems} == {"password"}
    assert "%(" not in str(refusal.value)
    passwords.choose_password(code, "cane-in-november-1")


def test_the_operator_gives_a_code_only_to_who_has_no_password_yet(world, operator_administrator):
    with_password = factories.member(world.organisations["bureau"], "approver", password="cane-in-november-1")

    with pytest.raises(Forbidden, match="own organisation"):
        passwords.invite(with_password.pk, by=operator_administrator)


def test_a_password_is_changed_by_who_knows_it(employer_clerk):
    employer_clerk.set_password("cane-in-november-1")
    employer_clerk.save()
    hash_of_session = employer_clerk.get_session_auth_hash()

    with pytest.raises(Invalid, match="not right"):
        passwords.change_password("wrong", "sugar-in-december-2", by=employer_clerk)
    member = passwords.change_password("cane-in-november-1", "sugar-in-december-2", by=employer_clerk)

    assert Member.objects.get(pk=member.pk).check_password("sugar-in-december-2")
    assert member.get_session_auth_hash() != hash_of_session
