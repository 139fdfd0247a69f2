"""What proves a permit holds its number, its days and digests; the holder's name is on the paper only."""

from core.privacy import Line, plain

REGISTER: list[Line] = plain("SigningKey ProofList PermitCode FormerCode ListDue")
