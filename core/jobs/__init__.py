"""Job runs: what the clock did, each period once."""
