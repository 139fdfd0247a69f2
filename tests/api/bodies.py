"""For each act, a body of the right form, so that what decides is who asks."""

from typing import Any

from api.resource import Act, Resource
from api.resources.sets import Chosen
from tests.api.people_bodies import ABOUT_PEOPLE
from tests.api.steps import body
from tests.factories import World

DIGEST = {"digest": "d" * 64}
REASON = {"reason": "人数与现场不符"}
BODIES: dict[str, dict[str, Any]] = {
    "accept": {},
    "answer": {"text": "已附上。"},
    "bar": {"barred_from": "2026-09-02T00:00:00+08:00"},
    "confirm": DIGEST,
    "confirm-amendment": DIGEST,
    "clone": {"season": "2026-27"},
    "correct-contact": {"address": "城中路1号", "phone": ""},
    "decline": REASON,
    "end": REASON,
    "extend": {"ends_on": "2027-04-20"},
    "grant": {"posts": 1},
    "propose-revocation": REASON,
    "raise-cap": {"cap": 99_999},
    "recommend": {"outcome": "grant", "posts": 1},
    "record-bond": {"kind": "paid", "amount_fen": 1, "on": "2026-08-01"},
    "reduce": {"posts": 1},
    "rename": {"name_zh": "新名"},
    "request-information": {"question": "宿舍照片？"},
    "require-bond": {"amount_fen": 1},
    "revise": {},
    "set-roles": {"roles": ["clerk"]},
    "set-unit": {"unit": None},
    "set-webhook": {"url": ""},
    "suspend": REASON,
}


def body_of(resource: Resource, act: Act, world: World, mine: dict[str, Any]) -> dict[str, Any]:
    """What to send."""
    if (resource.name, act.verb) in ABOUT_PEOPLE:
        return ABOUT_PEOPLE[resource.name, act.verb](mine)
    if act.takes is Chosen:
        return {"ids": [mine[resource.name]]}
    if resource.name == "filings" and act.verb in ("draft", "edit", "revise", "amend", "check"):
        return body(world)
    if act.verb == "refuse":
        return REASON if resource.name == "licences" else {"reason_code": "demand_doubted"}
    if act.verb == "end" and resource.name != "mandates":
        return {"on": "2030-12-31"}
    if act.verb == "decline" and resource.name == "quota-adjustments":
        return {}
    return BODIES.get(act.verb, {})
