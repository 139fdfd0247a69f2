"""Checks the code of a permit without network, by docs/offline-proof.md alone: it shares nothing with the service."""
