"""Codes, keys and lists: signed here, judged by a verifier that knows nothing of us."""

import io
import random
import stat
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from core import signing
from core.dates import ZONE
from core.errors import Conflict, Invalid, NotFound
from papers.enums import KeyUse, ListKind
from papers.models import ListDue, PermitCode, ProofList, SigningKey
from papers.services.proof import keys, lists
from papers.services.proof.codes import code_of, codes_of, is_printed_otherwise
from permits.models import Extension, Permit, Variation
from tests import factories
from tests.factories import World
from tests.permits import border
from tests.vectors.make import LISTED, key_list, status_list
from verifier import base45
from verifier.check import Answer, Question, check
from verifier.lists import read_keys, read_statuses

AT = datetime(2026, 11, 20, 8, 0, tzinfo=ZONE)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    """A folder of keys of this test's own."""
    settings.SIGNING_KEYS = tmp_path / "keys"
    return tmp_path / "keys"


@pytest.fixture
def held(demand: World) -> Permit:
    permit = border.permit(demand)
    factories.paper(permit.worker, number="C1234821") if not permit.worker.papers.exists() else None
    return permit


def judged(code: str, at: datetime = AT, **asked: str) -> Answer:
    """What a post's device says that fetched the lists just now."""
    lists.publish(at=at)
    known = read_keys(bytes(lists.key_list(at=at).body))
    statuses = read_statuses(bytes(lists.status_list(at=at).body), known)
    return check(code, Question(int(at.timestamp()), **asked), known, statuses)


def test_a_code_says_what_the_check_needs_and_proves_itself(held: Permit, reviewer: Member) -> None:
    code = code_of(held.pk, by=reviewer, at=AT)

    answer = judged(code, port="aidian", area=held.county_id)

    assert answer.answer == "good"
    said = answer.permit
    assert said is not None
    assert (said.number, said.name, said.birth_year) == (
        held.reference,
        held.worker.name,
        held.worker.birth_date.year,
    )
    assert (said.paper_end, said.index) == (held.worker.papers.get().number_end, held.number)
    assert said.employer_name == held.employer.organisation.name_zh
    assert held.employer.credit_code.endswith(said.employer_code)
    assert datetime.fromtimestamp(said.ends, ZONE) == datetime(2027, 5, 1, tzinfo=ZONE)
    assert datetime.fromtimestamp(said.begins, ZONE) == datetime(2026, 11, 15, tzinfo=ZONE)
    assert judged(code, port="hekou").reason == "wrong_port"
    assert judged(code, at=datetime(2027, 5, 1, tzinfo=ZONE)).reason == "ended"


def test_a_code_fits_a_qr_code_that_a_telephone_reads(held: Permit, reviewer: Member) -> None:
    assert len(code_of(held.pk, by=reviewer, at=AT)) <= 440


def test_other_peoples_code_proves_it_too(held: Permit, reviewer: Member) -> None:
    envelope = base45.decode(code_of(held.pk, by=reviewer, at=AT)[4:])

    public = bytes(SigningKey.objects.get(use="permits").public_key)
    # In the numbers of COSE: an octet key pair on Ed25519, its id, its algorithm, for proving only.
    key = COSEKey.new({1: 1, 2: signing.key_id(public), 3: -19, 4: [2], -1: 6, -2: public})

    assert COSE.new().decode(envelope, key)


def test_the_same_permit_has_the_same_code_until_it_says_something_else(held: Permit, reviewer: Member) -> None:
    first = code_of(held.pk, by=reviewer, at=AT)

    assert code_of(held.pk, by=reviewer, at=AT + DAY) == first
    Permit.objects.filter(pk=held.pk).update(last_on=date(2027, 5, 10))
    extended = code_of(held.pk, by=reviewer, at=AT + 2 * DAY)

    assert extended != first
    assert judged(extended, at=AT + 2 * DAY).answer == "good"
    assert PermitCode.objects.get().signed_at == AT + 2 * DAY


def test_a_crew_is_signed_in_as_many_queries_as_one(held: Permit, demand: World, reviewer: Member) -> None:
    crew = [border.permit(demand).pk for _ in range(5)]
    code_of(held.pk, by=reviewer, at=AT)

    with CaptureQueriesContext(connection) as of_many:
        codes = codes_of(crew, by=reviewer, at=AT)

    assert len(set(codes.values())) == 5
    assert len(of_many) <= 8
    assert {judged(code).answer for code in codes.values()} == {"good"}


def test_who_does_not_see_a_permit_gets_no_code(held: Permit, two_worlds: tuple[World, World]) -> None:
    stranger = two_worlds[1].member("bureau", "reviewer")

    with pytest.raises(NotFound):
        code_of(held.pk, by=stranger, at=AT)
    assert not PermitCode.objects.exists()


@pytest.mark.parametrize(
    ("status", "reason"),
    [("suspended", "suspended"), ("revoked", "revoked"), ("surrendered", "ended"), ("closed", "ended")],
)
def test_every_change_of_state_is_on_the_next_list(held: Permit, reviewer: Member, status: str, reason: str) -> None:
    code = code_of(held.pk, by=reviewer, at=AT)
    assert judged(code).answer == "good"
    over = {} if status == "suspended" else {"ended_on": AT.date(), "end_reason": "revoked"}

    Permit.objects.filter(pk=held.pk).update(status=status, **over)

    assert judged(code, at=AT + timedelta(minutes=1)).reason == reason


def suspend(permit: Permit) -> None:
    Permit.objects.filter(pk=permit.pk).update(status="suspended")


def seen(code: str, at: datetime) -> str:
    """What a device answers that asks for the lists, which nobody has published since."""
    known = read_keys(bytes(lists.key_list(at=at).body))
    answer = check(
        code, Question(int(at.timestamp())), known, read_statuses(bytes(lists.status_list(at=at).body), known)
    )
    return answer.reason or answer.answer


def test_who_asks_for_a_list_gets_it_with_the_act_that_went_before(held: Permit, reviewer: Member) -> None:
    code = code_of(held.pk, by=reviewer, at=AT)
    assert seen(code, AT) == "good"

    suspend(held)

    assert seen(code, AT + timedelta(seconds=4)) == "good"  # made no more often than every five seconds
    assert seen(code, AT + timedelta(seconds=5)) == "suspended"
    assert not ListDue.objects.filter(kind="status").exists()


def test_a_lost_key_is_off_the_list_for_whoever_asks_next(held: Permit, reviewer: Member) -> None:
    code = code_of(held.pk, by=reviewer, at=AT)
    assert seen(code, AT) == "good"

    keys.lose(PermitCode.objects.get().key_id, at=AT)

    assert seen(code, AT + timedelta(seconds=5)) == "unknown_key"


def test_an_act_that_is_taken_back_makes_no_list_due(held: Permit) -> None:
    lists.publish(at=AT)

    with transaction.atomic():
        suspend(held)
        transaction.set_rollback(True)

    assert not ListDue.objects.exists()


def test_a_change_while_a_list_is_made_makes_it_due_again(held: Permit, monkeypatch: pytest.MonkeyPatch) -> None:
    lists.publish(at=AT)
    suspend(held)
    made = lists.sign

    def meanwhile(*given: Any, **named: Any) -> bytes:
        Permit.objects.filter(pk=held.pk).update(status="issued")
        return made(*given, **named)

    monkeypatch.setattr(lists, "sign", meanwhile)
    lists.status_list(at=AT + timedelta(minutes=1))

    assert ListDue.objects.filter(kind="status").exists()


def vary(permit: Permit) -> None:
    """Change the port, as a granted variation does."""
    Variation.objects.create(
        permit=permit, status="granted", reason="x", asked_at=AT, effective_on=AT.date(), agreed_at=AT
    )
    Permit.objects.filter(pk=permit.pk).update(ports=["hekou"])


def test_the_old_paper_of_a_varied_permit_counts_no_more_and_a_new_one_has_a_place_of_its_own(
    held: Permit, reviewer: Member
) -> None:
    old = code_of(held.pk, by=reviewer, at=AT)
    assert not is_printed_otherwise(held.pk, by=reviewer)

    vary(held)
    assert judged(old, at=AT + DAY).reason == "ended"
    assert is_printed_otherwise(held.pk, by=reviewer)
    new = code_of(held.pk, by=reviewer, at=AT + DAY)

    assert code_of(held.pk, by=reviewer, at=AT + DAY) == new
    assert (judged(old, at=AT + DAY).reason, judged(new, at=AT + DAY).answer) == ("ended", "good")
    assert not is_printed_otherwise(held.pk, by=reviewer)
    suspend(held)
    assert judged(new, at=AT + 2 * DAY).reason == "suspended"
    assert judged(old, at=AT + 2 * DAY).reason == "ended"


def test_the_old_paper_of_an_extended_permit_still_counts_for_the_days_it_says(held: Permit, reviewer: Member) -> None:
    old = code_of(held.pk, by=reviewer, at=AT)

    Permit.objects.filter(pk=held.pk).update(last_on=date(2027, 5, 10))

    assert is_printed_otherwise(held.pk, by=reviewer)
    new = code_of(held.pk, by=reviewer, at=AT + DAY)
    assert {judged(code, at=AT + DAY).answer for code in (old, new)} == {"good"}
    assert judged(old, at=datetime(2027, 5, 5, tzinfo=ZONE)).reason == "ended"
    assert judged(new, at=datetime(2027, 5, 5, tzinfo=ZONE)).answer == "good"


def test_a_paper_of_an_extension_that_was_reversed_counts_no_more(held: Permit, reviewer: Member) -> None:
    first = code_of(held.pk, by=reviewer, at=AT)
    before = held.last_on
    extension = Extension.objects.create(
        permit=held, status="granted", reason="x", asked_at=AT, ends_on=before + DAY, ended_before_on=before
    )
    Permit.objects.filter(pk=held.pk).update(last_on=before + DAY)
    assert judged(first, at=AT + DAY).answer == "good"
    extended = code_of(held.pk, by=reviewer, at=AT + DAY)

    Extension.objects.filter(pk=extension.pk).update(status="reversed")
    Permit.objects.filter(pk=held.pk).update(last_on=before)

    assert judged(extended, at=AT + 2 * DAY).reason == "ended"
    assert judged(code_of(held.pk, by=reviewer, at=AT + 2 * DAY), at=AT + 2 * DAY).answer == "good"


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


def test_a_list_that_says_nothing_new_is_published_again_only_when_it_grows_old(held: Permit, reviewer: Member) -> None:
    code_of(held.pk, by=reviewer, at=AT)

    assert lists.publish(at=AT) == 2
    assert lists.publish(at=AT + timedelta(hours=11)) == 0
    assert lists.publish(at=AT + timedelta(hours=12)) == 2
    assert ProofList.objects.filter(kind=ListKind.STATUS).count() == 2
    assert lists.publish(at=AT + 40 * DAY) == 2
    assert ProofList.objects.filter(kind=ListKind.STATUS).count() == 1


def test_a_status_list_is_signed_for_at_most_three_days(held: Permit) -> None:
    lists.publish(at=AT)

    found = lists.status_list(at=AT)

    assert found.ends_at - found.made_at == timedelta(hours=72)


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


def test_the_list_of_a_million_permits_of_which_one_in_a_hundred_is_revoked_is_small() -> None:
    chance = random.Random(1)
    revoked = chance.sample(range(1_000_000), 10_000)

    bits = lists.packed(((number, lists.STATUSES["revoked"]) for number in revoked), 1_000_000)
    made = status_list(LISTED, bits=bits)

    assert len(made) <= 20_000
    statuses = read_statuses(made, read_keys(key_list(LISTED)))
    assert {statuses.of(number) for number in revoked} == {1}
    assert sum(statuses.of(number) == 1 for number in range(0, 1_000_000, 50)) == sum(n % 50 == 0 for n in revoked)


def test_publishing_takes_as_many_queries_for_many_permits_as_for_one(held: Permit, demand: World) -> None:
    lists.publish(at=AT)
    with CaptureQueriesContext(connection) as of_one:
        lists.publish(at=AT + DAY)
    for _ in range(4):
        border.permit(demand, status="suspended")

    with CaptureQueriesContext(connection) as of_many:
        assert lists.publish(at=AT + 2 * DAY) == 2

    assert len(of_many) == len(of_one)
