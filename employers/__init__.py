"""Employers and those who file for them: mandates, licences and demand filings."""
