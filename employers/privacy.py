"""What is kept of employers who are persons, and of who speaks for a party."""

from core.privacy import Basis, End, Kind, Line, Term, Use, Whose, held, plain

SEEN = (Kind.SELF, Kind.BUREAU, Kind.INTERMEDIARY, Kind.DEPARTMENT)
OF_PARTY = (Whose.PARTY, Use.ADMIT, Basis.LAW, SEEN, Term.PARTIES)
NUMBER = (Whose.PARTY, Use.IDENTIFY, Basis.LAW, (Kind.SELF, Kind.BUREAU), Term.PARTIES)
SIGNED = (Whose.MEMBER, Use.ANSWER, Basis.LAW, (Kind.OWN, Kind.BUREAU), Term.MEMBERS, End.UNNAMED)

REGISTER: list[Line] = [
    held(
        "Employer",
        "resident_number_sealed resident_number_digest resident_number_end",
        *(*NUMBER, End.EMPTIED),
        path="pk",
    ),
    held("Employer", "address phone", *OF_PARTY, End.EMPTIED, path="pk"),
    *plain("Employer", "kind credit_code erased_at"),
    *plain("Intermediary"),
    held("PartyCorrection", "values resident_number_sealed reason", *NUMBER, End.EMPTIED, path="organisation"),
    held("PartyCorrection", "proposed_login decided_login", *SIGNED),
    *plain("PartyCorrection", "proposed_at decided_at"),
    *plain("Mandate"),
    held("Filing", "note question answer", *OF_PARTY, End.UNNAMED),
    *plain(
        "Filing",
        "status job_title starts_on ends_on pay_kind wage_unit piece meals deductions costs local_search "
        "content_digest confirmed_digest filed_at confirmed_at submitted_at stopped_on due_on decided_at held_until "
        "reason_code source source_key",
    ),
    *plain("FilingGroup JointEmployer"),
    held("Worksite", "name", *OF_PARTY, End.UNNAMED),
    held("Worksite", "address", *OF_PARTY, End.EMPTIED, path="filing__employer"),
    held("Lodging", "address", *OF_PARTY, End.EMPTIED, path="filing__employer"),
    *plain("Assessment"),
    held("Decision", "proposed_login decided_login", *SIGNED),
    *plain("Decision", "proposed_at decided_at outcome reason_code comment overridden"),
    *plain("Licence BondEntry LicenceFile"),
    held("LicenceRevocation", "proposed_login decided_login", *SIGNED),
    *plain("LicenceRevocation", "proposed_at decided_at reason"),
]
