"""What the demand side keeps."""

from employers.models.decisions import Assessment, Decision
from employers.models.files import LicenceFile
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
    "LicenceFile",
    "LicenceRevocation",
    "Lodging",
    "Mandate",
    "PartyCorrection",
    "Worksite",
]
