"""What is personal in letters: where they go. What they say holds no personal data but a code, sealed and blanked."""

from core.privacy import Basis, End, Kind, Line, Term, Use, Whose, held, plain

SENT = (Use.REACH, Basis.LAW, (Kind.SELF,), Term.LETTERS)

REGISTER: list[Line] = [
    held("Notice", "address sealed_address", Whose.WORKER, *SENT, End.EMPTIED),
    held("Notice", "sealed_params", Whose.WORKER, Use.ENTER, Basis.LAW, (Kind.SELF,), Term.TRIED, End.EMPTIED),
    held("Notice", "kind params read_at", Whose.WORKER, *SENT, End.UNNAMED),
    *plain(
        "Notice",
        "channel language subject_type subject_id queued_at due_at delivered_at dead_at last_error",
    ),
]
