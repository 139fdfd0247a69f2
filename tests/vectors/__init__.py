"""Codes, lists, logs and proofs that every verifier must judge alike; `make` and `make_proofs` write them anew."""
