"""Open the first accounts of a deployment: the operator's own."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.enums import Kind, Role
from accounts.models import Member, Organisation
from accounts.rules import permissions_of
from accounts.services import members, organisations, passwords
from core.actors import Standing
from core.dates import day_of
from core.errors import Refusal

BY = Standing(login="command", kind="operator", permissions=permissions_of("operator", ["administrator"]))


class Command(BaseCommand):
    help = "Opens an account of the operator, with all its rights, and tells how its holder chooses a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who the account is for."""
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--organisation", default="Operator", help="name of the operator, where there is none yet")
        parser.add_argument("--another", action="store_true", help="even if there is an administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        """Open the account and print what its holder does next."""
        now = timezone.now()
        try:
            member = self.open(options, now)
            code = passwords.invite(member.pk, by=BY)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        # To standard output only, never to the log: whoever has the code can choose the password.
        self.stdout.write(f"Opened an account for {member.email}. Its holder now runs")
        self.stdout.write("    python manage.py choose_password")
        self.stdout.write(f"and gives this code, which works once and for three days:\n    {code}")

    def open(self, options: dict[str, Any], now: Any) -> Member:
        """Open the account, in the operator's organisation."""
        operator = Organisation.objects.visible_to(BY).filter(kind=Kind.OPERATOR).order_by("pk").first()
        there = operator.members.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR]) if operator else None
        if there and not options["another"]:
            raise CommandError("The operator has an administrator, who opens accounts. Or say --another.")
        if operator is None:
            names = organisations.Names(en=options["organisation"])
            operator = organisations.register(Kind.OPERATOR, names, by=BY, today=day_of(now), language="en")
        person = members.Person(email=options["email"], name=options["name"])
        insider = Standing(login=BY.login, kind=BY.kind, permissions=BY.permissions, organisation_id=operator.pk)
        return members.add(person, [Role.ADMINISTRATOR, Role.OFFICER], by=insider, at=now)
