"""All measurements but the longest, or those that are named: `python -m tests.bench [acts] [grants] [crossings] …`."""

import os
import sys
import tempfile
import time
import warnings
from importlib import import_module
from pathlib import Path

from config.local import surroundings
from config.local.processes import Failed, Household

SETTINGS = {  # as deployed, but for the certificate, and nobody is told to come back later
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "DEBUG": "0",
    "SSL_REDIRECT": "0",
    "API_RATE": "1000000000/min",
    "API_RATE_STRANGERS": "1000000000/min",
    "LOG_LEVEL": "WARNING",
}
PARTS = (
    "acts",
    "grants",
    "issuing",
    "crossings",
    "reading",
    "checking",
    "lists",
    "alerts",
    "pages",
    "proof",
    "documents",
    "rosters",
    "photos",
    "feed",
    "walls",
    "evidence",
)
LONG = ("day",)
"""Only where they are named: half an hour each."""


def main(wanted: list[str]) -> int:
    """Bring up a database and a broker that keep what they are told, and measure."""
    if unknown := set(wanted) - {*PARTS, *LONG}:
        sys.stderr.write(f"There is no measurement {', '.join(sorted(unknown))}: {', '.join((*PARTS, *LONG))}.\n")
        return 2
    os.environ |= SETTINGS
    surroundings.set_where_missing(surroundings.new_secrets())
    try:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, Household(loud=False) as household:
            surroundings.servers(household, Path(folder))
            measure(wanted or list(PARTS))
    except Failed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    return 0


def measure(wanted: list[str]) -> None:
    """Measure what is wanted, each in a database of its own that is made for it and cleared away."""
    import django

    django.setup()
    warnings.filterwarnings("ignore", "No directory at")  # pages' files are not collected here
    from tests.bench import ground

    for name in wanted:
        part = import_module(f"tests.bench.{name}")
        begun = time.monotonic()
        with ground.database():
            part.run(ground.demand(), say)
        say(f"  ({time.monotonic() - begun:.0f} seconds)\n")


def say(line: str) -> None:
    """Show a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
