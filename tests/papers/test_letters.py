"""Letters on paper: in words for their reader, with the reasons that the record gives and nobody else's."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from core.notices.models import Notice
from core.notices.services.letters import render
from employers.models import Filing
from papers.services.documents.printing import print_letter
from permits.models import AbsenceReport, Extension, OverstayCase, OverstayConfirmation, Permit, Variation
from permits.services.follow_up import absences
from permits.services.lifetime import permits
from scheme.models import Port
from tests import factories
from tests.factories import World
from tests.papers import looking
from tests.permits import steps

SIGNED = {
    "proposed_by": uuid4(),
    "proposed_unit": uuid4(),
    "proposed_login": "one",
    "proposed_at": steps.AT,
    "decided_by": uuid4(),
    "decided_unit": uuid4(),
    "decided_login": "two",
    "decided_at": steps.AT,
}


def ports_of(permit: Permit) -> list[Port]:
    return list(Port.objects.filter(code__in=permit.ports).order_by("code"))


def letter_to(worker: Any, kind: str) -> Notice:
    return Notice.objects.visible_to(worker).filter(kind=kind).get()


def written(worker: Any, kind: str, subject: Any, **params: Any) -> Notice:
    """A letter to a worker as it lies in the service."""
    return Notice.objects.create(
        kind=kind, person_id=worker.actor_id, channel="in_app", language="vi", params=params, delivered_at=steps.AT,
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk), queued_at=steps.AT,
    )  # fmt: skip


def read(notice: Notice, by: Any, language: str = "en") -> str:
    return looking.unspaced(looking.text(print_letter(notice.pk, language=language, by=by).content))


def said(words: object) -> str:
    return looking.unspaced(str(words))


@pytest.mark.parametrize("language", ["zh-hans", "vi", "en"])
def test_a_letter_names_ports_in_the_language_it_is_read_in(season: World, crew: list[Permit], language: str) -> None:
    notice = letter_to(factories.as_worker(crew[0].worker), "permit_issued_worker")
    names = {"zh-hans": "name_zh", "vi": "name_vi", "en": "name_en"}

    body = render(notice, language=language).body

    ports = ports_of(crew[0])
    assert ports
    assert all(getattr(port, names[language]) in body for port in ports)
    assert not any(port.code in body for port in ports)


def test_every_letter_of_a_permit_has_its_places_whatever_happens_to_it(season: World, crew: list[Permit]) -> None:
    permits.suspend_each([crew[0].pk], reason="x", by=season.member("bureau", "approver"), at=steps.AT)

    [notice] = Notice.objects.filter(kind="permit_suspended_worker", channel="in_app")

    assert crew[0].reference in render(notice, language="en").subject


def test_an_absence_notice_gives_what_the_employer_said(season: World, crew: list[Permit]) -> None:
    at, since = steps.AT + timedelta(days=60), crew[0].first_on
    clerk = season.member("employer", "clerk")
    absences.report(crew[0].pk, kind="missing", since_on=since, note="Left the field at noon.", by=clerk, at=at)
    worker = factories.as_worker(crew[0].worker)

    words = read(letter_to(worker, "absence_reported"), worker)

    assert said("Left the field at noon.") in words
    assert said(AbsenceReport.objects.get().get_kind_display()).lower() in words.lower()


@pytest.fixture
def case(crew: list[Permit]) -> OverstayCase:
    """A suspicion with its evidence."""
    port = ports_of(crew[0])[0]
    return OverstayCase.objects.create(
        permit=crew[0], worker=crew[0].worker, stay_id=crew[0].pk, entered_on=date(2026, 11, 16),
        last_lawful_on=crew[0].last_on, suspected_at=steps.AT, notified_at=steps.AT,
        evidence={"port": port.code, "permit_last_on": crew[0].last_on.isoformat(), "stay_days": 180},
    )  # fmt: skip


def test_an_overstay_notice_gives_the_evidence_with_the_port_by_name(case: OverstayCase, crew: list[Permit]) -> None:
    worker, port = factories.as_worker(case.worker), ports_of(crew[0])[0]
    notice = written(worker, "overstay_suspected", case, last_lawful_on=case.last_lawful_on.isoformat())

    words = read(notice, worker)

    assert said(f"You entered on 16 November 2026 at {port.name_en}.") in words
    assert said("180 days at most") in words
    assert said("Looked for and not found") in words
    assert port.code not in words


def test_a_confirmed_case_gives_the_reason_of_the_two_who_confirmed_it(case: OverstayCase) -> None:
    for reason, declined in (("Proposed in error.", True), ("Seen by a patrol.", False)):
        OverstayConfirmation.objects.create(
            case=case, reason=reason, is_declined=declined, **SIGNED,
        )  # fmt: skip
    worker = factories.as_worker(case.worker)

    words = read(written(worker, "overstay_confirmed", case), worker)

    assert said("Seen by a patrol.") in words
    assert said("Proposed in error.") not in words


@pytest.mark.parametrize(
    ("model", "kind", "own"),
    [
        (Extension, "extension_refused_worker", {"ends_on": date(2027, 5, 9), "ended_before_on": date(2027, 5, 1)}),
        (Variation, "variation_refused_worker", {"effective_on": date(2026, 12, 1)}),
    ],
)
def test_what_was_refused_of_a_permit_says_why(crew: list[Permit], model: Any, kind: str, own: dict[str, Any]) -> None:
    asked = {"permit": crew[0], "reason": "asked quietly", "asked_at": steps.AT, "decided_at": steps.AT}
    request = model.objects.create(status="refused", comment="The paper runs out before.", **asked, **own)
    worker = factories.as_worker(crew[0].worker)

    words = read(written(worker, kind, request), worker)

    assert said("The paper runs out before.") in words
    assert said("asked quietly") not in words


def test_the_reasons_of_a_record_that_its_reader_does_not_see_are_not_in_the_letter(
    case: OverstayCase, crew: list[Permit]
) -> None:
    other = factories.as_worker(crew[1].worker)
    notice = written(other, "overstay_suspected", case)

    assert said("Looked for and not found") not in read(notice, other)


def test_a_refused_filing_says_why_on_paper(season: World, filing: Filing) -> None:
    member = season.member("intermediary", "clerk")
    Filing.objects.filter(pk=filing.pk).update(status="refused", reason_code="conditions")
    notice = Notice.objects.create(
        kind="filing_refused", organisation_id=member.organisation_id, channel="in_app", language="en",
        params={"filing": filing.reference}, subject_type="employers.filing", subject_id=str(filing.pk),
        queued_at=steps.AT, delivered_at=steps.AT,
    )  # fmt: skip

    assert said("Pay, hours or lodging are not acceptable") in read(notice, member)
