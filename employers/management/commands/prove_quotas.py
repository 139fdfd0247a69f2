"""Prove the quotas: counters by the ledger, branches by what is above them, filings by what they hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from employers.services.demand.proof import prove_filings
from scheme.services.quota_proof import prove


class Command(BaseCommand):
    help = "Prove every quota by its ledger and the posts that filings hold; fails on the smallest difference."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was proven; name every difference and fail if there is one."""
        proof = prove()
        differences = [*proof.differences, *prove_filings()]
        sums = proof.sums
        self.stdout.write(
            f"{proof.quotas} quotas, {proof.entries} entries: "
            f"ceilings {sums.ceiling}, reserved {sums.reserved}, used {sums.used}"
        )
        if differences:
            found = "\n".join(map(str, differences))
            raise CommandError(f"{found}\n{len(differences)} differences: the ledger does not prove.")
        self.stdout.write("The ledger proves every counter.")
