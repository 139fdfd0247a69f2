"""First answers to repeated requests: forgotten after a while."""

from core.privacy import Basis, End, Kind, Line, Term, Use, Whose, held, plain

REGISTER: list[Line] = [
    held(
        "IdempotentAnswer",
        "body headers",
        *(Whose.WORKER, Use.ADMIT, Basis.LAW, (Kind.OWN,), Term.TRIED, End.REMOVED),
    ),
    *plain("IdempotentAnswer", "route key body_digest made_at"),
]
