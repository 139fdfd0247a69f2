"""The records of accounts."""

from accounts.models.log_ins import Factor, IdentityProvider, LogIn, RecoveryCode, StaffEntry, StaffList
from accounts.models.people import (
    Acting,
    Export,
    ExportPart,
    Member,
    MemberManager,
    Organisation,
    Token,
    Unfinished,
    Unit,
    every_event,
)

__all__ = [
    "Acting",
    "Export",
    "ExportPart",
    "Factor",
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
