"""One record of every kind that is about a person, in a world: one worker who went all the way."""

import hashlib
from datetime import date, timedelta
from typing import Any

from core.sealing import seal
from permits.models import (
    AbsenceReport,
    Anomaly,
    Arrival,
    Crossing,
    Device,
    DeviceLog,
    EndRequest,
    Extension,
    ForceMajeure,
    OverstayCase,
    OverstayConfirmation,
    Permit,
    PermitRevocation,
    Renewal,
    Return,
    Stay,
    Variation,
)
from rosters.models import Roster
from tests import factories
from tests.api.people_bodies import ROSTERS
from tests.factories import AT, PLACES, TODAY, World
from workers.models import (
    Complaint,
    ComplaintEntry,
    CostLine,
    CostStatement,
    Disclosure,
    Duplicate,
    Merge,
    NamedRequest,
    RemovalBan,
    Worker,
    WorkerCorrection,
)
from workers.services.grievances.complaints import TEXT
from workers.services.identity.corrections import PLACE
from workers.services.identity.own_keys import own_key_of


def person(world: World) -> Worker:
    """A worker of the province from which this world's workers come."""
    return factories.worker(factories.province(PLACES[world.county][0]))


def people_records(world: World, signed: dict[str, Any]) -> dict[str, Any]:
    """The key of one record of every resource about people, permits and presence."""
    factories.rule_set()
    filing = factories.filing(world.mandate, status="granted")
    worker = person(world)
    paper = factories.paper(worker)
    registered = factories.registration(worker, world.intermediary, filing.season)
    photo = factories.worker_file(worker, world.member("intermediary", "clerk"))
    offer = factories.offer(registered, filing, status="accepted")
    application = factories.application(offer, ports=[PLACES[world.county][1]])
    permit = factories.permit(application, status="issued")
    found = {
        "workers": worker,
        "worker-files": photo,
        "papers": paper,
        "registrations": registered,
        "terms": offer.terms,
        "offers": offer,
        "consents": offer.consent,
        "permit-applications": application,
        "permits": permit,
        **_of_person(world, worker, signed),
        **_grievances(world, worker),
        **_of_permit(permit, signed),
        **_presence(world, permit),
        **_cases(world, permit, signed),
        "rosters": _roster(world, "intermediary", "clerk"),
        "rosters of department": _roster(world, "department", "officer"),
        "rosters of post": _roster(world, "post", "officer"),
        "rosters of employer": _roster(world, "employer", "clerk"),
    }
    return {name: record.pk for name, record in found.items()}


def _roster(world: World, kind: str, role: str) -> Roster:
    """A roster that was tried, of what that kind of organisation hands in."""
    member = world.member(kind, role)
    told = {"status": "tried", "language": "en", "file_name": "list.csv", "digest": "d" * 64}
    return Roster.objects.create(
        organisation=member.organisation, member=member, kind=ROSTERS[kind], received_at=AT, kept_until=AT, **told
    )


def _of_person(world: World, worker: Worker, signed: dict[str, Any]) -> dict[str, Any]:
    bureau, other = world.organisations["bureau"], person(world)
    pair = Duplicate.objects.create(
        first=min(worker, other, key=lambda one: one.pk),
        second=max(worker, other, key=lambda one: one.pk),
        score=80,
        reasons=[["birth_date_same", 40]],
        found_at=AT,
    )
    return {
        "evidence": factories.evidence(worker, "health", "health-check"),
        "removal-bans": RemovalBan.objects.create(
            worker=worker,
            from_on=date(2020, 1, 1),
            until_on=date(2021, 1, 1),
            legal_basis="EEL art. 81",
            recorded_by=bureau,
            recorded_at=AT,
        ),
        "worker-corrections": WorkerCorrection.objects.create(
            worker=worker,
            fields=["name_zh"],
            values_sealed=seal('{"name_zh": "阮氏试"}', PLACE),
            reason="misspelt",
            **signed,
        ),
        "disclosures": Disclosure.objects.create(
            worker=worker, recipient=bureau, ground="law", purpose="apply", parts=["identity"], at=AT
        ),
        "duplicates": pair,
        "merges": Merge.objects.create(
            duplicate=pair, kept=pair.first, gone=pair.second, reason="one passport, two cards", **signed
        ),
        "named-requests": NamedRequest.objects.create(
            employer=world.employer, worker=worker, season=factories.season(), asked_at=AT
        ),
    }


def _grievances(world: World, worker: Worker) -> dict[str, Any]:
    """What a worker says to have paid, and that the wages were not."""
    statement = CostStatement.objects.create(worker=worker, season=factories.season(), stated_at=AT)
    CostLine.objects.create(statement=statement, head="medical", amount=1, currency="VND")
    complaint = Complaint.objects.create(
        worker=worker,
        kind="wages",
        about=world.organisations["employer"],
        received_at=AT,
        due_on=TODAY,
        desk=world.organisations["protection"],
        status="assigned",
    )
    text = seal("Chưa trả lương", TEXT, own=own_key_of(worker.pk) or b"")
    ComplaintEntry.objects.create(complaint=complaint, is_from_worker=True, text_sealed=text, written_at=AT)
    return {"cost-statements": statement, "complaints": complaint}


def _of_permit(permit: Permit, signed: dict[str, Any]) -> dict[str, Any]:
    asked = {"permit": permit, "reason": "砍蔗未完", "asked_at": AT, "organisation_id": permit.intermediary_id}
    later = permit.last_on + timedelta(days=7)
    return {
        "permit-revocations": PermitRevocation.objects.create(
            permit=permit, reason="never came", legal_basis="EEL art. 43", **signed
        ),
        "arrivals": Arrival.objects.create(permit=permit, arrived_on=permit.first_on, reported_at=AT),
        "extensions": Extension.objects.create(ends_on=later, ended_before_on=permit.last_on, **asked),
        "variations": Variation.objects.create(effective_on=permit.first_on, **asked),
        "end-requests": EndRequest.objects.create(ends_on=permit.last_on, due_on=permit.last_on, **asked),
        "renewals": Renewal.objects.create(
            permit=permit, first_on=permit.last_on + timedelta(days=1), last_on=later, proposed_at=AT
        ),
    }


def _presence(world: World, permit: Permit) -> dict[str, Any]:
    post, gate = world.organisations["post"], PLACES[world.county][1]
    factories.port(gate)
    device = Device.objects.create(organisation=post, name="lane 1", public_key=b"k" * 32, enrolled_at=AT)
    crossing = Crossing.objects.create(
        worker=permit.worker,
        permit=permit,
        direction="in",
        port_id=gate,
        occurred_at=factories.shanghai(permit.first_on),
        source="post",
        organisation=post,
        told_at=AT,
        key=f"first of {permit.pk}",
    )
    return {
        "crossings": crossing,
        "stays": Stay.objects.create(
            worker=permit.worker, permit=permit, entry=crossing, entered_at=crossing.occurred_at
        ),
        "anomalies": Anomaly.objects.create(crossing=crossing, worker=permit.worker, kind="wrong_port", found_at=AT),
        "devices": device,
        "device-logs": DeviceLog.objects.create(
            device=device,
            first_sequence=1,
            last_sequence=2,
            digest=hashlib.sha256(device.pk.bytes).hexdigest(),
            signature=b"s",
            uploaded_at=AT,
        ),
    }


def _cases(world: World, permit: Permit, signed: dict[str, Any]) -> dict[str, Any]:
    days = {"entered_on": permit.first_on, "last_lawful_on": permit.last_on}
    case = OverstayCase.objects.create(
        permit=permit,
        worker=permit.worker,
        stay_id=permit.pk,
        status="notified",
        evidence={"last_lawful_on": str(permit.last_on)},
        suspected_at=AT,
        notified_at=AT,
        answer_by_on=TODAY,
        **days,
    )
    return {
        "absence-reports": AbsenceReport.objects.create(
            permit=permit, kind="missing", since_on=permit.first_on, reported_at=AT, answer_by_on=TODAY
        ),
        "overstay-cases": case,
        "overstay-confirmations": OverstayConfirmation.objects.create(case=case, reason="seen after", **signed),
        "returns": Return.objects.create(
            registration=permit.application.registration,  # type: ignore[union-attr]
            worker=permit.worker,
            permit=permit,
            left_on=permit.last_on,
            last_lawful_on=permit.last_on,
            exit_seen_at=AT,
        ),
        "force-majeure": ForceMajeure.objects.create(
            name="台风",
            legal_basis="notice 12",
            area_id=world.county,
            from_on=TODAY,
            until_on=TODAY,
            extends_to=TODAY,
            **signed,
        ),
    }
