"""After the grant: filings amended, reduced, extended and closed; and what the clock ends that people forget."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.alerts.models import Alert
from core.audit.models import Event
from core.errors import Invalid
from employers.enums import FilingStatus
from employers.models import Assessment, Filing
from employers.rules.content import House
from employers.services.demand import after_grant, decisions, filings, lapses
from scheme.models import Quota, Season
from tests.employers.steps import AT, drafted, filed, granted, lawful, sized, submitted
from tests.factories import World

pytestmark = pytest.mark.django_db


def reserved() -> set[int]:
    """What every quota of the branch holds; one number where they agree."""
    return set(Quota.objects.values_list("reserved", flat=True))


def test_reduced_posts_return_to_the_quota_at_once(demand: World) -> None:
    filing = granted(demand, posts=40)

    after_grant.reduce(filing.pk, posts=25, by=demand.member("intermediary", "clerk"), at=AT)

    assert reserved() == {25}


@pytest.mark.parametrize("posts", [0, 40, 41])
def test_a_reduction_leaves_fewer_but_some(demand: World, posts: int) -> None:
    filing = granted(demand, posts=40)

    with pytest.raises(Invalid, match="between 1 and 39"):
        after_grant.reduce(filing.pk, posts=posts, by=demand.member("intermediary", "clerk"), at=AT)


def test_amended_content_waits_for_the_employers_word(demand: World) -> None:
    filing = granted(demand)
    better = lawful(demand, wage_fen=17_500)

    amended = after_grant.amend(filing.pk, better, by=demand.member("intermediary", "clerk"), at=AT)
    assert amended.content_digest != amended.confirmed_digest
    filings.confirm_amendment(filing.pk, digest=better.digest, by=demand.member("employer", "signatory"), at=AT)

    kept = Filing.objects.get(pk=filing.pk)
    assert (kept.wage_fen, kept.confirmed_digest) == (17_500, better.digest)
    assert Assessment.objects.filter(filing=filing, moment="amended").count() == 1


def test_an_amendment_keeps_to_the_rules(demand: World) -> None:
    filing = granted(demand)

    with pytest.raises(Invalid) as refusal:
        after_grant.amend(filing.pk, lawful(demand, wage_fen=1_000), by=demand.member("intermediary", "clerk"), at=AT)

    assert refusal.value.code == "wage_below_floor"
    assert Filing.objects.get(pk=filing.pk).wage_fen == 16_000


def test_place_trade_and_posts_are_fixed_by_the_grant(demand: World) -> None:
    filing = granted(demand)

    with pytest.raises(Invalid) as refusal:
        after_grant.amend(
            filing.pk,
            replace(sized(demand, 11), lodgings=(House("职工宿舍", 11),)),
            by=demand.member("intermediary", "clerk"),
            at=AT,
        )

    assert refusal.value.code == "fixed_by_grant"


def test_posts_can_last_longer_inside_the_season(demand: World) -> None:
    filing = granted(demand)

    longer = after_grant.extend(filing.pk, ends_on=date(2027, 5, 10), by=demand.member("intermediary", "clerk"), at=AT)

    assert longer.ends_on == date(2027, 5, 10)


def test_but_not_beyond_it(demand: World) -> None:
    filing = granted(demand)

    with pytest.raises(Invalid) as refusal:
        after_grant.extend(filing.pk, ends_on=date(2027, 6, 1), by=demand.member("intermediary", "clerk"), at=AT)

    assert "season_crossed" in {problem.code for problem in refusal.value.problems}


def test_closing_returns_what_was_not_used(demand: World) -> None:
    filing = granted(demand, posts=40)

    after_grant.close(filing.pk, by=demand.member("bureau", "approver"), at=AT)

    assert reserved() == {0}
    assert Filing.objects.get(pk=filing.pk).status == FilingStatus.CLOSED


def test_the_clock_returns_what_nobody_used_by_its_date_and_only_once(demand: World) -> None:
    forgotten = granted(demand, posts=40)
    granted(demand, posts=7)
    Filing.objects.exclude(pk=forgotten.pk).update(held_until=date(2026, 12, 31))
    late = AT.replace(month=12, day=16)

    assert forgotten.held_until == date(2026, 12, 15)
    assert lapses.release_unused(at=late - timedelta(1)) == 0
    assert lapses.release_unused(at=late) == 1
    assert lapses.release_unused(at=late) == 0
    assert reserved() == {7}
    assert Filing.objects.get(pk=forgotten.pk).status == FilingStatus.CLOSED


def test_the_clock_closes_what_is_over(demand: World) -> None:
    filing = granted(demand, posts=5)
    Filing.objects.update(held_until=None)

    assert lapses.close_ended(at=AT.replace(year=2027, month=4, day=15)) == 0
    assert lapses.close_ended(at=AT.replace(year=2027, month=4, day=16)) == 1
    assert Event.objects.of(filing).last().verb == "finish"


def test_the_clock_lets_lapse_what_missed_the_window(demand: World) -> None:
    drafted(demand)
    filed(demand, posts=30)
    submitted(demand)
    Season.objects.update(filing_until=date(2026, 9, 30))

    assert lapses.lapse_left_behind(at=AT.replace(month=9, day=30)) == 0
    assert lapses.lapse_left_behind(at=AT.replace(month=10, day=1)) == 2

    demand.mandate.refresh_from_db()
    assert demand.mandate.posts_filed == 10


def test_an_overdue_decision_alerts_its_county_until_it_is_made(demand: World) -> None:
    filing = submitted(demand)
    late = AT.replace(day=30)

    assert lapses.alert_overdue(at=AT.replace(day=29)) == 0
    assert lapses.alert_overdue(at=late) == 1
    assert lapses.alert_overdue(at=late) == 0
    [alert] = Alert.objects.visible_to(demand.member("bureau", "approver")).open()
    assert (alert.kind, alert.subject_id, alert.area) == ("decision_overdue", str(filing.pk), demand.county)

    decisions.grant(filing.pk, posts=10, by=demand.member("bureau", "approver"), at=late)
    lapses.alert_overdue(at=late)
    assert not Alert.objects.open().exists()
