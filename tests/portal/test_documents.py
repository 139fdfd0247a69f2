"""Documents on pages: handed out by a button, or made in the background for a whole list."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Export
from accounts.services import exports
from employers.models import Filing
from papers.services.documents.printing import print_permit
from permits.models import Permit
from portal.sheets import mark_of, write
from tests.factories import World
from tests.papers import looking
from tests.papers.conftest import crew, filing, season
from tests.portal.conftest import Visit

__all__ = ["crew", "filing", "season"]


@pytest.mark.parametrize("file_kind", ["pdf", "zip"])
def test_a_list_of_permits_is_made_in_the_background_and_fetched(
    season: World, filing: Filing, crew: list[Permit], visit: Visit, file_kind: str
) -> None:
    browser = visit(season.member("bureau", "approver"))
    asked = {"file_kind": file_kind, "asked": f"filing={filing.pk}"}
    assert browser.post(reverse("portal:export_make", args=["permits"]), asked).status_code == 302

    exports.make_due(write, at=timezone.now())
    export = Export.objects.get()
    answer = browser.post(reverse("portal:export_fetch", args=[export.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    assert exports.progress([export]) == {export.pk: 3}
    bundle = zipfile.ZipFile(io.BytesIO(content)) if file_kind == "zip" else None
    cover = bundle.read("_.pdf") if bundle else content
    said = looking.unspaced(looking.text(cover))
    assert all(
        looking.unspaced(one) in said
        for one in (mark_of(export), export.member.name, str(season.organisations["bureau"]))
    )
    if bundle is None:
        assert looking.pages(content) == 4
        assert looking.opened(content).check_pdf_syntax() == []
    else:
        assert set(bundle.namelist()) == {"_.pdf", *(f"{permit.reference}.pdf" for permit in crew)}
        assert bundle.testzip() is None


def test_a_permit_in_a_bundle_is_the_same_for_everybody_who_takes_it_out(
    season: World, filing: Filing, crew: list[Permit], visit: Visit
) -> None:
    approver, at = season.member("bureau", "approver"), timezone.now()
    alone = print_permit(crew[0].pk, by=approver, at=at).content
    browser = visit(season.member("intermediary", "clerk"))
    asked = {"file_kind": "zip", "asked": f"filing={filing.pk}"}
    browser.post(reverse("portal:export_make", args=["permits"]), asked)
    exports.make_due(write, at=at)

    answer = browser.post(reverse("portal:export_fetch", args=[Export.objects.get().pk]))

    bundle = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert bundle.read(f"{crew[0].reference}.pdf") == alone
    cover = looking.unspaced(looking.text(bundle.read("_.pdf")))
    assert season.member("intermediary", "clerk").name in cover


def test_buttons_on_the_permits_page_hand_out_page_and_card(season: World, crew: list[Permit], visit: Visit) -> None:
    browser, address = visit(season.member("bureau", "approver")), reverse("portal:permit_document", args=[crew[0].pk])
    page = browser.get(reverse("portal:permit", args=[crew[0].pk])).content.decode()

    card = browser.post(address, {"form": "card"})

    assert address in page
    assert card["Content-Type"] == "application/pdf"
    assert looking.pages(card.content) == 2
    assert visit(season.member("partner", "clerk")).post(address).status_code == 404
