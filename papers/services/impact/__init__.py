"""Impact files: what the two laws ask of personal data and its passing abroad, as far as the system knows it."""
