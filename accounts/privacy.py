"""What is kept of members: their name and how they are reached, what lets them in, and that they signed."""

from core.privacy import Basis, End, Kind, Line, Term, Use, Whose, held, plain

OF_MEMBER = (Whose.MEMBER, Use.ANSWER, Basis.LAW, (Kind.SELF, Kind.OWN), Term.MEMBERS)
OPENED = (*OF_MEMBER[:3], (Kind.SELF, Kind.OWN, Kind.OPERATOR), Term.MEMBERS)
LETS_IN = (Whose.MEMBER, Use.ENTER, Basis.LAW, (Kind.NOBODY,), Term.MEMBERS)
SHORT = (Whose.MEMBER, Use.ENTER, Basis.LAW, (Kind.SELF,), Term.TRIED, End.REMOVED)

REGISTER: list[Line] = [
    # An employer may be a farm household, which is a person.
    held(
        "Organisation",
        "name_zh name_vi name_en",
        *(Whose.PARTY, Use.IDENTIFY, Basis.CONTRACT, tuple(Kind)[:-1], Term.PARTIES, End.EMPTIED),
        path="pk",
    ),
    *plain(
        "Organisation",
        "kind language webhook_url webhook_secret webhook_secret_before webhook_rotated_at webhook_events barred_from "
        "barred_until unlicensed_from",
    ),
    *plain("Unit"),
    # An operator opens accounts, and so knows whose they are.
    held("Member", "name email", *OPENED, End.EMPTIED, path="pk"),
    held("Member", "phone", *(Whose.MEMBER, Use.REACH, *OPENED[2:]), End.EMPTIED, path="pk"),
    held("Member", "password", *LETS_IN, End.EMPTIED, path="pk"),
    held("Member", "last_login made_at unmatched_from roles", *OF_MEMBER, End.UNNAMED),
    held("Member", "approver_proposed_login approver_confirmed_login", *OF_MEMBER, End.UNNAMED),
    *plain("Member", "language letters_by closed_at erased_at"),
    held("Token", "name last_used_on", *OF_MEMBER, End.UNNAMED),
    *plain("Token", "roles hint digest scopes made_at expires_at revoked_at"),
    held("Export", "asked asked_at", *OF_MEMBER, End.UNNAMED),
    held(
        "Export",
        "proposed_by proposed_unit proposed_login decided_by decided_unit decided_login",
        *OF_MEMBER,
        End.UNNAMED,
    ),
    *plain("Export", "kind file_kind language made_at expires_at alone_up_to proposed_at decided_at"),
    held(
        "ExportPart",
        "content keys",
        *(Whose.WORKER, Use.ADMIT, Basis.LAW, (Kind.OWN,), Term.TRIED, End.REMOVED),
    ),
    held("Unfinished", "fields", *(Whose.WORKER, Use.ADMIT, Basis.LAW, (Kind.SELF,), Term.TRIED, End.REMOVED)),
    *plain("Unfinished", "address kept_at"),
    held("LogIn", "name opened_at", *SHORT),
    held("Factor", "name sealed", *LETS_IN, End.REMOVED, path="member"),
    *plain("Factor", "kind made_at confirmed_at used_at"),
    held("RecoveryCode", "digest", *LETS_IN, End.REMOVED, path="member"),
    *plain("RecoveryCode", "used_at"),
    *plain("IdentityProvider StaffList"),
    held("Identity", "subject", *LETS_IN, End.REMOVED, path="member"),
    *plain("Identity", "issuer bound_at"),
    held("StaffEntry", "digest", *(Whose.MEMBER, Use.ENTER, Basis.LAW, (Kind.NOBODY,), Term.TRIED, End.REMOVED)),
]
