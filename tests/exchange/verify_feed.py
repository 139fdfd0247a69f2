"""Proves pages of the feed without any of the service's code: only its description and the public key."""

import base64
import hashlib
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FIELDS = ("number", "kind", "permit", "happened_at", "last_on")


def verify(answers: list[dict[str, Any]], keys: dict[str, bytes]) -> list[dict[str, Any]]:
    """The entries of pages in a row; raises where a page was changed, left out or put elsewhere."""
    entries, place, chain = [], 0, ""
    for answer in answers:
        key = Ed25519PublicKey.from_public_bytes(keys[answer["key"]])
        key.verify(base64.b64decode(answer["signature"]), b"feed-page\0" + answer["page"].encode())
        page = json.loads(answer["page"])
        if (page["after"], page["chain_before"]) != (place, chain):
            raise ValueError("a page is missing, or is not where it was")
        for entry in page["entries"]:
            place += 1
            if entry["number"] != place:
                raise ValueError("an entry is missing")
            told = json.dumps({name: entry[name] for name in FIELDS}, separators=(",", ":"))
            chain = hashlib.sha256(bytes.fromhex(chain) + told.encode()).hexdigest()
            entries.append(entry)
        if (page["chain"], page["until"]) != (chain, place):
            raise ValueError("the chain does not close")
    return entries
