"""What is kept of a permit's course: what was asked and decided, where the border was crossed, what was reported."""

from core.privacy import OFFICES, PARTIES, Basis, End, Kind, Line, Term, Use, Whose, held, plain

# A desk that protects reads how it went with the permit of who turned to it.
COURSE = (Whose.WORKER, Use.ADMIT, Basis.LAW, (*PARTIES, Kind.PROTECTION), Term.RECORD)
BORDER = (Whose.WORKER, Use.ADMIT, Basis.LAW, (*PARTIES, Kind.POST), Term.RECORD)
WATCHED = (Whose.WORKER, Use.ADMIT, Basis.LAW, OFFICES, Term.RECORD)
SIGNED = (Whose.MEMBER, Use.ANSWER, Basis.LAW, (Kind.OWN, *OFFICES[1:]), Term.MEMBERS, End.UNNAMED)

REGISTER: list[Line] = [
    held("PermitApplication", "question answer inputs findings", *COURSE, End.EMPTIED, path="worker"),
    held(
        "PermitApplication",
        "permit_class first_on last_on ports status drafted_at submitted_at due_on stopped_on decided_at refusal "
        "assessed_on",
        *(*COURSE, End.UNNAMED),
        path="worker",
    ),
    held("PermitApplication", "decided_login", *SIGNED),
    held(
        "Permit",
        "permit_class worksites ports status first_on last_on extended_on suspended_on issued_at ended_on end_reason",
        *(*BORDER, End.UNNAMED),
        path="worker",
    ),
    held("PermitRevocation", "reason", *COURSE, End.EMPTIED, path="permit__worker"),
    held("PermitRevocation", "legal_basis proposed_at decided_at", *COURSE, End.UNNAMED, path="permit__worker"),
    held("PermitRevocation", "proposed_login decided_login", *SIGNED),
    held("Arrival", "arrived_on reported_at lodging_registered_on", *COURSE, End.UNNAMED, path="permit__worker"),
    held("AbsenceReport", "note contest decision", *COURSE, End.EMPTIED, path="permit__worker"),
    held(
        "AbsenceReport",
        "kind status since_on reported_at answer_by_on contested_at decided_at",
        *(*COURSE, End.UNNAMED),
        path="permit__worker",
    ),
    held("OverstayCase", "evidence contest note", *WATCHED, End.EMPTIED, path="worker"),
    held(
        "OverstayCase",
        "entered_on last_lawful_on status suspected_at notified_at answer_by_on contested_at confirmed_at left_on "
        "closed_at closing",
        *(*WATCHED, End.UNNAMED),
        path="worker",
    ),
    held("OverstayConfirmation", "reason", *WATCHED, End.EMPTIED, path="case__worker"),
    held("OverstayConfirmation", "proposed_at decided_at", *WATCHED, End.UNNAMED, path="case__worker"),
    held("OverstayConfirmation", "proposed_login decided_login", *SIGNED),
    *plain("Device DeviceLog"),
    held(
        "Crossing",
        "stated_number direction occurred_at told_at recorded_at source key reason",
        *(*BORDER, End.UNNAMED),
        path="worker",
    ),
    held("Crossing", "login", *SIGNED),
    held("Stay", "entered_at left_at last_lawful_on", *BORDER, End.UNNAMED, path="worker"),
    held("Anomaly", "note params", *WATCHED, End.EMPTIED, path="worker"),
    held("Anomaly", "kind status found_at settled_at", *WATCHED, End.UNNAMED, path="worker"),
    *plain("ForceMajeure", "reversal_reason status name legal_basis ports from_on until_on extends_to"),
    *plain("ForceMajeure", "proposed_at decided_at reversal_proposed_at reversed_at"),
    held("ForceMajeure", "proposed_login decided_login reversal_proposed_login reversed_login", *SIGNED),
    held("Extension", "reason comment", *COURSE, End.EMPTIED, path="permit__worker"),
    held(
        "Extension",
        "status asked_at decided_at ends_on effective_on ended_before_on receipt_until",
        *(*COURSE, End.UNNAMED),
        path="permit__worker",
    ),
    held("Variation", "reason comment", *COURSE, End.EMPTIED, path="permit__worker"),
    held(
        "Variation",
        "status asked_at decided_at worksites ports effective_on agreed_at",
        *(*COURSE, End.UNNAMED),
        path="permit__worker",
    ),
    held("EndRequest", "reason comment", *COURSE, End.EMPTIED, path="permit__worker"),
    held("EndRequest", "status asked_at decided_at ends_on due_on", *COURSE, End.UNNAMED, path="permit__worker"),
    held("Renewal", "inputs findings", *COURSE, End.EMPTIED, path="permit__worker"),
    held("Renewal", "status first_on last_on proposed_at decided_at", *COURSE, End.UNNAMED, path="permit__worker"),
    held(
        "Return",
        "status left_on last_lawful_on exit_seen_at confirmed_at wage_settled_on papers_returned_on closed_out_at",
        *(*COURSE, End.UNNAMED),
        path="permit__worker",
    ),
]
