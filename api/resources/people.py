"""People: workers, their papers, corrections, bans, doubles and their merging, and to whom data was passed on."""

from api.resource import Resource, by_choice, by_day, by_id, by_text
from api.resources.people_shapes import (
    BanShape,
    DisclosureShape,
    DuplicateShape,
    EvidenceShape,
    MergeShape,
    PaperShape,
    WorkerLine,
    WorkerShape,
)
from scheme.enums import RequirementKind
from workers.enums import DuplicateStatus, MergeStatus, PaperKind
from workers.models import Disclosure, Duplicate, Evidence, IdentityPaper, Merge, RemovalBan, Worker

WORKER = {"worker": by_id("worker", "of this worker")}

PEOPLE = (
    Resource(
        "workers",
        lambda by: Worker.objects.visible_to(by),
        WorkerShape,
        "People who register to work under the scheme.",
        listed=WorkerLine,
        person="pk",
        filters={"province": by_text("province__code", "code of the home province")},
    ),
    Resource(
        "papers",
        lambda by: IdentityPaper.objects.visible_to(by),
        PaperShape,
        "Passports, border passes and identity cards.",
        person="worker",
        filters={**WORKER, "kind": by_choice(PaperKind, "kind", "what it is")},
    ),
    Resource(
        "evidence",
        lambda by: Evidence.objects.visible_to(by),
        EvidenceShape,
        "Health checks, insurances and trainings that workers show.",
        person="worker",
        filters={
            **WORKER,
            "kind": by_choice(RequirementKind, "kind", "what it is"),
            "ends_until": by_day("valid_until__lte", "it ends on this day or earlier"),
        },
    ),
    Resource(
        "removal-bans",
        lambda by: RemovalBan.objects.visible_to(by),
        BanShape,
        "Times in which a person may not enter.",
        person="worker",
        filters=WORKER,
    ),
    Resource(
        "disclosures",
        lambda by: Disclosure.objects.visible_to(by),
        DisclosureShape,
        "To whom workers' data was passed on, and on what ground.",
        person="worker",
        filters={**WORKER, "recipient": by_id("recipient", "to this organisation")},
    ),
    Resource(
        "duplicates",
        lambda by: Duplicate.objects.visible_to(by),
        DuplicateShape,
        "Records that may be one person.",
        filters={"status": by_choice(DuplicateStatus, "status", "where it stands")},
    ),
    Resource(
        "merges",
        lambda by: Merge.objects.visible_to(by),
        MergeShape,
        "Mergings of two records, by two persons.",
        filters={
            "status": by_choice(MergeStatus, "status", "where it stands"),
            "duplicate": by_id("duplicate", "of this pair"),
        },
    ),
)
