"""What is personal in the record of events: who acted; what was changed is told without personal values."""

from core.privacy import Basis, End, Kind, Line, Term, Use, Whose, held, plain

REGISTER: list[Line] = [
    held(
        "Event",
        "login",
        *(Whose.MEMBER, Use.ANSWER, Basis.LAW, (Kind.OWN,), Term.MEMBERS, End.UNNAMED),
    ),
    *plain("Event", "subject_type subject_id verb changes details database_role at algorithm previous hash"),
]
