"""Commands at the terminal."""
