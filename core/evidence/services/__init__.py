"""Sealing events, proving one, handing checkpoints over, and checking all of it."""
