"""`manage.py set_identity_provider`: let an organisation's members log in by its own provider."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.services import providers
from core.actors import Standing
from core.errors import Refusal
from core.permissions import Permission as P

BY = Standing(login="command", kind="operator", permissions=frozenset({P.MANAGE_ORGANISATIONS}))


class Command(BaseCommand):
    help = "Keeps an organisation's identity provider (OpenID Connect); the client's secret is in IDENTITY_SECRETS."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which organisation, where its provider is, and as what we are known there."""
        parser.add_argument("organisation", type=UUID)
        parser.add_argument("issuer")
        parser.add_argument("client")
        parser.add_argument("--off", action="store_true", help="nobody logs in by it any more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Keep it."""
        try:
            if options["off"]:
                providers.end(options["organisation"], by=BY)
            else:
                providers.keep(options["organisation"], options["issuer"], options["client"], by=BY)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Kept. Addresses to come back to there: https://<this service>/login/office/back/")
