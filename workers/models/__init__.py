"""What is kept of people."""

from workers.models.codes import OneTimeCode, WorkerSession
from workers.models.decoys import Decoy
from workers.models.duplicates import Duplicate, Merge
from workers.models.files import WorkerFile
from workers.models.grievances import Complaint, ComplaintEntry, CostLine, CostStatement
from workers.models.offers import Consent, NamedRequest, Offer, Terms
from workers.models.people import IdentityPaper, RemovalBan, Worker, WorkerCorrection
from workers.models.privacy import Erasure, ErasureRequest, PassingConsent
from workers.models.registrations import Disclosure, Evidence, Registration

__all__ = [
    "Complaint",
    "ComplaintEntry",
    "Consent",
    "CostLine",
    "CostStatement",
    "Decoy",
    "Disclosure",
    "Duplicate",
    "Erasure",
    "ErasureRequest",
    "Evidence",
    "IdentityPaper",
    "Merge",
    "NamedRequest",
    "Offer",
    "OneTimeCode",
    "PassingConsent",
    "Registration",
    "RemovalBan",
    "Terms",
    "Worker",
    "WorkerCorrection",
    "WorkerFile",
    "WorkerSession",
]
