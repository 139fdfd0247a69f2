"""Files that people hand in: what they show is a person's; of a file that is gone its digest stays."""

from core.privacy import Basis, End, Kind, Line, Term, Use, Whose, held, plain

REGISTER: list[Line] = [
    held(
        "Attachment",
        "likeness",
        *(Whose.WORKER, Use.IDENTIFY, Basis.LAW, (Kind.NOBODY,), Term.RECORD, End.EMPTIED),
        path="worker_file__worker",
    ),
    held(
        "Attachment",
        "digest stored_as",
        *(Whose.WORKER, Use.IDENTIFY, Basis.LAW, (Kind.NOBODY,), Term.RECORD, End.UNNAMED),
        path="worker_file__worker",
    ),
    *plain("Attachment", "kind media handed_in_at taken_back_at compared_at"),
    *plain("Resemblance"),
]
