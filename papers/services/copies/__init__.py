"""A person's own copy of the record: all that is kept of them, what for, and who looked."""
