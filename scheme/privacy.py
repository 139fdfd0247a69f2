"""The agreement's own data hold nothing of a person, but for who changed a quota."""

from core.privacy import Basis, End, Kind, Line, Term, Use, Whose, held, plain

SIGNED = (Whose.MEMBER, Use.ANSWER, Basis.LAW, (Kind.OWN, Kind.BUREAU), Term.MEMBERS, End.UNNAMED)

REGISTER: list[Line] = [
    *plain("Area Province Port PortStatus Holiday EmergencyNumber Season Industry Occupation"),
    *plain("WageClass WageFloor RuleSet Requirement Quota"),
    *plain("QuotaEntry", "kind at"),
    held("QuotaEntry", "login", *SIGNED),
    *plain("QuotaAdjustment", "proposed_at decided_at status reason"),
    held("QuotaAdjustment", "proposed_login decided_login", *SIGNED),
]
