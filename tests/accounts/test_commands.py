"""The first account of a deployment, opened at the terminal."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.management.commands import choose_password
from accounts.models import Member, Organisation
from core.audit.models import Event
from core.permissions import Permission as P

pytestmark = pytest.mark.django_db


def open_account(*arguments):
    out = StringIO()
    call_command("open_account", *arguments, stdout=out)
    return out.getvalue()


def answer(monkeypatch, *answers):
    given = iter(answers)
    monkeypatch.setattr(choose_password, "getpass", lambda _prompt: next(given))


def test_the_first_account_is_opened_and_its_holder_chooses_a_password(monkeypatch, caplog):
    said = open_account("wei@example.org", "Wei", "--organisation", "Scheme Operations")
    code = said.split()[-1]
    answer(monkeypatch, code, "cane-in-november-1", "cane-in-november-1")
    call_command("choose_password", stdout=StringIO())

    member = Member.objects.get()
    assert (member.organisation.kind, member.organisation.name_en) == ("operator", "Scheme Operations")
    assert {P.MANAGE_ORGANISATIONS, P.MANAGE_REFERENCE} <= member.permissions
    assert member.check_password("cane-in-november-1")
    assert code not in caplog.text
    assert set(Event.objects.filter(verb="open_account").values_list("login", flat=True)) == {"command"}


def test_a_second_account_must_be_meant():
    open_account("wei@example.org", "Wei")

    with pytest.raises(CommandError, match="--another"):
        open_account("li@example.org", "Li")
    open_account("li@example.org", "Li", "--another")

    assert (Organisation.objects.count(), Member.objects.count()) == (1, 2)


def test_a_bad_address_opens_nothing():
    with pytest.raises(CommandError, match="e-mail address"):
        open_account("wei", "Wei")

    assert not Member.objects.exists()


def test_passwords_that_differ_change_nothing(monkeypatch):
    code = open_account("wei@example.org", "Wei").split()[-1]
    answer(monkeypatch, code, "cane-in-november-1", "cane-in-november-2")

    with pytest.raises(CommandError, match="differ"):
        call_command("choose_password")

    assert not Member.objects.get().has_usable_password()


def test_a_wrong_code_is_told(monkeypatch):
    answer(monkeypatch, "nonsense", "cane-in-november-1", "cane-in-november-1")

    with pytest.raises(CommandError, match="code is wrong"):
        call_command("choose_password")
