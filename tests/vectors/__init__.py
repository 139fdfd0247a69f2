"""Codes, lists and logs that every verifier must judge alike; `python -m tests.vectors.make` writes them anew."""
