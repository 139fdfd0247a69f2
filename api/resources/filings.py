"""Filings: drafted and filed by intermediaries, confirmed by employers, decided by bureaus."""
