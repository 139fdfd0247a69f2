"""Documents on pages: handed out by a button, or made in the background for a whole list."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Export
from accounts.services import exports
from employers.models import Filing
from permits.models import Permit
from portal.sheets import write
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
    if file_kind == "pdf":
        assert looking.pages(content) == 3
    else:
        bundle = zipfile.ZipFile(io.BytesIO(content))
        assert set(bundle.namelist()) == {f"{permit.reference}.pdf" for permit in crew}
        assert bundle.testzip() is None


def test_buttons_on_the_permits_page_hand_out_page_and_card(season: World, crew: list[Permit], visit: Visit) -> None:
    browser, address = visit(season.member("bureau", "approver")), reverse("portal:permit_document", args=[crew[0].pk])
    page = browser.get(reverse("portal:permit", args=[crew[0].pk])).content.decode()

    card = browser.post(address, {"form": "card"})

    assert address in page
    assert card["Content-Type"] == "application/pdf"
    assert looking.pages(card.content) == 2
    assert visit(season.member("partner", "clerk")).post(address).status_code == 404
