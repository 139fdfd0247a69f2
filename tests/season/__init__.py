"""A season by chance: random acts by random people beside a plain account of what should be true of it."""
