"""Spreadsheets that people hand in: read, tried, applied in sets by the services that pages use, and undone."""
