"""What people do on the other pages: quotas, mandates, licences, reference data, jobs, the replay."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.notices.models import Notice
from employers.models import Licence, Mandate
from scheme.models import Industry, Quota, QuotaAdjustment
from tests import factories
from tests.factories import AT, World
from tests.portal.conftest import Visit


def test_two_persons_change_a_ceiling(demand: World, visit: Visit) -> None:
    quota = Quota.objects.get(area=demand.county, industry=None)
    reviewer, approver = visit(demand.member("bureau", "reviewer")), visit(demand.member("bureau", "approver"))

    reviewer.post(reverse("portal:quota_propose", args=[quota.pk]), {"change": "50", "reason": "More cane."})
    proposal = QuotaAdjustment.objects.get()
    answer = approver.post(reverse("portal:adjustment_move", args=[proposal.pk, "approve"]))

    quota.refresh_from_db()
    assert answer["Location"] == reverse("portal:quota", args=[quota.pk])
    assert quota.ceiling == 350


def test_a_change_without_a_reason_keeps_its_number(demand: World, visit: Visit) -> None:
    quota = Quota.objects.get(area=demand.county, industry=None)
    browser = visit(demand.member("bureau", "reviewer"))

    answer = browser.post(reverse("portal:quota_propose", args=[quota.pk]), {"change": "-7", "reason": ""})

    assert answer.status_code == 422
    assert 'value="-7"' in answer.content.decode()


def test_the_statement_agrees_with_the_counters(demand: World, client: Client) -> None:
    quota = Quota.objects.get(area=demand.county, industry=None)

    answer = client.get(reverse("portal:quota", args=[quota.pk]))

    assert [line.agrees for line, _place in answer.context["lines"]] == [True, True]


def test_an_employer_gives_and_ends_a_mandate(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("employer", "signatory"))
    given = {"intermediary": str(demand.partner.pk), "cap": "40", "starts_on": "2026-09-01", "ends_on": "2027-05-31"}

    answer = browser.post(reverse("portal:mandates"), given)
    mandate = Mandate.objects.get(intermediary=demand.partner)
    ended = browser.post(reverse("portal:mandate_move", args=[mandate.pk, "end"]), {"end-reason": "Season over."})

    mandate.refresh_from_db()
    assert (answer.status_code, ended.status_code) == (302, 302)
    assert (mandate.cap, mandate.status) == (40, "ended")


def test_a_mandate_with_its_end_before_its_start_is_told_at_the_field(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("employer", "signatory"))
    given = {"intermediary": str(demand.partner.pk), "cap": "40", "starts_on": "2026-10-01", "ends_on": "2026-09-01"}

    answer = browser.post(reverse("portal:mandates"), given)

    assert answer.status_code == 422
    assert 'href="#id_ends_on"' in answer.content.decode()


def test_a_bureau_gives_no_mandates(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))
    given = {"intermediary": str(demand.partner.pk), "cap": "40", "starts_on": "2026-09-01", "ends_on": "2027-05-31"}

    answer = browser.post(reverse("portal:mandates"), given)

    assert answer.status_code in (403, 404)
    assert not Mandate.objects.filter(intermediary=demand.partner).exists()


def test_an_intermediary_applies_and_its_authority_activates(demand: World, visit: Visit) -> None:
    Licence.objects.filter(intermediary=demand.intermediary).update(status="expired")
    applicant, authority = visit(demand.member("intermediary", "clerk")), visit(demand.member("bureau", "approver"))

    applicant.post(
        reverse("portal:licences"), {"number": "LS-2026-7", "valid_from": "2026-09-01", "valid_until": "2028-08-31"}
    )
    licence = Licence.objects.get(number="LS-2026-7")
    answer = authority.post(reverse("portal:licence_move", args=[licence.pk, "activate"]))

    licence.refresh_from_db()
    assert answer.status_code == 302
    assert licence.status == "active"


def test_a_suspension_lists_the_filings_it_touches(demand: World, visit: Visit) -> None:
    filing = factories.filing(demand.mandate, status="submitted")
    licence = demand.intermediary.licences.get()
    browser = visit(demand.member("bureau", "approver"))

    browser.post(reverse("portal:licence_move", args=[licence.pk, "suspend"]), {"suspend-reason": "Bond called."})
    page = browser.get(reverse("portal:licence", args=[licence.pk]))

    assert [one.filing.pk for one in page.context["affected"]] == [filing.pk]


def test_the_register_finds_a_recruiter_and_says_when_there_is_none(demand: World, client: Client) -> None:
    number = demand.intermediary.licences.get().number

    found = client.get(reverse("portal:register"), {"q": number})
    missing = client.get(reverse("portal:register"), {"q": "Nobody Ltd"}, headers={"accept-language": "en"})

    assert [licence.number for licence in found.context["page"].rows] == [number]
    assert "Nobody Ltd" in missing.content.decode()


def test_the_operator_edits_reference_data_and_others_only_read(demand: World, visit: Visit) -> None:
    operator, reader = visit(demand.member("operator", "officer")), visit(demand.member("bureau", "reviewer"))
    row = reverse("portal:reference_row", args=["industries", factories.CANE])
    kept = Industry.objects.get(pk=factories.CANE)
    said = {
        "name_zh": "甘蔗种植",
        "name_vi": kept.name_vi,
        "name_en": kept.name_en,
        "valid_from": "2016-01-01",
        "season_from_month": str(kept.season_from_month or ""),
        "season_until_month": str(kept.season_until_month or ""),
        **({"confidence": kept.confidence} if hasattr(kept, "confidence") else {}),
    }

    refused = reader.post(row, said)
    answer = operator.post(row, said)

    kept.refresh_from_db()
    assert (refused.status_code, answer.status_code) == (403, 302)
    assert kept.name_zh == "甘蔗种植"


@pytest.mark.parametrize("kind", ["seasons", "areas", "ports", "industries", "holidays", "rule_sets", "requirements"])
def test_every_kind_of_reference_data_is_listed_and_has_a_form(demand: World, visit: Visit, kind: str) -> None:
    browser = visit(demand.member("operator", "officer"))

    listed, form = (browser.get(reverse(f"portal:reference_{page}", args=[kind])) for page in ("rows", "add"))

    assert (listed.status_code, form.status_code) == (200, 200)


@pytest.mark.parametrize("address", ["/reference/nonsense/", "/reference/areas/999999/", "/reference/seasons/no-id/"])
def test_reference_data_that_do_not_exist_are_not_there(demand: World, visit: Visit, address: str) -> None:
    browser = visit(demand.member("operator", "officer"))

    assert browser.get(address).status_code == 404


def test_a_dead_letter_is_seen_and_tried_again(demand: World, visit: Visit) -> None:
    letter = Notice.objects.create(
        kind="account_opened",
        organisation_id=demand.employer.pk,
        channel="email",
        address="nobody@example.org",
        language="en",
        subject_type="accounts.member",
        subject_id="1",
        queued_at=AT,
        dead_at=AT,
        attempts=9,
        last_error="no such mailbox",
    )
    browser = visit(demand.member("operator", "officer"))

    page = browser.get(reverse("portal:jobs"))
    browser.post(reverse("portal:notice_revive", args=[letter.pk]))

    letter.refresh_from_db()
    assert "no such mailbox" in page.content.decode()
    assert letter.dead_at is None


def test_the_replay_shows_its_latest_report(
    db: None, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    line = {"filings": 3, "asked": 40, "approved": 30, "granted": 30}
    fault = {"file": "a.csv", "line": 7, "case": "H-1", "field": "begin", "problem": "the year 2106", "posts": 5}
    sums = {"file": line, "granted": line, "adds_up": True, "by_state": [], "by_name": [fault]}
    measured = {"seconds": 61.5, "filings_a_second": 140.2, "peak_megabytes": 210}
    report = {"source": "replay", "files": ["a.csv"], "sums": sums, "measured": measured, "how_the_files_were_read": []}
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "one.json").write_text(json.dumps(report))
    (tmp_path / "reports" / "broken.json").write_text("{")

    page = client.get(reverse("portal:replay")).content.decode()

    assert "the year 2106" in page
    assert "61.5" in page


def test_the_pages_stand_on_the_clock_of_the_doors(demand: World, visit: Visit) -> None:
    factories.filing(demand.mandate, status="submitted", due_on=datetime(2026, 9, 29).date())

    page = visit(demand.member("bureau", "reviewer")).get("/").content.decode()

    assert 'datetime="2026-09-29"' in page
