"""Servers and secrets for one command, thrown away after it: `python -m config.local.sandbox COMMAND ...`."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.local import surroundings
from config.local.processes import Failed, Household


@contextmanager
def sandbox() -> Iterator[None]:
    """Have a database and a broker in the environment for the length of the block."""
    surroundings.set_where_missing(surroundings.new_secrets() | {"DEBUG": "1"})
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        Household(loud=False) as household,
    ):
        surroundings.servers(household, Path(folder), throw_away=True)
        yield


def main(command: list[str]) -> int:
    """Run a command in a sandbox and give its exit code."""
    try:
        with sandbox():
            return subprocess.run(command).returncode  # noqa: S603 - it was typed by the same person
    except Failed as failure:
        print(failure, file=sys.stderr)  # noqa: T201
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
