"""What workers say to have paid: kept, flagged on the payee, and held against the smuggler's price."""

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.alerts.models import Alert
from core.audit.models import Event
from core.errors import Forbidden, Invalid, NotFound
from core.notices.models import Notice
from tests import factories
from tests.factories import AT, TODAY, World
from workers.models import CostStatement
from workers.services.grievances import costs
from workers.services.grievances.costs import Payment

pytestmark = pytest.mark.django_db
NEXT_MONTH = date(TODAY.year, TODAY.month + 1, 1)


@pytest.fixture
def season():
    factories.rule_set()
    return factories.season()


def registered(world: World, season, by=None):
    worker = factories.worker(world.organisations["department"].province)
    factories.registration(worker, by or world.intermediary, season)
    return factories.as_worker(worker)


def stated(worker, season, *lines: Payment, note: str = "", at=AT) -> CostStatement:
    return costs.state_costs(lines, note=note, season=season.pk, by=worker, at=at)


def test_a_statement_is_read_again_by_the_worker_and_the_desk(world: World, season, protection_officer) -> None:
    worker = registered(world, season)
    line = Payment("travel_and_lodging", 2_000_000, "VND", payee_text="ông Ba", paid_on=date(2026, 8, 30))
    statement = stated(worker, season, line, note="trả ở bến xe")

    for by in (worker, protection_officer):
        _kept, note, lines = costs.read_costs(statement.pk, by=by)
        assert (note, lines) == ("trả ở bến xe", [line])

    kept = json.dumps([*map(list, Event.objects.values_list("changes", "details"))], ensure_ascii=False)
    assert "ông Ba" not in kept
    assert "bến xe" not in kept
    assert Event.objects.of(statement).last().verb == "open"


@pytest.mark.parametrize("role", [("intermediary", "clerk"), ("bureau", "approver"), ("department", "officer")])
def test_nobody_else_reads_or_makes_a_statement(world: World, season, role) -> None:
    statement = stated(registered(world, season), season, Payment("medical", 100, "CNY"))

    with pytest.raises(NotFound):
        costs.read_costs(statement.pk, by=world.member(*role))
    with pytest.raises(Forbidden):
        costs.state_costs([], season=season.pk, by=world.member(*role), at=AT)


def test_all_that_is_wrong_is_told_at_once(world: World, season) -> None:
    worker = registered(world, season)
    lines = [
        Payment("bribe", 1, "CNY"),
        Payment("medical", -1, "CNY"),
        Payment("medical", 1, "EUR"),
        Payment("medical", 1, "VND", payee=season.pk),
        Payment("medical", 1, "VND", paid_on=TODAY + timedelta(days=1)),
    ]

    with pytest.raises(Invalid) as refusal:
        stated(worker, season, *lines)

    assert [problem.field for problem in refusal.value.problems] == [
        "lines.0.head",
        "lines.1.amount",
        "lines.2.amount",
        "lines.3.payee",
        "lines.4.paid_on",
    ]


def test_any_amount_flags_the_payee_to_who_is_in_charge_and_never_to_the_payee(
    world: World, season, approver, intermediary_clerk, protection_officer, licensing_approver
) -> None:
    worker = registered(world, season)
    stated(worker, season, Payment("administration", 1, "CNY", payee=world.employer.pk), Payment("medical", 0, "VND"))

    counts = [costs.flag_payees(at=AT), costs.flag_payees(at=AT)]

    alert = Alert.objects.get()
    assert counts == [1, 0]
    assert (alert.kind, alert.subject_id, alert.stage) == ("worker_paid", str(world.employer.pk), season.code)
    assert alert.params == {"season": season.code, "heads": ["administration"]}
    seen = Alert.objects.visible_to
    assert seen(approver).exists()
    assert seen(protection_officer).exists()
    for other in (intermediary_clerk, world.member("employer", "signatory"), licensing_approver):
        assert not seen(other).exists()
    assert not Notice.objects.exists()


def test_what_went_to_somebody_else_is_laid_at_the_door_of_who_registered_the_worker(
    world: World, season, approver, licensing_approver
) -> None:
    worker = registered(world, season, by=world.partner)

    stated(worker, season, Payment("administration", 500_000, "VND", payee_text="một người ở chợ"))
    costs.flag_payees(at=AT)

    assert Alert.objects.get().subject_id == str(world.partner.pk)
    assert Alert.objects.visible_to(licensing_approver).exists()
    assert not Alert.objects.visible_to(approver).exists()


def test_nothing_paid_is_a_statement_and_no_flag(world: World, season) -> None:
    stated(registered(world, season), season)

    assert costs.flag_payees(at=AT) == 0
    assert CostStatement.objects.count() == 1


def test_cost_per_worker_stands_beside_the_smuggler_s_price(world: World, season) -> None:
    for number in range(5):
        lines = [Payment("medical", 71_000, "CNY"), Payment("training", 2_630_000, "VND")] if number else []
        stated(registered(world, season), season, *lines)

    found = costs.cost_per_worker(season.pk, on=NEXT_MONTH)

    assert found is not None
    assert (found.workers, found.comparison.lawful, found.comparison.irregular) == (5, Decimal("160.00"), Decimal(400))
    assert found.comparison.is_cheaper


def test_of_too_few_workers_no_cost_is_published(world: World, season) -> None:
    for _worker in range(4):
        stated(registered(world, season), season, Payment("medical", 100, "CNY"))

    assert costs.cost_per_worker(season.pk, on=NEXT_MONTH) is None


def test_the_cost_per_worker_moves_by_whole_batches_and_never_within_a_month(world: World, season) -> None:
    early = [registered(world, season) for _number in range(5)]
    for worker in early:
        stated(worker, season, Payment("medical", 71_000, "CNY"))
    within = costs.cost_per_worker(season.pk, on=TODAY)
    before = costs.cost_per_worker(season.pk, on=NEXT_MONTH)

    stated(registered(world, season), season, Payment("medical", 7_100_000, "CNY"), at=AT + timedelta(days=1))
    stated(early[0], season, Payment("training", 7_100_000, "CNY"), at=AT + timedelta(days=2))

    assert within is None
    assert costs.cost_per_worker(season.pk, on=NEXT_MONTH) == before is not None
