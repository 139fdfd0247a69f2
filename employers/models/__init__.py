"""What the demand side keeps."""

from employers.models.decisions import Assessment, Decision
from employers.models.filings import Filing, FilingGroup, JointEmployer, Lodging, Worksite
from employers.models.licences import BondEntry, Licence, LicenceRevocation
from employers.models.mandates import Mandate
from employers.models.parties import Employer, Intermediary, PartyCorrection

__all__ = [
    "Assessment",
    "BondEntry",
    "Decision",
    "Employer",
    "Filing",
    "FilingGroup",
    "Intermediary",
    "JointEmployer",
    "Licence",
    "LicenceRevocation",
    "Lodging",
    "Mandate",
    "PartyCorrection",
    "Worksite",
]
