"""Force majeure: a dry run, two persons, one act that extends all, and a way back."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from permits.enums import ForceMajeureStatus, PermitClass, PermitStatus, RequestStatus
from permits.models import Extension, ForceMajeure, OverstayCase, Permit, Stay
from permits.services.follow_up import cases, force_majeure
from permits.services.follow_up.force_majeure import Measure, Reversal
from scheme.services.in_force import read_agreement
from tests.factories import World, port, rule_set, shanghai
from tests.permits.presence_steps import entered, granted, permitted

TYPHOON = Measure(
    name="Typhoon Mẫu",
    legal_basis="Notice 12 of 2026",
    area="451422",
    from_on=date(2026, 12, 20),
    until_on=date(2026, 12, 31),
    extends_to=date(2027, 1, 10),
)
AT = shanghai(date(2026, 12, 21), 9)
LAST = date(2026, 12, 31)


@pytest.fixture
def permit(demand: World) -> Permit:
    return permitted(demand, permit_class=PermitClass.SHORT, last_on=LAST)


def in_force(reviewer: Member, approver: Member, measure: Measure = TYPHOON) -> ForceMajeure:
    proposed = force_majeure.propose(measure, by=reviewer, at=AT)
    return force_majeure.approve(proposed.pk, by=approver, at=AT)


def reversed_by(reviewer: Member, approver: Member, measure: ForceMajeure, at: datetime) -> Reversal:
    force_majeure.propose_reversal(measure.pk, reason="The port opened again.", by=reviewer, at=at)
    return force_majeure.reverse(measure.pk, by=approver, at=at)


def test_a_dry_run_names_the_permits_and_changes_none(permit: Permit, demand: World, reviewer: Member) -> None:
    for last_on in (date(2026, 12, 19), date(2027, 1, 1)):
        permitted(demand, filing=permit.filing, last_on=last_on)

    found = force_majeure.dry_run(TYPHOON, by=reviewer)

    assert (found.permits, found.count, found.left_out) == ([permit.pk], 1, [])
    assert Permit.objects.get(pk=permit.pk).last_on == LAST


@pytest.mark.parametrize(("ports", "count"), [((), 1), (("aidian",), 1), (("youyiguan",), 0)])
def test_a_measure_for_ports_reaches_those_who_may_use_them(
    permit: Permit, reviewer: Member, ports: tuple[str, ...], count: int
) -> None:
    for code in ("aidian", "youyiguan"):
        port(code)

    assert force_majeure.dry_run(replace(TYPHOON, ports=ports), by=reviewer).count == count


def test_a_permit_that_another_follows_is_left_out(permit: Permit, demand: World, reviewer: Member) -> None:
    following = permitted(demand, filing=permit.filing, first_on=date(2027, 1, 1), last_on=date(2027, 1, 30))
    Permit.objects.filter(pk=following.pk).update(worker=permit.worker, succeeds=permit)

    found = force_majeure.dry_run(TYPHOON, by=reviewer)

    assert (found.permits, found.left_out) == ([], [permit.pk])


def test_one_act_extends_the_permits_and_stays_and_tells_each_worker(
    permit: Permit, demand: World, reviewer: Member, approver: Member
) -> None:
    entered(permit, shanghai(date(2026, 12, 1), 9), demand)

    measure = in_force(reviewer, approver)

    permit.refresh_from_db()
    extension = Extension.objects.get(force_majeure=measure)
    assert (measure.status, measure.permits_found) == (ForceMajeureStatus.IN_FORCE, 1)
    assert (permit.last_on, permit.extended_on) == (TYPHOON.extends_to, TYPHOON.until_on)
    assert (extension.status, extension.ended_before_on) == (RequestStatus.GRANTED, LAST)
    assert Stay.objects.get().last_lawful_on == TYPHOON.extends_to
    assert set(Notice.objects.filter(kind="force_majeure_extended").values_list("language", flat=True)) == {"vi"}
    assert Notice.objects.filter(kind="force_majeure_in_force", member_id=None).count() == 2


def test_a_suspicion_is_cleared_by_the_measure(
    permit: Permit, demand: World, reviewer: Member, approver: Member
) -> None:
    entered(permit, shanghai(date(2026, 12, 1), 9), demand)
    cases.suspect_due(at=shanghai(date(2027, 1, 1), 1))
    in_force(reviewer, approver)

    cases.clear_due(at=shanghai(date(2027, 1, 1), 2))

    assert OverstayCase.objects.get().closing == "extended"


def test_one_person_does_not_put_a_measure_in_force(permit: Permit, reviewer: Member, approver: Member) -> None:
    proposed = force_majeure.propose(TYPHOON, by=reviewer, at=AT)
    ForceMajeure.objects.update(proposed_by=approver.pk, proposed_unit=approver.unit_id)

    with pytest.raises(Invalid) as refusal:
        force_majeure.approve(proposed.pk, by=approver, at=AT)

    permit.refresh_from_db()
    assert refusal.value.code == "forcemajeure_two_persons"
    assert permit.last_on == LAST


def test_a_bureau_measures_only_its_own_area(permit: Permit, reviewer: Member, approver: Member) -> None:
    for area in ("451400", "451481"):
        with pytest.raises(Forbidden):
            force_majeure.propose(replace(TYPHOON, area=area), by=reviewer, at=AT)
    proposed = force_majeure.propose(TYPHOON, by=reviewer, at=AT)
    ForceMajeure.objects.update(area="451400")

    with pytest.raises(Forbidden):
        force_majeure.approve(proposed.pk, by=approver, at=AT)


def test_a_stranger_s_measure_is_not_there(permit: Permit, reviewer: Member, two_worlds: tuple[World, World]) -> None:
    proposed = force_majeure.propose(TYPHOON, by=reviewer, at=AT)

    with pytest.raises(NotFound):
        force_majeure.approve(proposed.pk, by=two_worlds[1].member("bureau", "approver"), at=AT)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"extends_to": date(2026, 12, 30)}, "until_on"),
        ({"until_on": date(2026, 12, 1)}, "until_on"),
        ({"legal_basis": " "}, "legal_basis"),
        ({"ports": ("nowhere",)}, "ports"),
    ],
)
def test_a_measure_says_when_where_and_by_which_law(
    permit: Permit, reviewer: Member, change: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        force_majeure.propose(replace(TYPHOON, **change), by=reviewer, at=AT)  # type: ignore[arg-type]

    assert refusal.value.problems[0].field == field
    assert not ForceMajeure.objects.exists()


def test_one_act_extends_by_no_more_days_than_the_rules_allow(permit: Permit, reviewer: Member) -> None:
    rule_set()
    farthest = TYPHOON.from_on + timedelta(days=60)

    with pytest.raises(Invalid) as refusal:
        force_majeure.propose(replace(TYPHOON, extends_to=farthest + timedelta(days=1)), by=reviewer, at=AT)

    assert (refusal.value.code, refusal.value.problems[0].field) == ("extended_too_far", "extends_to")
    assert force_majeure.propose(replace(TYPHOON, extends_to=farthest), by=reviewer, at=AT).extends_to == farthest


def test_a_declined_measure_extends_nothing(permit: Permit, reviewer: Member, approver: Member) -> None:
    proposed = force_majeure.propose(TYPHOON, by=reviewer, at=AT)

    declined = force_majeure.decline(proposed.pk, by=approver, at=AT)

    assert declined.status == ForceMajeureStatus.DECLINED
    assert not Extension.objects.exists()


def test_a_reversal_gives_back_what_nobody_changed_since_and_names_the_rest(
    permit: Permit, demand: World, reviewer: Member, approver: Member
) -> None:
    changed = permitted(demand, filing=permit.filing, permit_class=PermitClass.SHORT, last_on=LAST)
    ended = permitted(demand, filing=permit.filing, permit_class=PermitClass.SHORT, last_on=LAST)
    stay = entered(permit, shanghai(date(2026, 12, 1), 9), demand)
    measure = in_force(reviewer, approver)
    Permit.objects.filter(pk=changed.pk).update(last_on=date(2027, 2, 1), extended_on=date(2027, 1, 5))
    Permit.objects.filter(pk=ended.pk).update(status=PermitStatus.SURRENDERED, ended_on=LAST, end_reason="by_worker")

    undone = reversed_by(reviewer, approver, measure, at=shanghai(date(2026, 12, 22)))

    permit.refresh_from_db()
    stay.refresh_from_db()
    assert (undone.measure.status, undone.restored) == (ForceMajeureStatus.REVERSED, 1)
    assert undone.kept == sorted([changed.pk, ended.pk])
    assert (permit.last_on, permit.extended_on, stay.last_lawful_on) == (LAST, None, LAST)
    assert set(Extension.objects.values_list("permit", "status")) == {
        (permit.pk, RequestStatus.REVERSED),
        (changed.pk, RequestStatus.GRANTED),
        (ended.pk, RequestStatus.GRANTED),
    }


def test_one_person_does_not_take_a_measure_back(permit: Permit, reviewer: Member, approver: Member) -> None:
    measure = in_force(reviewer, approver)
    with pytest.raises(Conflict) as unproposed:
        force_majeure.reverse(measure.pk, by=approver, at=AT)
    force_majeure.propose_reversal(measure.pk, reason="Over.", by=reviewer, at=AT)
    ForceMajeure.objects.update(reversal_proposed_by=approver.pk, reversal_proposed_unit=approver.unit_id)

    with pytest.raises(Invalid) as refusal:
        force_majeure.reverse(measure.pk, by=approver, at=AT)

    permit.refresh_from_db()
    assert (unproposed.value.code, refusal.value.code) == ("reversal_not_proposed", "forcemajeure_reversed_by_two")
    assert permit.last_on == TYPHOON.extends_to


@pytest.mark.parametrize("same", ["by", "unit", "login"])
def test_the_database_knows_no_measure_taken_back_by_one_person(
    permit: Permit, reviewer: Member, approver: Member, same: str
) -> None:
    measure = in_force(reviewer, approver)
    first = {"by": reviewer.pk, "unit": reviewer.unit_id, "login": "session:one"}
    second = {"by": approver.pk, "unit": approver.unit_id, "login": "session:two"} | {same: first[same]}
    signed = {f"reversal_proposed_{name}": value for name, value in first.items()} | {
        f"reversed_{name}": value for name, value in second.items()
    }

    with pytest.raises(IntegrityError, match="forcemajeure_reversed_by_two"):
        ForceMajeure.objects.filter(pk=measure.pk).update(
            status=ForceMajeureStatus.REVERSED, reversal_reason="x", reversed_at=AT, **signed
        )


def test_a_declined_reversal_lets_the_measure_stand_and_another_be_proposed(
    permit: Permit, reviewer: Member, approver: Member
) -> None:
    measure = in_force(reviewer, approver)
    force_majeure.propose_reversal(measure.pk, reason="Over.", by=reviewer, at=AT)
    with pytest.raises(Conflict):
        force_majeure.propose_reversal(measure.pk, reason="Over, indeed.", by=reviewer, at=AT)

    stands = force_majeure.decline_reversal(measure.pk, by=approver)

    permit.refresh_from_db()
    assert (stands.status, permit.last_on) == (ForceMajeureStatus.IN_FORCE, TYPHOON.extends_to)
    assert reversed_by(reviewer, approver, measure, at=AT).restored == 1


def test_a_reversal_makes_nobody_irregular_by_hindsight(permit: Permit, reviewer: Member, approver: Member) -> None:
    measure = in_force(reviewer, approver)

    reversed_by(reviewer, approver, measure, at=shanghai(date(2027, 1, 4)))

    permit.refresh_from_db()
    assert permit.last_on == date(2027, 1, 4)


def test_an_earlier_extension_counts_again_after_a_reversal(permit: Permit, reviewer: Member, approver: Member) -> None:
    Permit.objects.update(extended_on=date(2026, 12, 10))
    Extension.objects.create(
        permit=permit,
        status=RequestStatus.GRANTED,
        reason="harvest goes on",
        asked_at=AT,
        decided_at=AT,
        ends_on=LAST,
        effective_on=date(2026, 12, 10),
        ended_before_on=date(2026, 12, 15),
    )
    measure = in_force(reviewer, approver)

    reversed_by(reviewer, approver, measure, at=shanghai(date(2026, 12, 22)))

    permit.refresh_from_db()
    assert permit.extended_on == date(2026, 12, 10)


def test_a_thousand_are_extended_in_as_many_statements_as_one(
    demand: World, reviewer: Member, approver: Member
) -> None:
    of = granted(demand)
    read_agreement()

    counts = []
    for crew in (1, 8):
        for _ in range(crew):
            permitted(demand, filing=of, permit_class=PermitClass.SHORT, last_on=LAST)
        proposed = force_majeure.propose(TYPHOON, by=reviewer, at=AT)
        with CaptureQueriesContext(connection) as statements:
            force_majeure.approve(proposed.pk, by=approver, at=AT)
            undone = reversed_by(reviewer, approver, proposed, at=AT)
        counts.append((undone.restored, len(statements)))

    [(one, few), (nine, many)] = counts
    assert (one, nine) == (1, 9)
    assert few == many
