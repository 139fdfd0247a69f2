"""Extensions, variations and renewals: asked in time, checked again, and without a gap in the stay."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from core.errors import Conflict, Forbidden, Invalid
from employers.enums import FilingStatus
from employers.models import Filing, Worksite
from permits.enums import RenewalStatus, RequestStatus
from permits.models import Extension, Permit, Renewal
from permits.services.lifetime import extensions, renewals, variations
from scheme.models import Quota
from scheme.services.quota_proof import prove
from tests import factories
from tests.factories import World
from tests.permits.steps import AT, FIRST, LAST, applied, crew, hiring, holding, issued, requirements, willing
from workers.models import Offer

SHORT_LAST = date(2026, 12, 14)
DECEMBER = datetime(2026, 12, 1, 9, 0, tzinfo=AT.tzinfo)


@pytest.fixture
def season(demand: World) -> World:
    requirements()
    return demand


def short(world: World, number: int = 1, filing: Filing | None = None) -> list[Permit]:
    return holding(world, filing or hiring(world), number, permit_class="short", last_on=SHORT_LAST)


def test_an_extension_asked_in_time_is_covered_by_its_receipt_and_moves_the_last_day(season: World) -> None:
    [permit] = short(season)
    worker = factories.as_worker(permit.worker)

    asked = extensions.ask(permit.pk, ends_on=date(2027, 1, 10), reason="the cane is late", by=worker, at=DECEMBER)
    assert asked.receipt_until == date(2026, 12, 29)
    extensions.grant(asked.pk, by=season.member("bureau", "approver"), at=DECEMBER)

    permit.refresh_from_db()
    assert (permit.last_on, permit.extended_on) == (date(2027, 1, 10), date(2026, 12, 15))
    assert Extension.objects.get().status == RequestStatus.GRANTED


def test_an_extension_asked_too_late_is_refused_with_the_day(season: World) -> None:
    [permit] = short(season)
    worker = factories.as_worker(permit.worker)
    last_day_to_ask = datetime(2026, 12, 7, 23, 59, tzinfo=AT.tzinfo)

    with pytest.raises(Invalid, match="7 days before"):
        extensions.ask(
            permit.pk,
            ends_on=date(2027, 1, 10),
            reason="the cane is late",
            by=worker,
            at=last_day_to_ask + timedelta(minutes=1),
        )
    assert not Extension.objects.exists()

    assert extensions.ask(
        permit.pk, ends_on=date(2027, 1, 10), reason="the cane is late", by=worker, at=last_day_to_ask
    )


def test_an_extension_past_the_paper_is_not_granted_and_nothing_moves(season: World) -> None:
    [permit] = short(season)
    permit.worker.papers.update(expires_on=date(2027, 2, 1))
    clerk = season.member("intermediary", "clerk")
    asked = extensions.ask(permit.pk, ends_on=date(2027, 1, 10), reason="the cane is late", by=clerk, at=DECEMBER)

    with pytest.raises(Invalid) as refused:
        extensions.grant(asked.pk, by=season.member("bureau", "approver"), at=DECEMBER)

    assert [problem.code for problem in refused.value.problems] == ["paper_ends_too_soon"]
    permit.refresh_from_db()
    assert permit.last_on == SHORT_LAST
    assert Extension.objects.get().status == RequestStatus.ASKED


def test_days_past_the_offer_need_a_new_one(season: World) -> None:
    filing = hiring(season)
    offer = willing(season, filing, ends_on=date(2026, 12, 20))
    [permit] = issued(season, *(one.pk for one in applied(season, offer, permit_class="short", last_on=SHORT_LAST)))

    with pytest.raises(Invalid, match="accepted ends on"):
        extensions.ask(
            permit.pk,
            ends_on=date(2027, 1, 10),
            reason="the cane is late",
            by=factories.as_worker(permit.worker),
            at=DECEMBER,
        )


def test_employers_do_not_ask_for_extensions_and_refusals_give_a_reason(season: World) -> None:
    [permit] = short(season)
    wish = {"ends_on": date(2027, 1, 10), "reason": "the cane is late", "at": DECEMBER}

    with pytest.raises(Forbidden):
        extensions.ask(permit.pk, **wish, by=season.member("employer", "signatory"))
    asked = extensions.ask(permit.pk, **wish, by=season.member("intermediary", "clerk"))
    with pytest.raises(Invalid), transaction.atomic():
        extensions.ask(permit.pk, **wish, by=factories.as_worker(permit.worker))
    with pytest.raises(Invalid):
        extensions.refuse(asked.pk, comment="", by=season.member("bureau", "approver"), at=DECEMBER)
    extensions.refuse(asked.pk, comment="the work ends", by=season.member("bureau", "approver"), at=DECEMBER)

    assert Extension.objects.get().status == RequestStatus.REFUSED


def test_a_variation_to_another_filing_moves_the_post_with_the_worker(season: World) -> None:
    here, there = hiring(season, posts=1), hiring(season, posts=3)
    [permit] = holding(season, here)
    offer = willing(season, there, worker=permit.worker)
    clerk, approver = season.member("intermediary", "clerk"), season.member("bureau", "approver")
    asked = variations.ask(
        permit.pk, effective_on=date(2026, 12, 5), reason="the mill closed", offer_id=offer.pk, by=clerk, at=DECEMBER
    )

    with pytest.raises(Conflict, match="not agreed"):
        variations.grant(asked.pk, by=approver, at=DECEMBER)
    variations.agree(asked.pk, by=factories.as_worker(permit.worker), at=DECEMBER)
    variations.grant(asked.pk, by=approver, at=DECEMBER)

    permit.refresh_from_db()
    assert (permit.filing_id, permit.offer_id) == (there.pk, offer.pk)
    assert dict(Filing.objects.values_list("pk", "posts_held")) == {here.pk: 1, there.pk: 2}
    assert set(Quota.objects.values_list("reserved", "used")) == {(3, 1)}
    assert prove().differences == []


def test_the_post_left_behind_in_a_closed_filing_returns_to_the_pool(season: World) -> None:
    here, there = hiring(season, posts=1), hiring(season, posts=3)
    [permit] = holding(season, here)
    offer = willing(season, there, worker=permit.worker)
    Filing.objects.filter(pk=here.pk).update(status=FilingStatus.CLOSED)
    clerk = season.member("intermediary", "clerk")
    asked = variations.ask(
        permit.pk, effective_on=date(2026, 12, 5), reason="the mill closed", offer_id=offer.pk, by=clerk, at=DECEMBER
    )
    variations.agree(asked.pk, by=factories.as_worker(permit.worker), at=DECEMBER)

    variations.grant(asked.pk, by=season.member("bureau", "approver"), at=DECEMBER)

    assert set(Quota.objects.values_list("reserved", "used")) == {(2, 1)}
    assert prove().differences == []


def test_a_variation_of_worksites_alone_uses_no_post(season: World) -> None:
    filing = hiring(season)
    [permit] = holding(season, filing)
    site = Worksite.objects.create(filing=filing, name="二号蔗区", county_id=filing.county_id)
    clerk = season.member("intermediary", "clerk")
    asked = variations.ask(
        permit.pk, effective_on=date(2026, 12, 5), reason="the next field", worksites=[site.pk], by=clerk, at=DECEMBER
    )
    variations.agree(asked.pk, by=factories.as_worker(permit.worker), at=DECEMBER)

    variations.grant(asked.pk, by=season.member("bureau", "approver"), at=DECEMBER)

    permit.refresh_from_db()
    assert permit.worksites == [site.pk]
    assert Filing.objects.get().posts_held == 9


def test_renewals_are_proposed_once_on_the_first_step_with_their_checks_run(season: World) -> None:
    early, due = datetime(2026, 11, 29, 9, tzinfo=AT.tzinfo), datetime(2026, 11, 30, 9, tzinfo=AT.tzinfo)
    [permit] = short(season)

    counts = [renewals.propose_due(at=moment) for moment in (early, due, due)]

    assert counts == [0, 1, 0]
    proposed = Renewal.objects.get()
    assert (proposed.permit, proposed.first_on, proposed.last_on) == (permit, date(2026, 12, 15), date(2027, 1, 13))
    assert proposed.can_be_confirmed


def test_confirmed_renewals_follow_without_a_gap_and_use_no_post(season: World) -> None:
    made = short(season, 3)
    renewals.propose_due(at=DECEMBER)

    renewed = renewals.confirm_each(
        list(Renewal.objects.values_list("pk", flat=True)), by=season.member("bureau", "approver"), at=DECEMBER
    )

    assert {one.first_on for one in renewed} == {SHORT_LAST + timedelta(days=1)}
    assert {one.succeeds_id for one in renewed} == {one.pk for one in made}
    assert Filing.objects.get().posts_held == 7
    assert set(Renewal.objects.values_list("status", flat=True)) == {RenewalStatus.CONFIRMED}
    assert set(Quota.objects.values_list("reserved", "used")) == {(7, 3)}


def test_a_renewal_that_fails_a_check_keeps_the_whole_set_back(season: World) -> None:
    first, second = short(season, 2)
    second.worker.evidence.filter(code="accident_insurance").update(valid_until=date(2026, 12, 20))
    renewals.propose_due(at=DECEMBER)
    ids = [first.renewal.pk, second.renewal.pk]
    approver = season.member("bureau", "approver")

    with pytest.raises(Invalid) as refused:
        renewals.confirm_each(ids, by=approver, at=DECEMBER)

    [problem] = refused.value.problems
    assert (problem.code, problem.field) == ("evidence_runs_out", "1.accident_insurance")
    assert second.reference in str(problem)
    assert list(Renewal.objects.order_by("pk").values_list("can_be_confirmed", flat=True)) == [True, False]
    renewals.decline_each(ids[1:], by=approver, at=DECEMBER)
    assert len(renewals.confirm_each(ids[:1], by=approver, at=DECEMBER)) == 1


def test_proposals_nobody_confirms_lapse(season: World) -> None:
    short(season)
    renewals.propose_due(at=DECEMBER)

    lapsed = [renewals.lapse_due(at=AT.replace(year=2026, month=12, day=day)) for day in (14, 15, 15)]

    assert lapsed == [0, 1, 0]


def test_a_seasonal_permit_of_the_whole_work_is_not_proposed(season: World) -> None:
    crew_ = crew(season, hiring(season), 1)
    issued(season, crew_[0].pk)

    assert renewals.propose_due(at=datetime(2027, 4, 10, 9, tzinfo=AT.tzinfo)) == 0
    assert Offer.objects.get().ends_on == LAST
    assert FIRST < LAST
