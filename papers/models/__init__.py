"""What is kept of papers and proof."""

from papers.models.proof import FormerCode, ListDue, PermitCode, ProofList, SigningKey

__all__ = ["FormerCode", "ListDue", "PermitCode", "ProofList", "SigningKey"]
