"""Registering a worker from the lines of a paper, evidence for a crew, clearances of many, and warnings of doubles."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from scheme.enums import Due, RequirementKind
from tests import factories
from tests.factories import World
from tests.factories.requirements import requirement
from tests.permits import steps as permit_steps
from tests.portal.conftest import Visit
from workers.models import Duplicate, Evidence, Registration, Worker
from workers.rules.mrz import write_td1, write_td3

NEW = "/registrations/new/"
ZONE = "\n".join(
    write_td3(
        number="C1234567",
        family="Nguyễn",
        given="Thị Thử",
        birth_date=date(1994, 3, 21),
        sex="F",
        expires_on=date(2033, 5, 4),
    )
)


@pytest.fixture
def season(demand: World) -> Any:
    """The season of the world, with a health check and an insurance asked of everybody."""
    permit_steps.requirements("seasonal")
    return factories.season()


def _sent(season: Any, **given: str) -> dict[str, str]:
    return {
        "season": str(season.pk),
        "province": "20",
        "kind": "passport",
        "agreed": "on",
        "agreed_abroad": "on",
    } | given


def _waiting(world: World, number: int = 1) -> list[Registration]:
    home = world.organisations["department"].province
    return [
        factories.registration(factories.worker(home), world.intermediary, factories.season(), status="registered")
        for _number in range(number)
    ]


def test_the_lines_of_a_passport_fill_the_form_and_nothing_typed_is_lost(
    demand: World, season: Any, visit: Visit
) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(NEW, _sent(season, mrz=ZONE, name="Nguyễn Thị Thử", commune="Xã Mẫu", read="1"))

    form = answer.context["form"]
    assert answer.status_code == 200
    assert [form[name].value() for name in ("number", "sex", "kind")] == ["C1234567", "F", "passport"]
    assert form["birth_date"].value() == date(1994, 3, 21)
    assert [form[name].value() for name in ("name", "commune")] == ["Nguyễn Thị Thử", "Xã Mẫu"]
    assert 'value="1994-03-21"' in answer.content.decode()
    assert not Registration.objects.exists()


def test_the_lines_of_a_card_choose_the_card(demand: World, season: Any, visit: Visit) -> None:
    card = write_td1(
        number="094003210",
        family="Nông",
        given="Văn Mẫu",
        birth_date=date(1990, 1, 2),
        sex="M",
        expires_on=date(2030, 1, 2),
        optional="020090001234",
    )
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(NEW, _sent(season, mrz="\n".join(card), read="1"))

    form = answer.context["form"]
    assert [form[name].value() for name in ("kind", "number")] == ["id_card", "020090001234"]


@pytest.mark.parametrize("button", [{"read": "1"}, {}])
def test_a_wrong_sign_is_shown_by_its_line_and_place(
    demand: World, season: Any, visit: Visit, button: dict[str, str]
) -> None:
    first, second = ZONE.splitlines()
    wrong = f"{first}\n{second[:13]}O{second[14:]}"
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(NEW, _sent(season, mrz=wrong, phone="+84901234567", **button))

    said = answer.content.decode()
    assert answer.status_code == 422
    assert _marked(answer) == [(2, "wrong", "O")]
    assert '<mark class="wrong">O</mark>' in said
    assert "place 14" in said
    assert 'href="#id_mrz"' in said
    assert 'value="+84901234567"' in said


def test_a_line_that_is_too_short_shows_where_it_ends(demand: World, season: Any, visit: Visit) -> None:
    first, second = ZONE.splitlines()
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(NEW, _sent(season, mrz=f"{first}\n{second[:40]}", read="1"))

    assert _marked(answer) == [(2, "wrong", "␣")]


def test_a_wrong_check_digit_is_shown_with_what_it_covers(demand: World, season: Any, visit: Visit) -> None:
    first, second = ZONE.splitlines()
    browser = visit(demand.member("intermediary", "clerk"))

    slip = browser.post(NEW, _sent(season, mrz=f"{first}\nC1234561{second[8:]}", read="1"))

    assert _marked(slip) == [(2, "doubtful", "C1234561<"), (2, "wrong", second[9])]


def _marked(answer: Any) -> list[tuple[int, str, str]]:
    return [(line.number, *piece) for line in answer.context["zone"].lines for piece in line.pieces if piece[0]]


def test_a_worker_is_registered_from_the_lines_alone(demand: World, season: Any, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(NEW, _sent(season, mrz=ZONE, name="Nguyễn Thị Thử"))

    made = Registration.objects.get()
    assert answer["Location"] == reverse("portal:registration", args=[made.pk])
    assert (made.worker.name, made.worker.papers.get().number_end) == ("Nguyễn Thị Thử", "4567")
    assert made.worker.disclosures.exists()


def test_nobody_is_registered_who_did_not_agree_and_the_form_keeps_what_was_typed(
    demand: World, season: Any, visit: Visit
) -> None:
    sent = _sent(season, name="Nguyễn Thị Thử", birth_date="1994-03-21", number="C1234567")
    del sent["agreed"]
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(NEW, sent)

    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_agreed"' in said
    assert 'value="C1234567"' in said
    assert not Registration.objects.exists()


def test_what_the_service_refuses_stands_at_its_field(demand: World, season: Any, visit: Visit) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(NEW, _sent(season, name="Nguyễn 7", birth_date="1994-03-21", number="C1"))

    said = answer.content.decode()
    assert answer.status_code == 422
    assert {anchor for anchor, _said in answer.context["summary"]} >= {"id_name", "id_number", "id_expires_on"}
    assert 'value="Nguyễn 7"' in said


def test_who_is_like_somebody_is_shown_with_the_reasons_and_not_with_the_other(
    demand: World, season: Any, visit: Visit
) -> None:
    other = factories.worker(
        demand.organisations["department"].province,
        name="Nguyễn Thị Thử",
        birth_date=date(1994, 3, 21),
        sex="F",
        folded="nguyen thi thu",
        tokens="nguyen thi thu",
    )
    browser = visit(demand.member("intermediary", "clerk"))

    page = browser.post(NEW, _sent(season, mrz=ZONE, name="Nguyễn Thị Thử"), follow=True)

    said = page.content.decode()
    assert Duplicate.objects.exists()
    assert "This person may be on record already" in said
    assert "The birth date is the same." in said
    assert str(other.pk) not in said
    assert not list(page.context["pairs"])


def test_a_known_worker_is_registered_again_without_typing(demand: World, season: Any, visit: Visit) -> None:
    [known] = _waiting(demand)
    browser = visit(demand.member("intermediary", "clerk"))
    address = f"{NEW}?worker={known.worker_id}"

    twice = browser.post(address, {"season": str(season.pk), "agreed": "on", "agreed_abroad": "on"})
    browser.post(reverse("portal:registration_move", args=[known.pk, "withdraw"]))

    known.refresh_from_db()
    assert twice.status_code == 422
    assert known.status == "withdrawn"
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize(
    ("kind", "role"), [("employer", "signatory"), ("bureau", "approver"), ("intermediary", "signatory")]
)
def test_only_an_intermediarys_clerk_registers(demand: World, season: Any, visit: Visit, kind: str, role: str) -> None:
    browser = visit(demand.member(kind, role))

    assert (browser.get(NEW).status_code, browser.post(NEW, _sent(season)).status_code) == (403, 403)


def test_the_list_is_narrowed_by_the_address(demand: World, season: Any, visit: Visit) -> None:
    one, other = _waiting(demand, 2)
    Registration.objects.filter(pk=other.pk).update(status="withdrawn")
    factories.province("15")
    browser = visit(demand.member("intermediary", "clerk"))
    name = demand.intermediary.organisation.name_en

    found = {
        query: [row.pk for row in browser.get(f"/registrations/?{query}").context["page"].rows]
        for query in ("status=registered", f"season={season.code}&province=20", f"intermediary={name}", "province=15")
    }

    assert [found["status=registered"], found["province=15"]] == [[one.pk], []]
    assert all(
        rows == [other.pk, one.pk] for query, rows in found.items() if "status" not in query and "15" not in query
    )


def test_what_is_missing_stands_on_the_registration_until_it_is_shown(demand: World, season: Any, visit: Visit) -> None:
    one, other = _waiting(demand, 2)
    browser = visit(demand.member("intermediary", "clerk"))
    address = reverse("portal:registration", args=[one.pk])
    said = {
        "chosen": [str(one.worker_id), str(other.worker_id)],
        "requirement": "health:health_certificate",
        "issuer": "Trung tâm Y tế mẫu",
        "valid_from": "2026-08-20",
        "valid_until": "2027-08-19",
    }

    before = [finding["result"] for finding in browser.get(address).context["findings"]]
    answer = browser.post(reverse("portal:evidence_new"), said)
    after = [finding["result"] for finding in browser.get(address).context["findings"]]

    assert answer.status_code == 302
    assert Evidence.objects.count() == 2
    assert sorted(before) == ["failed", "failed"]
    assert sorted(after) == ["failed", "passed"]


def test_refused_evidence_keeps_the_ticks_and_says_what_is_wrong(demand: World, season: Any, visit: Visit) -> None:
    one, other = _waiting(demand, 2)
    browser = visit(demand.member("intermediary", "clerk"))
    said = {
        "chosen": [str(one.worker_id)],
        "requirement": "health:health_certificate",
        "issuer": "X",
        "valid_from": "2026-08-20",
        "valid_until": "2026-08-10",
    }

    answer = browser.post(reverse("portal:evidence_new"), said)
    nobody = browser.post(reverse("portal:evidence_new"), said | {"chosen": []})

    page = answer.content.decode()
    assert (answer.status_code, nobody.status_code) == (422, 422)
    assert f'value="{one.worker_id}" checked' in page
    assert f'value="{other.worker_id}" checked' not in page
    assert 'href="#id_valid_until"' in page
    assert "Tick at least one row" in nobody.content.decode()


def test_the_department_clears_many_and_refuses_others_at_once(demand: World, season: Any, visit: Visit) -> None:
    rows = _waiting(demand, 4)
    keys = [str(row.pk) for row in rows]
    browser = visit(demand.member("department", "officer"))
    address = reverse("portal:clearances")

    cleared = browser.post(address, {"chosen": keys[:2], "verb": "clear"})
    bare = browser.post(address, {"chosen": keys[2:], "verb": "refuse"})
    refused = browser.post(address, {"chosen": keys[2:3], "verb": "refuse", "refusal": "evidence_wanting"})

    assert (cleared.status_code, bare.status_code, refused.status_code) == (302, 422, 302)
    assert f'value="{keys[3]}" checked' in bare.content.decode()
    status = dict(Registration.objects.values_list("pk", "status"))
    assert [status[row.pk] for row in rows] == ["cleared", "cleared", "refused", "registered"]


def test_a_clearance_is_given_with_its_contract_and_taken_back(demand: World, season: Any, visit: Visit) -> None:
    [row] = _waiting(demand)
    browser = visit(demand.member("department", "officer"))

    browser.post(reverse("portal:registration_move", args=[row.pk, "clear"]), {"clear-contract_number": "HĐ-17"})
    row.refresh_from_db()
    assert (row.status, row.contract_number) == ("cleared", "HĐ-17")
    browser.post(
        reverse("portal:registration_move", args=[row.pk, "revoke_clearance"]),
        {"revoke_clearance-refusal": "identity_doubted"},
    )

    row.refresh_from_db()
    page = browser.get(reverse("portal:registration", args=[row.pk])).content.decode()
    assert row.status == "refused"
    assert "The papers do not show who this is" in page


def test_a_department_of_another_province_clears_nobody(two_worlds: tuple[World, World], visit: Visit) -> None:
    here, there = two_worlds
    factories.rule_set()
    [row] = _waiting(here)
    browser = visit(there.member("department", "officer"))

    answer = browser.post(reverse("portal:clearances"), {"chosen": [str(row.pk)], "verb": "clear"})

    row.refresh_from_db()
    assert answer.status_code == 404
    assert row.status == "registered"


def test_requirements_are_offered_once_each_and_no_identity_papers(demand: World, season: Any, visit: Visit) -> None:
    permit_steps.requirements("short")
    requirement(RequirementKind.PAPER, "passport", due=Due.APPLICATION)
    browser = visit(demand.member("intermediary", "clerk"))
    _waiting(demand)

    form = browser.get(reverse("portal:evidence_new")).context["form"]

    offered = [key for key, _name in form.fields["requirement"].choices]
    assert offered == ["", "health:health_certificate", "insurance:accident_insurance"]
    assert Worker.objects.count() == 1
