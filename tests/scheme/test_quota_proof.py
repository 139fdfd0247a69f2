"""The ledger proves the counters; the smallest difference is named and fails loudly."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from core.actors import CLOCK
from employers.models import Filing
from scheme.models import Quota
from scheme.services import quotas
from scheme.services.quota_proof import Sums, prove, statement
from tests import factories
from tests.factories import AT, CANE, NINGMING, PINGXIANG


@pytest.fixture
def season(db):
    factories.quotas(ceiling=100)
    factories.quotas(PINGXIANG, trade=None, ceiling=60)
    return factories.season()


@pytest.fixture
def held(season):
    """A granted filing that holds ten posts, four of them in use."""
    filing = factories.filing(status="granted", posts=10, season=season)
    want = quotas.Want(filing.pk, season.pk, NINGMING, CANE, 10)
    quotas.reserve([want], by=CLOCK, at=AT)
    quotas.use([quotas.Want(filing.pk, season.pk, NINGMING, CANE, 4)], by=CLOCK, at=AT)
    Filing.objects.filter(pk=filing.pk).update(posts_held=6)
    return filing


@pytest.mark.django_db
def test_a_statement_says_what_each_quota_held_and_holds(season, held, django_assert_num_queries):
    with django_assert_num_queries(1):
        lines = statement(season.pk)

    assert [(line.depth, line.area) for line in lines] == [
        (0, None),
        (1, "450000"),
        (2, "451400"),
        (3, NINGMING),
        (3, PINGXIANG),
        (4, NINGMING),
    ]
    for line in lines:
        assert line.agrees
    assert lines[3].ledger == lines[3].counters == Sums(100, 6, 4)
    assert lines[3].left == 90
    assert lines[3].entries == {
        "adjust": (1, Sums(100, 0, 0)),
        "reserve": (1, Sums(0, 10, 0)),
        "use": (1, Sums(0, -4, 4)),
    }


@pytest.mark.django_db
def test_a_statement_of_an_area_tells_of_it_and_what_lies_below(season):
    other = factories.season("2027-28")

    assert [line.area for line in statement(season.pk, "451400")] == ["451400", NINGMING, PINGXIANG, NINGMING]
    assert [line.area for line in statement(season.pk, NINGMING)] == [NINGMING, NINGMING]
    assert statement(season.pk, "530000") == []
    assert statement(other.pk) == []


@pytest.mark.django_db
def test_the_proof_counts_what_it_proved(season, held):
    proof = prove()

    assert (proof.quotas, proof.entries, proof.differences) == (6, 16, [])
    assert proof.sums == Sums(560, 30, 20)


@pytest.mark.django_db
def test_anyone_can_run_the_proof(season, held, capsys):
    call_command("prove_quotas")

    said = capsys.readouterr().out
    assert "6 quotas, 16 entries: ceilings 560, reserved 30, used 20" in said
    assert "proves every counter" in said


@pytest.mark.django_db
def test_a_post_that_a_filing_holds_without_the_ledger_is_named(season, held):
    Filing.objects.filter(pk=held.pk).update(posts_held=7)

    with pytest.raises(CommandError, match=f"filing {held.pk}: kept 7, by the ledger 6"):
        call_command("prove_quotas")


@pytest.mark.django_db
def test_a_post_that_the_ledger_keeps_for_no_filing_is_named(season, held):
    cause = uuid4()
    quotas.reserve([quotas.Want(cause, season.pk, NINGMING, CANE, 1)], by=CLOCK, at=AT)

    with pytest.raises(CommandError, match=f"filing {cause}: kept 0, by the ledger 1"):
        call_command("prove_quotas")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.parametrize("counter", ["ceiling", "reserved", "used"])
def test_a_counter_moved_by_one_is_named(season, held, counter):
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"UPDATE scheme_quota SET {counter} = {counter} + 1 WHERE area_id = %s", [PINGXIANG])
    [wrong] = Quota.objects.filter(area_id=PINGXIANG)

    with pytest.raises(CommandError, match=rf"quota {wrong.pk}, {counter}: kept \d+, by the ledger \d+\n"):
        call_command("prove_quotas")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_branch_that_holds_more_than_what_is_above_it_is_named(season, held):
    with connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE scheme_quota SET reserved = reserved - 1 WHERE area_id = '451400'")

    whats = {difference.what for difference in prove().differences}

    assert whats == {"reserved", "reserved below"}


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_an_entry_removed_from_the_ledger_is_named(season, held):
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE scheme_quotaentry DISABLE TRIGGER append_only")
        cursor.execute("DELETE FROM scheme_quotaentry WHERE kind = 'reserve' AND cause = %s", [held.pk])
        cursor.execute("ALTER TABLE scheme_quotaentry ENABLE TRIGGER append_only")

    whats = [difference.what for difference in prove().differences]

    assert whats.count("reserved") == 5
    assert whats.count(f"held by {held.pk}") == 5
