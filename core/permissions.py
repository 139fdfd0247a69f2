"""What a person may be allowed to do: the codes that moves ask for and roles hold."""

from enum import StrEnum


class Permission(StrEnum):
    """One right to act; stored by its code, which is never renamed."""

    MANAGE_REFERENCE = "manage_reference"
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_TOKENS = "manage_tokens"
    READ_JOBS = "read_jobs"
    REVIVE_NOTICES = "revive_notices"
    READ_EVENTS = "read_events"

    PROPOSE_QUOTA = "propose_quota"
    APPROVE_QUOTA = "approve_quota"

    REGISTER_PARTY = "register_party"
    CORRECT_PARTY = "correct_party"
    APPLY_LICENCE = "apply_licence"
    DECIDE_LICENCE = "decide_licence"
    PROPOSE_REVOCATION = "propose_revocation"
    REVOKE_LICENCE = "revoke_licence"
    KEEP_BOND = "keep_bond"
    GIVE_MANDATE = "give_mandate"
    END_MANDATE = "end_mandate"

    FILE_DEMAND = "file_demand"
    CONFIRM_DEMAND = "confirm_demand"
    REVIEW_DEMAND = "review_demand"
    DECIDE_DEMAND = "decide_demand"
