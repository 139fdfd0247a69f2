"""Who tries to get, keep or shape a permit, a case or a crossing beside the rules."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import DatabaseError, connection, transaction

from accounts.models import Member
from core.audit.models import Event
from core.db import new_id
from core.errors import Conflict, Invalid, NotFound
from permits.enums import ApplicationStatus
from permits.models import ForceMajeure, OverstayCase, Permit, PermitApplication
from permits.services.application import applications
from permits.services.border import devices
from permits.services.follow_up import absences
from permits.services.lifetime import extensions, permits, renouncing
from tests import factories
from tests.factories import World
from tests.permits import border
from tests.permits.presence_steps import entered
from tests.permits.steps import AT, FIRST, LAST, applied, hiring, holding, issued, requirements, willing
from workers.models import RemovalBan, Worker
from workers.rules.codes import person_number

pytestmark = pytest.mark.django_db
SHORT_LAST = date(2026, 12, 14)
DECEMBER = datetime(2026, 12, 1, 9, 0, tzinfo=AT.tzinfo)
OWN_WORDS = "mother lies ill in Ha Quang"


@pytest.fixture
def season(demand: World) -> World:
    requirements()
    return demand


# Issuing beside the rules.


def test_no_permit_lasts_longer_than_what_the_worker_said_yes_to(season: World) -> None:
    offer = willing(season, hiring(season), ends_on=LAST - timedelta(days=60))

    with pytest.raises(Invalid) as refusal:
        applied(season, offer, last_on=LAST)

    assert [problem.code for problem in refusal.value.problems] == ["after_the_offer"]


def test_no_permit_begins_before_what_the_worker_said_yes_to(season: World) -> None:
    offer = willing(season, hiring(season), starts_on=FIRST + timedelta(days=30))

    with pytest.raises(Invalid) as refusal:
        applied(season, offer, first_on=FIRST)

    assert [problem.code for problem in refusal.value.problems] == ["before_the_offer"]


def test_a_ban_on_a_record_that_was_merged_keeps_the_person_out(season: World) -> None:
    offer = willing(season, hiring(season))
    double = factories.worker(merged_into=offer.worker)
    RemovalBan.objects.create(
        worker=double,
        from_on=date(2026, 1, 1),
        until_on=date(2028, 12, 31),
        legal_basis="出境入境管理法第62条",
        recorded_by=season.organisations["bureau"],
        recorded_at=AT,
    )

    with pytest.raises(Invalid) as refusal:
        applied(season, offer)

    assert [problem.code for problem in refusal.value.problems] == ["removal_ban_runs"]


@pytest.mark.parametrize("keeps_permit", ["the one that stands", "the double"])
def test_a_person_of_two_records_holds_one_permit_at_a_time(season: World, keeps_permit: str) -> None:
    filing = hiring(season)
    [permit] = holding(season, filing)
    offer = willing(season, filing)
    pair = (permit.worker_id, offer.worker_id)
    gone, kept = pair if keeps_permit == "the double" else reversed(pair)
    Worker.objects.filter(pk=gone).update(merged_into=kept)

    with pytest.raises(Invalid) as refusal:
        applied(season, offer)

    assert [problem.code for problem in refusal.value.problems] == ["other_permit_held"]


def test_nobody_goes_on_with_a_post_that_its_holder_has_left(season: World) -> None:
    """Applied for while the permit was there, issued while it moves: its post would be taken twice."""
    left, new = hiring(season, 1), hiring(season, 5)
    [permit] = holding(season, left, permit_class="short", last_on=SHORT_LAST)
    [following] = applied(
        season,
        permit.offer,
        permit_class="short",
        first_on=SHORT_LAST + timedelta(days=1),
        last_on=SHORT_LAST + timedelta(days=20),
        succeeds={permit.offer_id: permit.pk},
    )
    # The move is committed between the checks of the issue and its hold on the permit.
    Permit.objects.filter(pk=permit.pk).update(filing=new)

    with pytest.raises(Conflict) as refusal:
        issued(season, following.pk)

    assert refusal.value.code == "post_left"


def test_two_do_not_go_on_with_one_post_in_one_act(season: World) -> None:
    filing = hiring(season, 2)
    [permit] = holding(season, filing)
    permits.surrender(permit.pk, by=factories.as_worker(permit.worker), at=AT)
    crew = [willing(season, filing) for _ in range(2)]
    asked = applied(season, *crew, succeeds={crew[0].pk: permit.pk})
    PermitApplication.objects.filter(pk=asked[1].pk).update(succeeds=permit)

    with pytest.raises(Conflict):
        issued(season, *(one.pk for one in asked))


# Another's applications.


def test_who_only_registered_the_worker_leaves_the_applications_alone(season: World, partner_clerk: Member) -> None:
    """The partner sees how its worker's application stands; it neither makes, answers nor takes back one."""
    filing = hiring(season)
    person = factories.worker()
    factories.paper(person)
    factories.registration(person, season.partner, filing.season)
    offer = willing(season, filing, worker=person)
    [submitted] = applied(season, offer)
    by = partner_clerk

    assert list(PermitApplication.objects.visible_to(by)) == [submitted]
    with pytest.raises(NotFound):
        applications.withdraw_each([submitted.pk], by=by, at=AT)
    with pytest.raises(NotFound):
        applications.draft_each([offer.pk], permit_class="seasonal", ports=["aidian"], by=by, at=AT)
    PermitApplication.objects.update(status=ApplicationStatus.INFORMATION_REQUESTED, question="?")
    with pytest.raises(NotFound):
        applications.answer(submitted.pk, text="no", by=by, at=AT)
    PermitApplication.objects.update(status=ApplicationStatus.DRAFT)
    with pytest.raises(NotFound):
        applications.submit_each([submitted.pk], by=by, at=AT)
    with pytest.raises(NotFound):
        applications.edit(submitted.pk, ports=["aidian"], by=by)


# Longer than the rules allow.


def measure(area: str, **given: Any) -> ForceMajeure:
    days = {"from_on": date(2026, 12, 5), "until_on": date(2026, 12, 20), "extends_to": date(2026, 12, 25)}
    first = {"proposed_by": new_id(), "proposed_unit": new_id(), "proposed_login": "one", "proposed_at": AT}
    second = {"decided_by": new_id(), "decided_unit": new_id(), "decided_login": "two", "decided_at": AT}
    said = {"status": "in_force", "name": "typhoon", "legal_basis": "notice 7", "area_id": area}
    return ForceMajeure.objects.create(**{**said, **days, **first, **second, **given})


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"area": factories.HEKOU},
        {"ports": ["youyiguan"]},
        {"from_on": date(2026, 10, 1), "until_on": date(2026, 10, 9)},
        {"from_on": date(2027, 1, 1), "until_on": date(2027, 1, 9), "extends_to": date(2027, 1, 20)},
    ],
)
def test_a_measure_of_another_place_or_time_excuses_no_late_asking(season: World, elsewhere: dict[str, Any]) -> None:
    [permit] = holding(season, hiring(season), permit_class="short", last_on=SHORT_LAST)
    place = factories.area(elsewhere.get("area", permit.county_id)).pk
    worker = factories.as_worker(permit.worker)
    late = datetime(2026, 12, 12, 9, 0, tzinfo=AT.tzinfo)

    def ask(why: ForceMajeure) -> Any:
        return extensions.ask(
            permit.pk, ends_on=date(2026, 12, 25), reason="typhoon", force_majeure_id=why.pk, by=worker, at=late
        )

    with pytest.raises(Invalid) as refusal:
        ask(measure(place, **{name: given for name, given in elsewhere.items() if name != "area"}))

    assert refusal.value.code == "measure_elsewhere"
    assert ask(measure(permit.county_id)).force_majeure_id


def test_an_extension_is_not_granted_to_a_permit_that_has_moved_since(season: World) -> None:
    filing, new = hiring(season), hiring(season)
    [permit] = holding(season, filing, permit_class="short", last_on=SHORT_LAST)
    clerk, approver = season.member("intermediary", "clerk"), season.member("bureau", "approver")
    asked = extensions.ask(
        permit.pk, ends_on=date(2027, 1, 5), offer_id=permit.offer_id, reason="cane", by=clerk, at=DECEMBER
    )
    moved = willing(season, new, worker=permit.worker)
    Permit.objects.filter(pk=permit.pk).update(filing=new, offer=moved)

    with pytest.raises(Conflict) as refusal:
        extensions.grant(asked.pk, by=approver, at=DECEMBER)

    assert refusal.value.code == "permit_moved"


# Forged crossings.


class Gate:
    """A post's device, and what it signs."""

    def __init__(self, by: Member) -> None:
        self._key, self.by = Ed25519PrivateKey.generate(), by
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        self.device = devices.enrol(name="gate 1", public_key=public, by=by, at=border.MORNING)

    def upload(self, *entries: dict[str, Any]) -> None:
        signature = self._key.sign(devices.canonical(self.device.pk, entries)).hex()
        devices.upload_log(
            self.device.pk, entries=entries, signature=signature, by=self.by, at=border.MORNING + border.DAY
        )


def entry(of: Permit, **given: Any) -> dict[str, Any]:
    said = {"sequence": 1, "direction": "in", "occurred_at": border.MORNING.isoformat()}
    return {**said, "permit_number": of.reference, **given}


@pytest.mark.parametrize(
    "odd",
    [
        {"sequence": True},
        {"sequence": 2**63},
        {"sequence": 10**40},
        {"occurred_at": "0001-01-01T00:00:00+14:00"},
        {"occurred_at": "9999-12-31T23:59:59-14:00"},
        {"occurred_at": None},
    ],
)
def test_a_device_that_signs_nonsense_is_told_which_entry_it_is(
    demand: World, post_officer: Member, odd: dict[str, Any]
) -> None:
    held = border.permit(demand)

    with pytest.raises(Invalid) as refusal:
        Gate(post_officer).upload(entry(held, **odd))

    assert [(one.code, one.field) for one in refusal.value.problems] == [("entry_unreadable", "entries.0")]


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1900-01-01T00:00+08:00"])
def test_no_crossing_lies_at_the_end_of_the_calendar(demand: World, post_officer: Member, moment: str) -> None:
    held = border.permit(demand)
    number = person_number(held.worker.number)
    claim = border.claim(held, "in", datetime.fromisoformat(moment), permit_number="", person_number=number)

    with pytest.raises(Invalid) as refusal:
        border.tell(post_officer, claim, at=border.MORNING)

    assert refusal.value.problems[0].field == "occurred_at"


def test_a_device_tells_of_nobody_else_under_a_number_it_used(demand: World, post_officer: Member) -> None:
    held, other, gate = border.permit(demand), border.permit(demand), Gate(post_officer)
    gate.upload(entry(held))

    with pytest.raises(Invalid) as changed:
        gate.upload(entry(other))
    with pytest.raises(Invalid) as twice:
        gate.upload(entry(held, sequence=2), entry(other, sequence=2))

    assert (changed.value.code, twice.value.code) == ("sequence_reused", "sequence_twice")
    assert border.stays(other) == []


# What the database holds to, and what the record says.


@pytest.mark.parametrize("path", ["", "SET LOCAL search_path = pg_temp, public"])
def test_a_table_of_one_s_own_confirms_no_overstay(demand: World, path: str) -> None:
    held = border.permit(demand)
    stay = entered(held, border.MORNING, demand)
    case = OverstayCase.objects.create(
        permit=held,
        worker=held.worker,
        stay_id=stay.pk,
        entered_on=border.FIRST_ON,
        last_lawful_on=border.LAST_ON,
        evidence={},
        suspected_at=AT,
        notified_at=AT,
        status="notified",
    )

    with pytest.raises(DatabaseError, match="two officers"), transaction.atomic():
        confirm_beside(case, path)


def confirm_beside(case: OverstayCase, path: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE permits_overstayconfirmation ON COMMIT DROP AS "
            "SELECT %s::uuid AS case_id, %s::uuid AS decided_by, false AS is_declined",
            [case.pk, case.pk],
        )
        cursor.execute(path or "SELECT 1")
        cursor.execute("UPDATE public.permits_overstaycase SET status = 'confirmed' WHERE id = %s", [case.pk])


def test_no_event_repeats_what_a_worker_wrote(season: World) -> None:
    [permit] = holding(season, hiring(season), permit_class="short", last_on=SHORT_LAST)
    worker = factories.as_worker(permit.worker)

    asked = extensions.ask(permit.pk, ends_on=date(2027, 1, 5), reason=OWN_WORDS, by=worker, at=DECEMBER)
    extensions.refuse(asked.pk, comment=OWN_WORDS, by=season.member("bureau", "approver"), at=DECEMBER)

    told = Event.objects.filter(subject_type="permits.extension")
    assert told.count() >= 2
    assert not any(OWN_WORDS in str(event.details) for event in told)


@pytest.mark.parametrize("role", [("employer", "signatory"), ("intermediary", "clerk"), ("bureau", "reviewer")])
def test_who_the_worker_speaks_against_does_not_read_the_words(
    season: World, program: Any, role: tuple[str, str]
) -> None:
    [permit] = holding(season, hiring(season), permit_class="short", last_on=SHORT_LAST)
    worker = factories.as_worker(permit.worker)
    extensions.ask(permit.pk, ends_on=date(2027, 1, 5), reason=OWN_WORDS, by=worker, at=DECEMBER)
    employer = season.member("employer", "signatory")
    told = absences.report(permit.pk, kind="missing", since_on=DECEMBER.date(), by=employer, at=DECEMBER)
    absences.contest(told.pk, OWN_WORDS, by=worker, at=DECEMBER)
    client = program(season.member(*role))

    lists = [client.get(f"/api/v1/{name}/").json()["results"] for name in ("extensions", "absence-reports")]
    ones = [
        client.get(f"/api/v1/{name}/{rows[0]['id']}/").json()
        for name, rows in zip(("extensions", "absence-reports"), lists, strict=True)
    ]

    assert (OWN_WORDS in str(lists), OWN_WORDS in str(ones)) == ((role[0] == "bureau"),) * 2
    assert ones[1]["status"] == "contested"


def test_a_yes_on_which_a_permit_runs_is_not_taken_back(season: World) -> None:
    [permit] = holding(season, hiring(season))
    worker = factories.as_worker(permit.worker)

    with pytest.raises(Conflict) as refusal:
        renouncing.renounce(permit.offer_id, by=worker, at=AT)  # type: ignore[arg-type]
    permits.surrender(permit.pk, by=worker, at=AT)

    assert refusal.value.code == "permit_runs"
    assert renouncing.renounce(permit.offer_id, by=worker, at=AT).status == "declined"  # type: ignore[arg-type]
