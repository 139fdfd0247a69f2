"""Organisations, their units and members, and what each may do."""
