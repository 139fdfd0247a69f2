"""The ground applications stand on: their filings, what holds there on a day, and who may still come."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum

from employers.enums import MandateStatus
from employers.models import Filing, Lodging, Worksite
from employers.services.licensing.cover import covered_until_each
from permits.enums import PermitClass
from permits.models import Permit
from permits.rules.facts import ApplicationRules, FilingFacts
from scheme.enums import PortState
from scheme.services.in_force import Agreement, InForce, read_agreement
from workers.rules.evidence import Wanted


@dataclass(slots=True)
class Ground:
    """What is known of the filings that applications are made under, and of what holds there, on one day."""

    on: date
    agreement: Agreement
    filings: dict[UUID, Filing]
    facts: dict[UUID, FilingFacts]
    holding: dict[UUID, InForce]
    worksites: dict[UUID, list[UUID]]
    rules: dict[tuple[UUID, str], ApplicationRules] = field(default_factory=dict)
    wanted: dict[tuple[UUID, str], list[Wanted]] = field(default_factory=dict)
    gates: dict[tuple[str, date], bool] = field(default_factory=dict)

    def rules_for(self, filing: UUID, permit_class: str) -> ApplicationRules:
        """What the rules ask of a class there."""
        key = filing, permit_class
        if key not in self.rules:
            self.rules[key] = ApplicationRules.of(self.holding[filing].parameters, permit_class)
        return self.rules[key]

    def wanted_for(self, filing: UUID, permit_class: str) -> list[Wanted]:
        """What a worker of a class must show there."""
        key = filing, permit_class
        if key not in self.wanted:
            self.wanted[key] = [
                Wanted(row.kind, row.code, row.choice, row.due, row.valid_months)
                for row in self.holding[filing].required_for(permit_class)
            ]
        return self.wanted[key]

    def is_open(self, port: str, day: date) -> bool:
        """Whether a port is one of the scheme's and not closed on that day, as far as is known."""
        key = port, day
        if key not in self.gates:
            is_known = any(row.code == port and _holds(row, day) for row in self.agreement.ports)
            states = (row for row in self.agreement.port_statuses if row.port_id == port and _holds(row, day))
            self.gates[key] = is_known and not any(row.state == PortState.CLOSED for row in states)
        return self.gates[key]


def ground_of(filings: Collection[UUID], *, on: date) -> Ground:
    """What is known of these filings on that day."""
    found = Filing.objects.filter(pk__in=filings).select_related("season", "mandate").in_bulk()
    agreement = read_agreement()
    held = {key: agreement.holding(one.county_id, on, season=one.season_id) for key, one in found.items()}
    return Ground(on, agreement, found, _facts_of(found.values(), on), held, _worksites(filings))


def _facts_of(filings: Collection[Filing], on: date) -> dict[UUID, FilingFacts]:
    licences = covered_until_each({filing.intermediary_id for filing in filings}, on)
    rooms = _counts(Lodging.objects.filter(filing__in=filings), Sum("capacity"))
    there = Permit.objects.open().filter(filing__in=filings, last_on__gte=on)
    asleep = _counts(there.exclude(permit_class=PermitClass.COMMUTER), Count("pk"))
    return {
        filing.pk: FilingFacts(
            status=filing.status,
            is_confirmed=filing.content_digest == filing.confirmed_digest != "",
            starts_on=filing.starts_on,
            ends_on=filing.ends_on,
            season_from=filing.season.work_from,
            season_until=filing.season.work_until,
            posts_left=filing.posts_held,
            room_left=rooms[filing.pk] - asleep.get(filing.pk, 0) if filing.pk in rooms else None,
            is_opposite_border_area=None,
            licence_until=licences.get(filing.intermediary_id),
            mandate_until=filing.mandate.ends_on if filing.mandate.status == MandateStatus.GIVEN else None,
        )
        for filing in filings
    }


def _counts(rows: Any, counted: Any) -> dict[UUID, int]:
    return dict(rows.order_by().values("filing").annotate(number=counted).values_list("filing", "number"))


def _worksites(filings: Collection[UUID]) -> dict[UUID, list[UUID]]:
    found = defaultdict(list)
    for filing, key in Worksite.objects.filter(filing__in=filings).order_by("pk").values_list("filing", "pk"):
        found[filing].append(key)
    return found


def _holds(row: Any, day: date) -> bool:
    return row.valid_from <= day and (row.valid_until is None or day <= row.valid_until)
