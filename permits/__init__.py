"""Permits: applications, permits, crossings and stays."""
