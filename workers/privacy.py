"""What is kept of workers: who they are, what they showed, what they agreed to, and what they told."""

from core.privacy import OFFICES, PARTIES, Basis, End, Kind, Line, Term, Use, Whose, held, plain

IDENTITY = (Whose.WORKER, Use.IDENTIFY, Basis.LAW, (*PARTIES, Kind.POST, Kind.PROTECTION), Term.RECORD)
NUMBERS = (Whose.WORKER, Use.IDENTIFY, Basis.LAW, (*OFFICES, Kind.INTERMEDIARY, Kind.POST), Term.RECORD)
FOUND_BY = (Whose.WORKER, Use.IDENTIFY, Basis.LAW, (Kind.NOBODY,), Term.RECORD)
GUARDED = (Whose.WORKER, Use.ADMIT, Basis.LAW, OFFICES, Term.RECORD)
PHONE = (Whose.WORKER, Use.REACH, Basis.CONSENT, PARTIES, Term.CONTACT)
SHOWN = (Whose.WORKER, Use.PROTECT, Basis.LAW, (*OFFICES, Kind.INTERMEDIARY, Kind.PROTECTION), Term.RECORD)
PLACED = (Whose.WORKER, Use.PLACE, Basis.CONTRACT, PARTIES, Term.RECORD)
TOLD = (Whose.WORKER, Use.PROTECT, Basis.CONSENT, (Kind.SELF, Kind.PROTECTION), Term.RECORD)
LET_IN = (Whose.WORKER, Use.ENTER, Basis.CONSENT, (Kind.NOBODY,), Term.LOG_INS)
SIGNED = (Whose.MEMBER, Use.ANSWER, Basis.LAW, (Kind.OWN, *OFFICES[1:]), Term.MEMBERS, End.UNNAMED)

REGISTER: list[Line] = [
    held("Worker", "name mrz_name folded tokens name_zh", *IDENTITY, End.EMPTIED, path="pk"),
    held("Worker", "birth_date", *IDENTITY, End.YEAR, path="pk"),
    held("Worker", "sex nationality entered_at", *IDENTITY, End.UNNAMED, path="pk"),
    held("Worker", "commune", *SHOWN, End.EMPTIED, path="pk"),
    held("Worker", "personal_number_sealed", *NUMBERS, End.EMPTIED, path="pk"),
    # By the last signs of a number who employs, or protects, tells who stands before them.
    held("Worker", "personal_number_end", *IDENTITY, End.EMPTIED, path="pk"),
    held("Worker", "personal_number_digest", *FOUND_BY, End.EMPTIED, path="pk"),
    held("Worker", "phone_sealed phone_end", *PHONE, End.EMPTIED, path="pk"),
    held("Worker", "phone_digest", *(*PHONE[:3], (Kind.NOBODY,), Term.CONTACT), End.EMPTIED, path="pk"),
    held("Worker", "own_key", *FOUND_BY, End.EMPTIED, path="pk"),
    *plain("Worker", "compared_at source erased_at"),
    held("IdentityPaper", "number_sealed", *NUMBERS, End.EMPTIED, path="worker"),
    held("IdentityPaper", "number_end", *IDENTITY, End.EMPTIED, path="worker"),
    held("IdentityPaper", "number_digest", *FOUND_BY, End.COMMITTED, path="worker"),
    held("IdentityPaper", "kind issuing_state issued_on expires_on void_from", *IDENTITY, End.UNNAMED, path="worker"),
    *plain("IdentityPaper", "recorded_at"),
    held("RemovalBan", "from_on until_on lifted_at", *GUARDED, End.UNNAMED, path="worker"),
    held("RemovalBan", "legal_basis lift_reason", *GUARDED, End.EMPTIED, path="worker"),
    *plain("RemovalBan", "recorded_at"),
    held("WorkerCorrection", "values_sealed reason", *GUARDED, End.EMPTIED, path="worker"),
    held("WorkerCorrection", "fields proposed_at decided_at", *GUARDED, End.UNNAMED, path="worker"),
    held("WorkerCorrection", "proposed_login decided_login", *SIGNED),
    held("OneTimeCode", "digest", *LET_IN, End.EMPTIED, path="worker"),
    held("OneTimeCode", "way given_at expires_at used_at", *LET_IN, End.UNNAMED, path="worker"),
    held("WorkerSession", "digest", *LET_IN, End.UNNAMED, path="worker"),
    held("WorkerSession", "opened_at expires_at closed_at", *LET_IN, End.UNNAMED, path="worker"),
    held("Duplicate", "reasons note", *GUARDED, End.EMPTIED, path="first|second"),
    held("Duplicate", "status found_at decided_at", *GUARDED, End.UNNAMED, path="first|second"),
    held("Merge", "reason reversal_reason", *GUARDED, End.EMPTIED, path="kept|gone"),
    held(
        "Merge",
        "status proposed_at decided_at reversal_proposed_at reversed_at",
        *(*GUARDED, End.UNNAMED),
        path="kept|gone",
    ),
    held("Merge", "proposed_login decided_login reversal_proposed_login reversed_login", *SIGNED),
    held("Registration", "contract_number", *PLACED, End.EMPTIED, path="worker"),
    held("Registration", "advice", *SHOWN, End.EMPTIED, path="worker"),
    held("Registration", "status registered_at consented_at decided_at refusal", *PLACED, End.UNNAMED, path="worker"),
    held("Evidence", "issuer", *SHOWN, End.EMPTIED, path="worker"),
    held("Evidence", "number", *SHOWN, End.COMMITTED, path="worker"),
    held("Evidence", "kind code valid_from valid_until withdrawn_at", *SHOWN, End.UNNAMED, path="worker"),
    *plain("Evidence", "recorded_at"),
    held("Disclosure", "ground purpose parts at", *GUARDED, End.UNNAMED, path="worker"),
    held("PassingConsent", "way said_at", *PLACED, End.UNNAMED, path="worker"),
    held("ErasureRequest", "word way said_at", *GUARDED, End.UNNAMED, path="worker"),
    *plain("WorkerFile"),
    held("CostStatement", "note_sealed", *TOLD, End.KEY, path="worker"),
    held("CostStatement", "stated_at", *TOLD, End.UNNAMED, path="worker"),
    held("CostLine", "payee_text_sealed", *TOLD, End.KEY, path="statement__worker"),
    held("CostLine", "head currency paid_on", *TOLD, End.UNNAMED, path="statement__worker"),
    held("Complaint", "referred_to", *TOLD, End.EMPTIED, path="worker"),
    held(
        "Complaint",
        "kind status received_at due_on escalated_at answered_at",
        *(*TOLD, End.UNNAMED),
        path="worker",
    ),
    held("ComplaintEntry", "text_sealed", *TOLD, End.KEY, path="complaint__worker"),
    held("ComplaintEntry", "written_at", *TOLD, End.UNNAMED, path="complaint__worker"),
    *plain("Terms"),
    held("Decoy", "laid_by", *SIGNED),
    *plain("Decoy", "laid_at"),
    held(
        "Offer",
        "status starts_on ends_on made_at valid_until answered_at vacated_at",
        *(*PLACED, End.UNNAMED),
        path="worker",
    ),
    held("Consent", "algorithm digest way given_at", *PLACED, End.UNNAMED, path="worker"),
    held("NamedRequest", "asked_at", *PLACED, End.UNNAMED, path="worker"),
    held(
        "Erasure",
        "commitment erased_at",
        *(Whose.WORKER, Use.ANSWER, Basis.LAW, (Kind.NOBODY,), Term.RECORD, End.UNNAMED),
        path="worker",
    ),
]
