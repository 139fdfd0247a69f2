"""The feed to the other authority names permits by number; who holds one is asked of the record."""

from core.privacy import PARTIES, Basis, End, Kind, Line, Term, Use, Whose, held, plain

REGISTER: list[Line] = [
    held(
        "Entry",
        "kind permit happened_at last_on",
        *(Whose.WORKER, Use.ADMIT, Basis.LAW, (*PARTIES, Kind.POST), Term.RECORD, End.UNNAMED),
    ),
    *plain("Entry", "added_at digest"),
]
