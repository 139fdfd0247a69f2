"""Django's way to PostgreSQL, by which every transaction says who asks (`core.reach`)."""
