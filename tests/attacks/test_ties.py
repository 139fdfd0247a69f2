"""No statement ties rows of different parties: where two rows say whose they are, the database compares them."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from tests import factories
from tests.factories import World

pytestmark = pytest.mark.django_db

FREE = {
    "employers_filing.employer_id": "a filing keeps the county it was filed for when its employer moves",
    "employers_worksite.filing_id": "a worksite may lie in a neighbouring county",
    "employers_jointemployer.filing_id": "the employer that joins is another one",
    "scheme_requirement.rule_set_id": "public law",
    "workers_workersession.code_id": "the code may have been given to a record that was merged since",
    "workers_consent.code_id": "the code may have been given to the record that stands",
    "workers_registration.worker_id": "a worker may register in another province than that of the paper",
    "workers_disclosure.consent_id": "the consent may be of the record that stands",
    "workers_workerfile.evidence_id": "the evidence may be of the record that stands",
    "permits_permitapplication.registration_id": "the offer ties it",
    "permits_permitapplication.filing_id": "the offer ties it",
    "permits_permitapplication.paper_id": "the paper may be of the record that stands",
    "permits_permitapplication.succeeds_id": "one goes on with another post",
    "permits_permitapplication.rule_set_id": "public law",
    "permits_permit.worker_id": "a worker may register in another province than that of the paper",
    "permits_permit.application_id": "one statement issues a permit out of its application",
    "permits_permit.offer_id": "one statement moves a permit to another offer and its filing",
    "permits_permit.filing_id": "as its offer",
    "permits_permit.employer_id": "an employer's county may change while the permit's stays",
    "permits_permit.rule_set_id": "public law",
    "permits_overstaycase.permit_id": "the case is of the record that stands",
    "permits_crossing.permit_id": "the paper shown may be another's, which is an anomaly",
    "permits_crossing.organisation_id": "a post may stand in for another port",
    "permits_stay.worker_id": "computed from crossings",
    "permits_stay.permit_id": "computed from crossings",
    "permits_stay.entry_id": "computed from crossings",
    "permits_stay.exit_id": "computed from crossings",
    "permits_anomaly.crossing_id": "of whom the crossing was told",
    "permits_extension.permit_id": "the permit may have moved on to another offer",
    "permits_variation.permit_id": "the offer is the one moved to",
    "permits_return.registration_id": "the return is of the record that stands",
    "permits_return.permit_id": "the return is of the record that stands",
    "rosters_roster.partner_id": "the partner is of the other side",
}
"""References whose two rows share a party's column and need not agree in it, and why."""


def sharing() -> Iterator[str]:
    """Every reference of which both rows name some third one by a column of the same name."""
    for model in apps.get_models():
        own = {field.name: field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)}
        for name, field in own.items():
            other = field.related_model._meta
            theirs = {given.name: given for given in other.concrete_fields if isinstance(given, models.ForeignKey)}
            shared = [one for one in own.keys() & theirs.keys() if own[one].related_model is theirs[one].related_model]
            if field.related_model is not model and set(shared) - {name}:
                yield f"{model._meta.db_table}.{field.column}"


def test_every_such_reference_is_tied_or_free_for_a_reason() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE conname LIKE '%\\_tied'")
        tied = {f"{table}.{name.removeprefix(table + '_').removesuffix('_tied')}" for table, name in cursor.fetchall()}

    assert set(sharing()) == tied | FREE.keys()
    assert not tied & FREE.keys()


def test_no_account_sits_in_a_unit_of_another_organisation(world: World) -> None:
    member, other = world.member("employer", "clerk"), world.member("intermediary", "clerk")

    with pytest.raises(IntegrityError, match="accounts_member_unit_id_tied"), transaction.atomic():
        type(member)._default_manager.filter(pk=member.pk).update(unit=other.unit)


def test_no_filing_stands_on_a_mandate_of_other_parties(demand: World) -> None:
    filing, other = factories.filing(demand.mandate), factories.mandate()

    with pytest.raises(IntegrityError, match="employers_filing_mandate_id_tied"), transaction.atomic():
        type(filing)._default_manager.filter(pk=filing.pk).update(mandate=other)
