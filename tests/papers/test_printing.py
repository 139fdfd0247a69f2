"""Documents handed out: to whom sees the record, as an event when staff do it, alone or for a whole crew."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import ImageFilter

from core.audit.models import Event
from core.dates import ZONE
from core.errors import Conflict, NotFound
from core.notices.models import Notice
from employers.models import Filing
from papers.services.documents import printing
from papers.services.documents.printing import print_each, print_letter, print_permit, print_terms, print_together
from papers.services.documents.reading import papers_of
from papers.services.proof import lists
from permits.models import Permit
from permits.services.lifetime import issuing, permits
from tests import factories
from tests.attachments.samples import picture
from tests.factories import World
from tests.papers import looking
from tests.permits import steps
from verifier.check import Question, check
from verifier.lists import Keys, Statuses, read_keys, read_statuses
from workers.models import Worker
from workers.services.identity import files


def test_a_permit_says_who_works_for_whom_where_and_until_when(season: World, crew: list[Permit]) -> None:
    printed = print_permit(crew[0].pk, by=season.member("bureau", "approver"), at=steps.AT)

    read = looking.unspaced(looking.text(printed.content))
    for words in (
        crew[0].reference,
        crew[0].worker.name,
        crew[0].employer.organisation.name_zh,
        crew[0].county.name_vi,
    ):
        assert looking.unspaced(words) in read
    assert crew[0].first_on.isoformat() in read
    assert crew[0].last_on.isoformat() in read
    assert printed.name == f"{crew[0].reference}.pdf"


def test_each_time_staff_put_a_permit_on_paper_it_is_an_event_and_never_when_its_holder_does(
    season: World, crew: list[Permit]
) -> None:
    print_permit(crew[0].pk, form="card", by=season.member("employer", "signatory"), at=steps.AT)
    print_permit(crew[0].pk, by=factories.as_worker(crew[0].worker), at=steps.AT)

    [event] = Event.objects.filter(subject_id=str(crew[0].pk), verb="print")
    assert event.details == {"form": "card"}


def test_who_does_not_see_a_permit_gets_no_paper(season: World, crew: list[Permit]) -> None:
    for stranger in (factories.as_worker(crew[1].worker), season.member("partner", "clerk")):
        with pytest.raises(NotFound):
            print_permit(crew[0].pk, by=stranger, at=steps.AT)


def test_a_permit_that_is_not_in_force_is_not_put_on_paper(season: World, crew: list[Permit]) -> None:
    approver = season.member("bureau", "approver")
    permits.suspend_each([crew[0].pk], reason="x", by=approver, at=steps.AT)

    with pytest.raises(Conflict) as refused:
        print_permit(crew[0].pk, by=approver, at=steps.AT)

    assert refused.value.code == "permit_not_in_force"


def test_a_crew_is_one_pdf_whose_last_page_names_who_is_left_out(season: World, crew: list[Permit]) -> None:
    approver = season.member("bureau", "approver")
    Worker.objects.filter(pk=crew[0].worker_id).update(name="Nguyễn 𓀀")

    content = print_together([permit.pk for permit in crew], by=approver, at=steps.AT)

    read = looking.text(content)
    assert looking.pages(content) == 3
    assert crew[1].worker.name in read
    assert crew[2].worker.name in read
    assert "U+13000" in read


def test_a_crew_that_is_set_in_parts_is_one_document_read_aloud_in_one_order(
    season: World, crew: list[Permit], monkeypatch: pytest.MonkeyPatch
) -> None:
    officer, ids = season.member("bureau", "approver"), [one.pk for one in crew]
    permits.suspend_each(ids[2:], reason="x", by=officer, at=steps.AT)
    whole = print_together(ids, by=officer, at=steps.AT)
    monkeypatch.setattr(printing, "PART", 1)
    monkeypatch.setattr(printing, "READ", 2)

    parts = print_together(ids, by=officer, at=steps.AT)

    assert looking.pages(parts) == looking.pages(whole) == 3
    assert looking.text(parts) == looking.text(whole)
    assert looking.tags(parts) == looking.tags(whole)
    assert looking.figures(parts) == looking.figures(whole)
    assert looking.opened(parts).check_pdf_syntax() == []
    document = looking.opened(parts)
    said_of = document.open_metadata()
    assert (said_of["pdfuaid:part"], said_of["pdfaid:conformance"]) == ("1", "A")
    assert crew[0].reference in said_of["dc:title"]
    assert crew[1].reference in said_of["dc:title"]
    places = [int(page.obj.StructParents) for page in document.pages]
    assert sorted(set(places)) == places
    assert parts == print_together(ids, by=officer, at=steps.AT)
    with document.open_outline() as outline:
        assert [mark.title for mark in outline.root] == [one.reference for one in crew[:2]]


def test_a_printed_permit_that_is_blurred_and_turned_still_proves_itself(season: World, crew: list[Permit]) -> None:
    officer, at = season.member("bureau", "approver"), steps.AT
    printed = looking.picture(print_permit(crew[0].pk, by=officer, at=at).content, dpi=150)
    keys = read_keys(bytes(lists.key_list(at=at).body))
    statuses = read_statuses(bytes(lists.status_list(at=at).body), keys)
    then = Question(int(datetime(2026, 11, 20, 8, tzinfo=ZONE).timestamp()))
    held = Statuses(statuses.bits, then.at, then.at + 3600)

    seen = printed.rotate(7, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(1.0))
    [code] = {found.text for found in zxingcpp.read_barcodes(seen)}
    answer = check(code, then, Keys(keys.keys, then.at, then.at + 3600), held)

    assert answer.answer == "good"
    assert answer.permit is not None
    assert (answer.permit.number, answer.permit.name) == (crew[0].reference, crew[0].worker.name)


def test_the_photo_of_its_holder_stands_on_a_permit_from_any_record_that_one_sees(
    season: World, crew: list[Permit], settings: Any, tmp_path: Path
) -> None:
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
    officer = season.member("bureau", "approver")
    department = season.member("department", "officer")
    double = factories.worker(crew[1].worker.province, merged_into=crew[1].worker)
    for number, worker in enumerate((crew[0].worker, double)):
        files.hand_in_photo(worker.pk, picture(colour=("red", "blue")[number]), by=department, at=steps.AT)

    papers = papers_of(crew, by=officer, at=steps.AT)

    assert papers[0].photo == files.photo_of(crew[0].worker_id, by=officer)
    assert [bool(paper.photo) for paper in papers] == [True, False, False]
    assert set(files.photos_of([one.worker_id for one in crew], by=department)) == {one.worker_id for one in crew[:2]}
    assert len(print_permit(crew[0].pk, by=officer, at=steps.AT).content) > len(papers[0].photo or b"")


def test_permits_are_read_in_a_number_of_queries_that_does_not_grow(season: World, crew: list[Permit]) -> None:
    approver = season.member("bureau", "approver")
    counts = []

    for keys in ([crew[0].pk], [permit.pk for permit in crew]):
        print_together(keys, by=approver, at=steps.AT)  # the codes are signed once
        with CaptureQueriesContext(connection) as queries:
            documents, left_out = print_each(keys, by=approver, at=steps.AT)
        counts.append(len(queries))
        assert [one.name for one in documents] == [f"{permit.reference}.pdf" for permit in crew[: len(keys)]]
        assert left_out == []

    assert counts[0] == counts[1]


def test_the_terms_stand_in_both_languages_with_the_digest_that_names_them(season: World, crew: list[Permit]) -> None:
    offer = crew[0].offer

    read = looking.unspaced(looking.text(print_terms(offer.pk, by=factories.as_worker(crew[0].worker)).content))

    for line in (offer.terms.text_zh + "\n" + offer.terms.text_vi).splitlines():
        assert looking.unspaced(line) in read
    assert offer.terms.digest in read


def test_a_letter_is_in_its_readers_language_and_in_that_of_the_other_country(
    season: World, crew: list[Permit]
) -> None:
    worker = factories.as_worker(crew[0].worker)
    notice = Notice.objects.visible_to(worker).filter(kind="permit_issued_worker").get()

    content = print_letter(notice.pk, language="vi", by=worker).content

    document = looking.opened(content)
    assert str(document.Root.Lang).startswith("vi")
    assert crew[0].reference in looking.text(content)
    assert content == print_letter(notice.pk, language="vi", by=worker).content


def test_a_refusal_on_paper_says_which_checks_failed(season: World, filing: Filing) -> None:
    [application] = steps.applied(season, steps.willing(season, filing))
    approver = season.member("bureau", "approver")
    issuing.refuse_each({application.pk: "identity_doubted"}, by=approver, at=steps.AT)
    worker = factories.as_worker(application.worker)
    notice = Notice.objects.visible_to(worker).filter(kind="application_refused_worker").get()

    application.refresh_from_db()
    read = looking.text(print_letter(notice.pk, language="en", by=worker).content)

    assert looking.unspaced(application.get_refusal_display()) in looking.unspaced(read)


def test_a_suspension_on_paper_says_why(season: World, crew: list[Permit]) -> None:
    officer, worker = season.member("bureau", "approver"), factories.as_worker(crew[0].worker)
    permits.suspend_each([crew[0].pk], reason="The lodging burnt down.", by=officer, at=steps.AT)
    notice = Notice.objects.visible_to(worker).filter(kind="permit_suspended_worker").get()

    read = looking.text(print_letter(notice.pk, language="en", by=worker).content)

    assert looking.unspaced("The lodging burnt down.") in looking.unspaced(read)
