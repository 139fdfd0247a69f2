"""People: workers, their papers, corrections, bans, and to whom their data was passed on."""

from datetime import datetime
from typing import Any

from api.inputs import Day, Input, Rows, Text
from api.openings import opening
from api.resource import Act, Resource, by_choice, by_day, by_id, by_text, by_truth
from api.resources.licences import Reason
from api.resources.people_inputs import BanInput, CorrectionInput, EvidenceInput, PaperInput, evidence, paper
from api.resources.people_shapes import (
    BanShape,
    DisclosureShape,
    EvidenceShape,
    FoundOut,
    PaperShape,
    WorkerCorrectionLine,
    WorkerCorrectionShape,
    WorkerLine,
    WorkerShape,
)
from api.resources.sets import MOST, DoneOut, done
from api.shapes import read_by
from core.actors import Actor
from core.permissions import Permission as P
from scheme.enums import RequirementKind
from workers.enums import PaperKind
from workers.models import Disclosure, Evidence, IdentityPaper, RemovalBan, Worker, WorkerCorrection
from workers.services.identity import bans, papers, search
from workers.services.identity import corrections as worker_corrections
from workers.services.registration import evidence as evidence_

WORKER = {"worker": by_id("worker", "of this worker")}
FOUND = 50


class FindInput(Input):
    """A person number, the number of a paper, or a name; it is sent in the body, so that no address keeps it."""

    text = Text(max_length=100)


class PhoneInput(Input):
    """The telephone to which codes go."""

    phone = Text(max_length=20, allow_blank=True)


class VoidInput(Input):
    """From which day a paper is void."""

    from_on = Day()


class EvidenceRows(Input):
    """What many workers have shown."""

    rows = Rows(child=EvidenceInput(), min_length=1, max_length=MOST)


def find(*, text: str, by: Actor) -> dict[str, Any]:
    """The workers that a text means, among those one sees."""
    return {"results": [row for row, _key in WorkerLine.rows(search.find(text, by=by)[:FOUND])]}


def add_paper(key: Any, *, by: Actor, at: datetime, **told: Any) -> IdentityPaper:
    """Add a paper to a worker."""
    return papers.add_paper(key, paper(**told), by=by, at=at)


def propose_correction(*, worker: Any, values: Any, reason: str, by: Actor, at: datetime) -> WorkerCorrection:
    """Propose new values of who a worker is."""
    return worker_corrections.propose_correction(worker, values, reason, by=by, at=at)


def record_evidence(*, by: Actor, at: datetime, **told: Any) -> Evidence:
    """Record what one worker has shown."""
    return evidence_.record_each([evidence(**told)], by=by, at=at)[0]


def record_each(*, rows: Any, by: Actor, at: datetime) -> dict[str, Any]:
    """Record what many workers have shown."""
    return done(evidence_.record_each([evidence(**row) for row in rows], by=by, at=at))


def _undecided(records: Any, is_undecided: bool) -> Any:
    return records.filter(decided_by__isnull=is_undecided)


PEOPLE = (
    Resource(
        "workers",
        lambda by: read_by(Worker.objects.visible_to(by), by),
        WorkerShape,
        "People who register to work under the scheme.",
        listed=WorkerLine,
        opens=opening("pk"),
        filters={"province": by_text("province__code", "code of the home province")},
        common_acts=(
            Act(
                "find",
                find,
                "Find workers by number, paper or name, among those one sees.",
                takes=FindInput,
                gives=FoundOut,
                secret=True,
            ),
        ),
        acts=(
            Act(
                "add-paper",
                add_paper,
                "Add a paper, as the worker's intermediary or department.",
                takes=PaperInput,
                permission=(P.REGISTER_WORKER, P.CORRECT_WORKER),
            ),
            Act(
                "change-phone",
                worker_corrections.change_phone,
                "Change the telephone to which codes go, as the worker or the department.",
                takes=PhoneInput,
                permission=P.CORRECT_WORKER,
                for_workers=True,
            ),
            Act(
                "record-ban",
                bans.record_ban,
                "Record that the person was removed and may not enter for some years.",
                takes=BanInput,
                permission=P.KEEP_BANS,
            ),
        ),
    ),
    Resource(
        "papers",
        lambda by: IdentityPaper.objects.visible_to(by),
        PaperShape,
        "Passports, border passes and identity cards.",
        opens=opening("worker"),
        filters={**WORKER, "kind": by_choice(PaperKind, "kind", "what it is")},
        acts=(
            Act(
                "void",
                papers.void_paper,
                "Declare it void: lost, replaced or withdrawn.",
                takes=VoidInput,
                permission=P.CORRECT_WORKER,
            ),
        ),
    ),
    Resource(
        "worker-corrections",
        lambda by: WorkerCorrection.objects.visible_to(by),
        WorkerCorrectionShape,
        "Changes of who workers are said to be: proposed by one person, made by another.",
        listed=WorkerCorrectionLine,
        opens=opening("worker"),
        filters={**WORKER, "undecided": by_truth(_undecided, "whether it waits for a second person")},
        make=Act(
            "propose",
            propose_correction,
            "Propose new values of who a worker is: the first of two signatures.",
            takes=CorrectionInput,
            permission=P.CORRECT_WORKER,
        ),
        acts=(
            Act(
                "correct",
                worker_corrections.correct_worker,
                "Make it as proposed: the second signature.",
                permission=P.CORRECT_WORKER,
            ),
            Act(
                "drop",
                worker_corrections.drop_correction,
                "Take it back.",
                keeps=False,
                permission=P.CORRECT_WORKER,
            ),
        ),
    ),
    Resource(
        "evidence",
        lambda by: Evidence.objects.visible_to(by),
        EvidenceShape,
        "Health checks, insurances and trainings that workers show.",
        opens=opening("worker"),
        filters={
            **WORKER,
            "kind": by_choice(RequirementKind, "kind", "what it is"),
            "ends_until": by_day("valid_until__lte", "it ends on this day or earlier"),
        },
        make=Act(
            "record", record_evidence, "Record what a worker shows.", takes=EvidenceInput, permission=P.RECORD_EVIDENCE
        ),
        common_acts=(
            Act(
                "record-each",
                record_each,
                "Record what many workers show, all or none.",
                takes=EvidenceRows,
                gives=DoneOut,
                permission=P.RECORD_EVIDENCE,
            ),
        ),
        acts=(
            Act(
                "withdraw",
                evidence_.withdraw_evidence,
                "Take it back: it was found to be wrong.",
                permission=P.RECORD_EVIDENCE,
            ),
        ),
    ),
    Resource(
        "removal-bans",
        lambda by: RemovalBan.objects.visible_to(by),
        BanShape,
        "Times in which a person may not enter.",
        opens=opening("worker"),
        filters=WORKER,
        acts=(Act("lift", bans.lift_ban, "Lift it, with the reason.", takes=Reason, permission=P.KEEP_BANS),),
    ),
    Resource(
        "disclosures",
        lambda by: Disclosure.objects.visible_to(by),
        DisclosureShape,
        "To whom workers' data was passed on, and on what ground.",
        opens=opening("worker"),
        filters={**WORKER, "recipient": by_id("recipient", "to this organisation")},
    ),
)
