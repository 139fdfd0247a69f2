"""Demand filings: drafted, checked, decided, signed, changed after the grant, and ended by the clock."""
