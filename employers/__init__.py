"""Employers and intermediaries, licences and mandates, and the demand they file."""
