"""What becomes of permits: suspended, given back, ended on request, revoked by two; each told to all it concerns."""

from datetime import date, datetime, timedelta

import pytest
from django.db import transaction

from core.actors import Standing
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from core.permissions import Permission
from employers.models import Employer, Filing, Licence
from permits.enums import EndReason, PermitStatus
from permits.models import EndRequest, Permit, PermitRevocation
from permits.services import affected
from permits.services.lifetime import end_requests, permits
from scheme.models import Quota
from scheme.services.quota_proof import prove
from tests import factories
from tests.factories import World
from tests.permits.steps import ASKED, AT, LAST, applied, crew, hiring, holding, issued, requirements
from tests.workers.steps import answers
from workers.enums import ComplaintKind
from workers.models import Complaint, Offer
from workers.services.agreement import consents, offers

NOVEMBER = datetime(2026, 11, 20, 9, 0, tzinfo=AT.tzinfo)


def offered(world: World, filing: Filing) -> list[Offer]:
    """The filing's post, offered to one more worker, who has all that is asked."""
    person = factories.worker(world.organisations["department"].province)
    registration = factories.registration(person, world.intermediary, filing.season)
    factories.paper(person)
    for kind, code in ASKED.items():
        factories.evidence(person, kind, code)
    return offers.make_each(
        filing.pk, [registration.pk], valid_until=LAST, by=world.member("intermediary", "clerk"), at=NOVEMBER
    )


@pytest.fixture
def season(demand: World) -> World:
    requirements()
    return demand


def test_a_suspended_permit_is_not_valid_until_it_is_reinstated(season: World) -> None:
    [permit] = holding(season, hiring(season))
    approver, day = season.member("bureau", "approver"), date(2026, 12, 1)

    permits.suspend_each([permit.pk], reason="the worksite is closed", by=approver, at=NOVEMBER)
    assert not Permit.objects.valid_on(day).exists()
    permits.reinstate_each([permit.pk], by=approver, at=NOVEMBER)

    assert Permit.objects.valid_on(day).exists()
    kinds = set(Notice.objects.filter(subject_id=str(permit.pk)).values_list("kind", flat=True))
    assert {"permit_suspended_worker", "permit_suspended", "permit_reinstated_worker", "permit_reinstated"} <= kinds


def test_a_worker_gives_the_permit_back_and_nobody_else_does(season: World) -> None:
    [permit] = holding(season, hiring(season))

    with pytest.raises(Forbidden):
        permits.surrender(permit.pk, by=season.member("intermediary", "clerk"), at=NOVEMBER)
    with pytest.raises(NotFound):
        permits.surrender(permit.pk, by=factories.as_worker(factories.worker()), at=NOVEMBER)
    permits.surrender(permit.pk, by=factories.as_worker(permit.worker), at=NOVEMBER)

    permit.refresh_from_db()
    assert (permit.status, permit.end_reason) == (PermitStatus.SURRENDERED, EndReason.BY_WORKER)
    assert permit.ended_on == NOVEMBER.date()


def test_many_permits_are_given_back_at_once_or_none(season: World) -> None:
    held = holding(season, hiring(season), 3)
    bureau = season.organisations["bureau"]
    area = str(bureau.area_id)[:2]
    by = Standing(login="command", kind="bureau", area=area, permissions=frozenset({Permission.SURRENDER_PERMIT}))
    permits.surrender_each([held[0].pk], by=by, at=NOVEMBER)

    with pytest.raises(Conflict):
        permits.surrender_each([permit.pk for permit in held], by=by, at=NOVEMBER)
    assert Permit.objects.open().count() == 2
    permits.surrender_each([permit.pk for permit in held[1:]], by=by, at=NOVEMBER)

    assert not Permit.objects.open().exists()
    assert Offer.objects.filter(vacated_at=NOVEMBER).count() == 3


def test_the_post_of_a_permit_given_back_is_offered_to_another_who_goes_on_with_it(season: World) -> None:
    filing = hiring(season, posts=1)
    [gone] = holding(season, filing)
    with pytest.raises(Invalid, match="Only 0 posts are left"):
        offered(season, filing)

    permits.surrender(gone.pk, by=factories.as_worker(gone.worker), at=NOVEMBER)
    [offer] = offered(season, filing)
    consents.accept_each(answers(season, [offer], NOVEMBER), by=season.member("department", "officer"), at=NOVEMBER)
    [waiting] = applied(season, offer, succeeds={offer.pk: gone.pk}, first_on=date(2026, 12, 1), at=NOVEMBER)
    [permit] = issued(season, waiting.pk, at=NOVEMBER)

    assert permit.succeeds_id == gone.pk
    assert set(Quota.objects.values_list("reserved", "used")) == {(0, 1)}
    assert prove().differences == []


def test_who_gave_the_post_back_needs_a_new_offer_to_return_to_it(season: World) -> None:
    [permit] = holding(season, hiring(season, posts=1))

    permits.surrender(permit.pk, by=factories.as_worker(permit.worker), at=NOVEMBER)

    with pytest.raises(Invalid) as refusal:
        applied(season, permit.offer, succeeds={permit.offer_id: permit.pk}, first_on=date(2026, 12, 1), at=NOVEMBER)
    assert {problem.code for problem in refusal.value.problems} == {"consent_missing"}


def test_a_post_stays_taken_while_its_worker_goes_on_under_another_permit(season: World) -> None:
    [first, second] = holding(season, hiring(season), 2)
    following = {"first_on": date(2027, 3, 1), "last_on": LAST}
    Permit.objects.filter(pk=second.pk).update(last_on=date(2027, 2, 28))
    factories.permit(second.application, application=None, succeeds=second, **following)

    permits.surrender(first.pk, by=factories.as_worker(first.worker), at=NOVEMBER)
    permits.surrender(second.pk, by=factories.as_worker(second.worker), at=NOVEMBER)

    vacated = dict(Offer.objects.values_list("worker", "vacated_at"))
    assert vacated == {first.worker_id: NOVEMBER, second.worker_id: None}


def test_revoking_takes_two_persons_of_different_units(season: World) -> None:
    [permit] = holding(season, hiring(season))
    reviewer, approver = season.member("bureau", "reviewer"), season.member("bureau", "approver")

    with pytest.raises(Conflict):
        permits.decide_revocation(permit.pk, by=approver, at=NOVEMBER)
    permits.propose_revocation(permit.pk, reason="works elsewhere", legal_basis="EEL art. 43", by=reviewer, at=NOVEMBER)
    with pytest.raises(Forbidden):
        permits.decide_revocation(permit.pk, by=reviewer, at=NOVEMBER)
    approver.unit = reviewer.unit
    with pytest.raises(Invalid), transaction.atomic():
        permits.decide_revocation(permit.pk, by=approver, at=NOVEMBER)
    assert PermitRevocation.objects.get().decided_by is None
    approver.refresh_from_db()
    permits.decide_revocation(permit.pk, by=approver, at=NOVEMBER)

    assert Permit.objects.get().status == PermitStatus.REVOKED


def test_a_declined_revocation_leaves_the_permit_and_another_may_be_proposed(season: World) -> None:
    [permit] = holding(season, hiring(season))
    reviewer, approver = season.member("bureau", "reviewer"), season.member("bureau", "approver")
    given = {"reason": "works elsewhere", "legal_basis": "EEL art. 43", "by": reviewer, "at": NOVEMBER}

    permits.propose_revocation(permit.pk, **given)
    with pytest.raises(Invalid), transaction.atomic():
        permits.propose_revocation(permit.pk, **given)
    permits.decline_revocation(permit.pk, by=approver, at=NOVEMBER)

    assert Permit.objects.get().status == PermitStatus.ISSUED
    assert permits.propose_revocation(permit.pk, **given)


def asked(world: World, permit: Permit) -> EndRequest:
    signatory = world.member("employer", "signatory")
    return end_requests.ask(
        permit.pk, ends_on=date(2026, 11, 22), reason="less work than planned", by=signatory, at=NOVEMBER
    )


def test_a_wish_to_end_a_permit_is_decided_on_its_day_and_ends_it_then(season: World) -> None:
    [permit] = holding(season, hiring(season))
    approver = season.member("bureau", "approver")

    wish = asked(season, permit)
    with pytest.raises(Conflict, match="answered on its day"):
        end_requests.grant(wish.pk, by=approver, at=NOVEMBER + timedelta(days=3))
    end_requests.grant(wish.pk, by=approver, at=NOVEMBER + timedelta(days=7))

    permit.refresh_from_db()
    assert wish.due_on == date(2026, 11, 27)
    assert (permit.status, permit.end_reason, permit.ended_on) == ("surrendered", "by_request", wish.due_on)
    assert Notice.objects.filter(kind="end_asked_worker").exists()


def test_a_complaint_changes_neither_answer_nor_delay_nor_what_the_employer_sees(season: World) -> None:
    quiet, complaining = holding(season, hiring(season), 2)
    Complaint.objects.create(
        worker=complaining.worker,
        kind=ComplaintKind.WAGES,
        about=season.organisations["employer"],
        received_at=AT,
        due_on=date(2026, 12, 1),
    )
    approver, employer = season.member("bureau", "approver"), season.member("employer", "signatory")

    def course(permit: Permit) -> list[object]:
        wish = asked(season, permit)
        told: list[object] = []
        for day in (1, 6, 7):
            try:
                end_requests.refuse(wish.pk, comment="the work goes on", by=approver, at=NOVEMBER + timedelta(days=day))
            except Conflict as refusal:
                told.append(str(refusal))
        seen = EndRequest.objects.visible_to(employer).filter(pk=wish.pk).values_list("status", "due_on", "comment")
        letters = Notice.objects.filter(subject_id=str(wish.pk)).order_by(
            "kind", "organisation_id", "channel", "address"
        )
        return [*told, *seen, [(n.kind, n.organisation_id, n.params.keys(), n.queued_at) for n in letters]]

    assert course(quiet) == course(complaining)


def test_a_wish_is_taken_back_by_who_asked_alone(season: World) -> None:
    [permit] = holding(season, hiring(season))
    wish = asked(season, permit)

    with pytest.raises(NotFound):
        end_requests.withdraw(wish.pk, by=season.member("intermediary", "clerk"), at=NOVEMBER)
    end_requests.withdraw(wish.pk, by=season.member("employer", "signatory"), at=NOVEMBER)

    assert EndRequest.objects.get().status == "withdrawn"
    assert Permit.objects.get().status == PermitStatus.ISSUED


def test_who_loses_an_intermediary_is_listed_with_open_demand_to_turn_to_first(season: World) -> None:
    filing = hiring(season)
    [permit] = holding(season, filing)
    other = factories.intermediary()
    factories.licence(other)
    under = factories.mandate(Employer.objects.get(pk=season.employer.pk), other)
    elsewhere = factories.filing(under, status="granted", confirmed_digest="d" * 64)
    licence = Licence.objects.get(intermediary=season.intermediary)

    [found] = affected.by_licence(licence.pk, by=season.member("bureau", "reviewer"), today=date(2026, 12, 1))

    assert found.permit == permit
    assert [one.pk for one in found.others] == [elsewhere.pk]
    assert affected.by_licence(licence.pk, by=season.member("post", "officer"), today=date(2026, 12, 1)) == []


def test_who_loses_an_employer_is_offered_another_in_the_county(season: World) -> None:
    [permit] = holding(season, hiring(season))
    other = factories.employer(county=season.county)
    elsewhere = factories.filing(
        factories.mandate(other, season.intermediary), status="granted", confirmed_digest="d" * 64
    )

    [found] = affected.by_employer(season.employer.pk, by=season.member("bureau", "reviewer"), today=date(2026, 12, 1))

    assert (found.permit, [one.pk for one in found.others]) == (permit, [elsewhere.pk])


def test_ended_permits_cannot_be_suspended(season: World) -> None:
    [permit] = issued(season, crew(season, hiring(season), 1)[0].pk)
    permits.surrender(permit.pk, by=factories.as_worker(permit.worker), at=NOVEMBER)

    with pytest.raises(Conflict):
        permits.suspend_each([permit.pk], reason="x y z", by=season.member("bureau", "approver"), at=NOVEMBER)
