"""Choose a password by a one-time code, at the terminal."""

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.services import passwords
from core.errors import Refusal


class Command(BaseCommand):
    help = "Asks for a one-time code and a new password; neither is shown."

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, and set the password."""
        code = getpass("Code: ")
        password = getpass("New password: ")
        if password != getpass("The same again: "):
            raise CommandError("The two passwords differ: nothing was changed.")
        try:
            member = passwords.choose_password(code, password)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{member.email} can log in now.")
