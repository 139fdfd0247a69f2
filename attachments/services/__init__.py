"""Files looked at, made harmless, and kept."""
