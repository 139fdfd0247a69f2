"""One filing: all it says, what was checked and decided, its history, and the moves that are open."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from employers.enums import CostHead, Payer
from employers.models import Assessment, Decision, Filing, FilingGroup, JointEmployer, Lodging, Worksite
from employers.services.demand import content
from employers.services.demand.history import history
from employers.services.demand.sentences import sentence
from employers.workflow import FILING
from permits.services.decisions import decided
from portal import records
from portal.actors import actor, today
from portal.differences import Beside, beside, versions
from portal.filing_moves import MOVES, PAGES
from portal.forms.base import Form
from portal.moves import links, offers
from portal.readings import choices_for, filings, names_of_members
from scheme.models import Quota


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The filing's page."""
    return _page(request, one(actor(request), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of the filing, and show it again."""

    def then(_filing: Filing) -> HttpResponse:
        is_there = Filing.objects.visible_to(actor(request)).filter(pk=pk).exists()
        return redirect("portal:filing", pk) if is_there else redirect("portal:filings")

    return records.moved(request, pk, verb, one=_checked, moves=MOVES, show=_page, to=then)


def one(by: Actor, pk: UUID) -> Filing:
    """A filing one sees."""
    filing: Filing = records.one(filings(by).select_related("occupation", "mandate"), pk)
    return filing


def _checked(by: Actor, pk: UUID) -> Filing:
    """A filing one sees, with what its forms know of its checks."""
    filing = one(by, pk)
    _tell_checks(filing, _assessments(filing, by), _decisions(filing, by))
    return filing


def _page(request: HttpRequest, filing: Filing, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    parts = {"filing": filing.pk}
    assessments, decisions = _assessments(filing, by), _decisions(filing, by)
    _tell_checks(filing, assessments, decisions)
    branch = Quota.objects.visible_to(by).holding_for(
        season=filing.season_id, county=filing.county_id, industry=filing.industry_id
    )
    signed = [person for one in decisions for person in (one.proposed_by, one.decided_by)]
    shown_: dict[str, Any] = {
        "filing": filing,
        "groups": FilingGroup.objects.visible_to(by).filter(**parts).order_by("starts_on", "id"),
        "worksites": Worksite.objects.visible_to(by).filter(**parts).select_related("county").order_by("id"),
        "lodgings": Lodging.objects.visible_to(by).filter(**parts).order_by("id"),
        "joint": JointEmployer.objects.visible_to(by).filter(**parts).select_related("employer__organisation"),
        "costs": _costs(filing),
        "assessments": [_assessment(one) for one in assessments],
        "beside": _beside(request, filing, assessments),
        "decisions": decisions,
        "steps": history(filing.pk, by=by),
        **decided("filing", filing),
        "people": names_of_members(by, signed),
        "quotas": branch.select_related("season", "area", "industry"),
        "offers": offers(FILING, MOVES, filing, by=by, bound=bound),
        "links": links(FILING, PAGES, filing, by=by),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/filing.html", shown_, status=status)


def _beside(request: HttpRequest, filing: Filing, assessments: list[Assessment]) -> Beside | None:
    """What the newest version says otherwise than the one checked before it; or two that were asked for, whole."""
    if not assessments:
        return None
    by, asked = actor(request), request.GET
    [now] = content.read_each([filing]).values()
    found = versions(assessments, now)
    choices = choices_for(by, today()) if len(found) > 1 else {}
    return beside(found, choices, before=asked.get("before", ""), after=asked.get("after", ""))


def _assessments(filing: Filing, by: Actor) -> list[Assessment]:
    rows = Assessment.objects.visible_to(by).filter(filing=filing.pk)
    return list(rows.select_related("rule_set").order_by("-id"))


def _decisions(filing: Filing, by: Actor) -> list[Decision]:
    return list(Decision.objects.visible_to(by).filter(filing=filing.pk).order_by("-id"))


def _tell_checks(filing: Any, assessments: list[Assessment], decisions: list[Decision]) -> None:
    """Let the forms know which checks failed last, and what was recommended."""
    last = assessments[0].findings if assessments else []
    filing.failed = {
        finding["rule"]: sentence(finding["code"], finding["params"])
        for finding in last
        if finding["result"] == "failed"
    }
    filing.recommended_posts = next((one.posts for one in decisions if one.decided_by is None), None)


def _assessment(kept: Assessment) -> dict[str, Any]:
    said = [finding | {"sentence": sentence(finding["code"], finding["params"])} for finding in kept.findings]
    inputs = json.dumps(kept.inputs, ensure_ascii=False, indent=1, sort_keys=True)
    return {"kept": kept, "findings": said, "inputs": inputs}


def _costs(filing: Filing) -> list[dict[str, Any]]:
    heads, payers = dict(CostHead.choices), dict(Payer.choices)
    return [
        {"head": heads.get(row["head"], row["head"]), "payer": payers.get(row["payer"], row["payer"])}
        | {"amount_fen": row.get("amount_fen", 0)}
        for row in filing.costs
    ]
