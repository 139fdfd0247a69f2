"""The records of accounts."""

from accounts.models.log_ins import Factor, Identity, IdentityProvider, LogIn, RecoveryCode, StaffEntry, StaffList
from accounts.models.organisations import Organisation, Unit, every_event
from accounts.models.people import Acting, Member, MemberManager, Token
from accounts.models.taking_out import Export, ExportPart, Unfinished

__all__ = [
    "Acting",
    "Export",
    "ExportPart",
    "Factor",
    "Identity",
    "IdentityProvider",
    "LogIn",
    "Member",
    "MemberManager",
    "Organisation",
    "RecoveryCode",
    "StaffEntry",
    "StaffList",
    "Token",
    "Unfinished",
    "Unit",
    "every_event",
]
