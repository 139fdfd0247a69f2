"""Registering for a season: evidence shown and judged, and the clearance of the province."""
