"""Keys that sign: drawn, rotated, lost, and the other side's."""

import io
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Member
from core import signing
from core.errors import Conflict, Invalid
from papers.enums import KeyUse
from papers.models import PermitCode, SigningKey
from papers.services.proof import keys, lists
from papers.services.proof.codes import code_of
from permits.models import Permit
from tests.factories import World
from tests.papers.proving import AT, DAY, folder, held, judged
from tests.permits import border
from verifier.lists import read_keys

__all__ = ["folder", "held"]


def test_a_key_file_that_is_none_is_a_refusal_that_names_its_id_only(
    held: Permit, reviewer: Member, folder: Path
) -> None:
    code_of(held.pk, by=reviewer, at=AT)
    [path] = folder.iterdir()
    path.write_bytes(b"-----BEGIN PRIVATE KEY-----\nrosebud\n-----END PRIVATE KEY-----\n")

    with pytest.raises(Conflict, match=path.stem) as refused:
        code_of(held.pk, by=reviewer, at=AT)

    assert "rosebud" not in str(refused.value)
    assert str(folder) not in str(refused.value)


def test_the_check_at_start_names_the_files_that_hold_no_key_of_theirs(folder: Path, db: None) -> None:
    keys.rotate(at=AT)
    assert [each for each in run_checks() if each.id == "papers.E001"] == []
    one, other = sorted(folder.iterdir())
    other.write_bytes(one.read_bytes())
    (folder / "notes.pem").write_text("rosebud")

    found = [str(each.msg) for each in run_checks() if each.id == "papers.E001"]

    assert len(found) == 2
    assert any(other.stem in each and "another key" in each for each in found)
    assert any("notes.pem" in each for each in found)
    assert not any("rosebud" in each for each in found)


def test_private_keys_are_files_that_only_their_owner_reads(held: Permit, reviewer: Member, folder: Path) -> None:
    code_of(held.pk, by=reviewer, at=AT)

    [path] = folder.iterdir()

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert path.stem == SigningKey.objects.get().pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(papers_signingkey::text, ' ') FROM papers_signingkey")
        [kept] = cursor.fetchone()
    private = path.read_text().splitlines()[1]
    assert private not in kept


def test_where_no_key_may_be_drawn_there_is_no_code_without_one(
    held: Permit, reviewer: Member, settings: Any, folder: Path
) -> None:
    settings.SIGNING_DRAWS = False

    with pytest.raises(Conflict, match="rotate_keys"):
        code_of(held.pk, by=reviewer, at=AT)
    keys.rotate(at=AT)
    assert judged(code_of(held.pk, by=reviewer, at=AT)).answer == "good"
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(Conflict, match="rotate_keys"):
        code_of(held.pk, by=reviewer, at=AT)


def test_a_new_key_is_known_before_it_signs_and_the_old_one_while_its_codes_run(
    held: Permit, demand: World, reviewer: Member
) -> None:
    keys.rotate(at=AT)
    [old] = SigningKey.objects.in_force(KeyUse.PERMITS, AT)
    first = code_of(held.pk, by=reviewer, at=AT)
    keys.rotate(at=AT + DAY)

    listed = read_keys(bytes(lists.key_list(at=AT + DAY).body)).keys
    later = AT + 40 * DAY
    second = code_of(border.permit(demand).pk, by=reviewer, at=later)

    assert len(listed) == 4
    assert bytes.fromhex(PermitCode.objects.get(signed_at=later).key_id) in listed
    assert PermitCode.objects.get(signed_at=later).key_id != old.pk
    assert {judged(code, at=later).answer for code in (first, second)} == {"good"}
    assert not SigningKey.objects.in_force(KeyUse.PERMITS, AT + 62 * DAY).filter(pk=old.pk).exists()
    assert judged(first, at=AT + 120 * DAY).answer == "good"
    assert code_of(held.pk, by=reviewer, at=later) == first


def test_what_a_lost_key_signed_is_no_proof_and_is_signed_anew(held: Permit, reviewer: Member) -> None:
    keys.rotate(at=AT)
    first = code_of(held.pk, by=reviewer, at=AT)
    lost = PermitCode.objects.get().key_id

    keys.lose(lost, at=AT + DAY)

    assert judged(first, at=AT + DAY).reason == "unknown_key"
    assert judged(code_of(held.pk, by=reviewer, at=AT + DAY), at=AT + DAY).answer == "good"
    with pytest.raises(Conflict):
        keys.lose(lost, at=AT + DAY)


def test_the_other_side_signs_in_its_own_name_only(held: Permit, reviewer: Member, settings: Any) -> None:
    settings.AUTHORITY = "VN"
    keys.rotate(at=AT)
    theirs = code_of(held.pk, by=reviewer, at=AT)
    settings.AUTHORITY = "CN"

    assert judged(theirs).answer == "good"
    SigningKey.objects.filter(use=KeyUse.PERMITS).update(authority="CN")
    assert judged(theirs, at=AT + DAY).reason == "unknown_key"


def test_operators_rotate_lose_and_accept_keys_by_commands(db: None) -> None:
    said = io.StringIO()
    public = signing.Ed25519Signer(Ed25519PrivateKey.generate()).public.hex()
    days = ("--authority=VN", "--from=2026-10-01", "--until=2027-10-01")

    call_command("rotate_keys", stdout=said)
    call_command("rotate_keys", "--from=2027-10-01", stdout=said)
    call_command("accept_key", public, *days, stdout=said)
    call_command("lose_key", SigningKey.objects.filter(authority="CN").first().pk, stdout=said)

    assert said.getvalue().count("permits: ") == 2
    assert SigningKey.objects.get(authority="VN").use == "permits"
    assert SigningKey.objects.exclude(lost_at=None).count() == 1
    for wrong in (("rotate_keys", "--from=soon"), ("lose_key", "ffffffff"), ("accept_key", "00ff", *days)):
        with pytest.raises(CommandError):
            call_command(*wrong, stdout=said)


def test_a_key_that_is_none_is_not_accepted(db: None) -> None:
    own = bytes(keys.draw(KeyUse.LISTS, keys.Term(AT, AT + DAY), at=AT).public_key).hex()

    with pytest.raises(Invalid, match="32 bytes"):
        keys.accept("zz", use=KeyUse.LISTS, authority="VN", term=keys.Term(AT, AT + DAY), at=AT)
    with pytest.raises(Conflict, match="already on"):
        keys.accept(own, use=KeyUse.LISTS, authority="VN", term=keys.Term(AT, AT + DAY), at=AT)


def test_the_private_half_of_another_algorithm_is_refused(db: None, folder: Path) -> None:
    folder.mkdir()
    (folder / "00000000.pem").write_text("no key")

    with pytest.raises(signing.KeyMissing):
        signing.signer(bytes(4))
