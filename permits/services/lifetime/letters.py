"""The letters of applications and permits: one to each worker, one to each organisation for all an act did."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.enums import Kind
from accounts.models import Organisation
from accounts.services.letters import Row, tell_each
from core.actors import Actor
from permits.models import Permit, PermitApplication
from permits.services import offices
from scheme.models import Port
from scheme.services.in_force import read_agreement
from workers.enums import Ground
from workers.services.identity.passing_on import pass_on_each
from workers.services.worker_letters import tell_workers

APPLICATION = "permits.permitapplication"
PERMIT = "permits.permit"


def about_application(application: PermitApplication, kind: str) -> Row:
    """A letter to the intermediary that registered the worker; applications come with season and registration."""
    due_on = application.due_on.isoformat() if application.due_on else None
    params = {"application": application.reference, "due_on": due_on}
    return application.registration.intermediary_id, kind, APPLICATION, str(application.pk), params


def of_application(application: PermitApplication, kind: str) -> Row:
    """A letter to the worker; applications come with their season."""
    return application.worker_id, kind, APPLICATION, str(application.pk), {"application": application.reference}


def tell_of_permits(permits: Sequence[Permit], kind: str, *, at: datetime, **params: object) -> None:
    """Tell each worker of its permit, and employers, intermediaries and offices, once each, of all that are theirs.

    Permits come with their season; a worker's letter is of the same kind with "_worker" behind.
    """
    names = {port.code: port for port in read_agreement().ports}
    told = [(one.worker_id, f"{kind}_worker", PERMIT, str(one.pk), _of(one, names) | params) for one in permits]
    tell_workers(told, at=at)
    theirs: defaultdict[UUID, list[Permit]] = defaultdict(list)
    for permit, readers in concerned(permits):
        for reader in readers:
            theirs[reader].append(permit)
    tell_each([_summed(reader, kind, of, params) for reader, of in theirs.items()], at=at)


def concerned(permits: Sequence[Permit]) -> Iterator[tuple[Permit, set[UUID]]]:
    """Each permit with the organisations it concerns: employer, intermediaries, bureau and sending department."""
    answering = offices.of_each(permits)
    for permit in permits:
        yield permit, {permit.employer_id, permit.intermediary_id, permit.registrar_id, *answering[permit.pk]}


def pass_on(permits: Sequence[Permit], purpose: str, *, by: Actor, at: datetime) -> None:
    """Record that the workers' data goes to employer, bureau and the posts of the ports they may cross at."""
    posts = _posts({port for permit in permits for port in permit.ports})
    answering = offices.of_each(permits)
    rows = []
    for permit in permits:
        rows.append((permit.worker_id, permit.employer_id, Ground.CONTRACT, purpose, ["identity", "contact", "permit"]))
        gates = [post for port in permit.ports for post in posts[port]]
        offices_ = dict.fromkeys([*answering[permit.pk], *gates])
        rows += [(permit.worker_id, each, Ground.LAW, purpose, ["identity", "papers", "permit"]) for each in offices_]
    pass_on_each(rows, by=by, at=at)


def _posts(ports: Iterable[str]) -> defaultdict[str, list[UUID]]:
    at_port: defaultdict[str, list[UUID]] = defaultdict(list)
    found = Organisation.objects.filter(kind=Kind.POST, port__in=ports).order_by("pk")
    for key, port in found.values_list("pk", "port"):
        at_port[str(port)].append(key)
    return at_port


def _of(permit: Permit, names: Mapping[str, Port]) -> dict[str, Any]:
    days = {"first_on": permit.first_on.isoformat(), "last_on": permit.last_on.isoformat()}
    return {"permit": permit.reference, "ports": named_in_each(permit.ports, names)} | days


def named_in_each(codes: Iterable[str], names: Mapping[str, Port]) -> dict[str, str]:
    """Ports by name in each language a letter may be read in, as its sentences take them in."""
    ports = [names[code] for code in codes if code in names]
    return {
        "zh-hans": "、".join(port.name_zh for port in ports),
        "vi": ", ".join(port.name_vi for port in ports),
        "en": ", ".join(port.name_en for port in ports),
    }


def _summed(reader: UUID, kind: str, permits: Sequence[Permit], params: dict[str, object]) -> Row:
    first = min(permits, key=lambda permit: permit.number)
    begins = min(permit.first_on for permit in permits).isoformat()
    told = {"permits": len(permits), "permit": first.reference, "first_on": begins}
    return reader, kind, PERMIT, str(first.pk), told | params
