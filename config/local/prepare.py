"""What is needed before the service starts here: tables, reference data, a demo, languages."""

import os
import sys

import django
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError
from django.db import Error

from config.env import VAR
from core import reach

STEPS = (("load_reference",), ("load_demo", "--if-empty"), ("compile_messages",))
ACCOUNTS = VAR / "accounts.txt"


def main() -> int:
    """Run the commands in this one process; each may be run any number of times."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    reach.by_default(reach.EVERYTHING)  # as `manage.py` does
    try:
        call_command("migrate", verbosity=0)
        for command, *words in STEPS:
            if command in get_commands():
                call_command(command, *words)
        with ACCOUNTS.open("w") as table:
            if "demo_accounts" in get_commands():
                call_command("demo_accounts", stdout=table)
    except (CommandError, Error) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
