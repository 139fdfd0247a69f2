"""The tree over the events holds digests, nothing of a person."""

from core.privacy import Basis, End, Kind, Line, Term, Use, Whose, held, plain

SIGNED = (Whose.MEMBER, Use.ANSWER, Basis.LAW, (Kind.OWN,), Term.MEMBERS, End.UNNAMED)
REGISTER: list[Line] = [
    *plain("Tile Checkpoint Deposit"),
    held("Gap", "proposed_login decided_login", *SIGNED),
    *plain("Gap", "proposed_at decided_at reason numbers roots"),
]
