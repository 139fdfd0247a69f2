"""A permit from its issue to its end: posts taken, suspended, extended, varied, renewed, surrendered, revoked."""
