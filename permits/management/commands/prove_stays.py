"""Prove the stays: work out every account anew from crossings and permits, and compare."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from permits.services.border.presence_proof import prove


class Command(BaseCommand):
    help = "Prove every stay and anomaly by crossings and permits; fails on the smallest difference."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was proven; name every difference and fail if there is one."""
        proof = prove()
        self.stdout.write(f"{proof.workers} workers, {proof.stays} stays worked out anew")
        if proof.differences:
            found = "\n".join(proof.differences)
            raise CommandError(f"{found}\n{len(proof.differences)} differences: the crossings do not prove the stays.")
        self.stdout.write("The crossings prove every stay.")
