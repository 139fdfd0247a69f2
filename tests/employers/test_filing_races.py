"""Two people at once: real connections, one barrier, exactly one wins; and quotas are never oversold by grants."""

from collections.abc import Callable
from datetime import date

import pytest

from core.errors import Refusal
from employers.enums import FilingStatus
from employers.models import Decision, Filing, Mandate
from employers.rules.content import Group, House
from employers.services.demand import decisions, filings
from scheme.models import Quota, QuotaEntry
from scheme.services.quota_proof import prove
from tests import factories
from tests.core.races import race
from tests.employers.steps import AT, filed, lawful, submitted
from tests.factories import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def ground(transactional_db: None) -> World:
    world = factories.world()
    factories.rule_set()
    factories.wage_floors()
    factories.occupation()
    factories.quotas()
    return world


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Do all acts at the same moment; the code of each refusal, "" for what was done."""
    outcomes = race(*acts)
    broken = [outcome for outcome in outcomes if isinstance(outcome, Exception) and not isinstance(outcome, Refusal)]
    assert broken == []
    return [outcome.code if isinstance(outcome, Refusal) else "" for outcome in outcomes]


def test_of_a_grant_and_a_withdrawal_one_wins(ground: World) -> None:
    for _ in range(5):
        filing = submitted(ground)

        outcomes = at_once(
            lambda pk=filing.pk: decisions.grant(pk, posts=10, by=ground.member("bureau", "approver"), at=AT),
            lambda pk=filing.pk: filings.withdraw(pk, by=ground.member("intermediary", "clerk"), at=AT),
        )

        assert sorted(outcomes) == ["", "too_late"]
        kept = Filing.objects.get(pk=filing.pk)
        assert Decision.objects.filter(filing=filing).exists() == (kept.status == FilingStatus.GRANTED)


def test_two_approvers_grant_a_filing_once(ground: World) -> None:
    filing = submitted(ground)
    approver = ground.member("bureau", "approver")

    outcomes = at_once(*[lambda: decisions.grant(filing.pk, posts=10, by=approver, at=AT)] * 4)

    assert sorted(outcomes) == ["", "too_late", "too_late", "too_late"]
    assert QuotaEntry.objects.filter(cause=filing.pk).count() == 5


def test_grants_on_the_last_places_never_oversell_and_the_ledger_proves_it(ground: World) -> None:
    waiting = [submitted(ground, posts=10) for _ in range(12)]
    root = Quota.objects.get(depth=0)
    QuotaEntry.objects.create(quota=root, kind="adjust", ceiling_change=-945, cause=root.pk, login="test")
    approver = ground.member("bureau", "approver")

    outcomes = at_once(*[lambda pk=filing.pk: decisions.grant(pk, posts=10, by=approver, at=AT) for filing in waiting])

    assert outcomes.count("") == 5
    assert set(outcomes) == {"", "quota_full"}
    assert set(Quota.objects.values_list("reserved", flat=True)) == {50}
    assert Filing.objects.filter(status=FilingStatus.GRANTED).count() == 5
    assert prove().differences == []


def test_a_mandates_cap_holds_against_filings_at_once(ground: World) -> None:
    Mandate.objects.filter(pk=ground.mandate.pk).update(cap=35)
    clerk = ground.member("intermediary", "clerk")
    drafts = [filings.draft(lawful(ground), by=clerk, at=AT) for _ in range(8)]

    outcomes = at_once(*[lambda pk=draft.pk: filings.file(pk, by=clerk, at=AT) for draft in drafts])

    assert outcomes.count("") == 3
    assert Mandate.objects.get(pk=ground.mandate.pk).posts_filed == 30


def test_an_edit_and_a_confirmation_at_once_leave_no_content_unread(ground: World) -> None:
    other = lawful(ground, groups=(Group(9, date(2026, 11, 15), date(2027, 4, 15)),), lodgings=(House("宿舍", 9),))
    for _ in range(5):
        filing = filed(ground)

        at_once(
            lambda f=filing: filings.confirm(
                f.pk, digest=f.content_digest, by=ground.member("employer", "signatory"), at=AT
            ),
            lambda f=filing: filings.edit(f.pk, other, by=ground.member("intermediary", "clerk")),
        )

        kept = Filing.objects.get(pk=filing.pk)
        assert (kept.status == FilingStatus.SUBMITTED) == (kept.confirmed_digest == kept.content_digest)
