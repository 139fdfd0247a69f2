"""What is kept of papers and proof."""

from papers.models.proof import PermitCode, ProofList, SigningKey

__all__ = ["PermitCode", "ProofList", "SigningKey"]
