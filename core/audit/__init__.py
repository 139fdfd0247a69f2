"""Events: what was done to which record, by whom; added, never changed."""
