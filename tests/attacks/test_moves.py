"""Every move of every procedure that takes a right, asked for by who holds all rights but that one."""

import importlib
from collections.abc import Iterator

import pytest

from core.actors import Standing
from core.errors import Forbidden
from core.permissions import Permission
from core.workflow import Transition, Workflow, move, move_each
from employers.models import Licence
from tests.factories import World

pytestmark = pytest.mark.django_db


def moves() -> Iterator[tuple[str, Transition]]:
    for app in ("employers", "permits", "rosters", "scheme", "workers"):
        for name, table in vars(importlib.import_module(f"{app}.workflow")).items():
            if isinstance(table, Workflow):
                yield from ((f"{app}.{name}.{one.verb}", one) for one in table if one.permission is not None)


@pytest.mark.parametrize(("name", "transition"), list(moves()))
def test_nobody_makes_a_move_without_its_right(name: str, transition: Transition, world: World) -> None:
    """Whose record it is does not matter: the right is asked for before the record is looked at."""
    licence = world.intermediary.licences.get()
    by = Standing(login="session:a", kind="bureau", permissions=frozenset(Permission) - {transition.permission})

    with pytest.raises(Forbidden) as one, move(Licence.objects.all(), licence.pk, transition, by=by):
        pytest.fail(name)
    with pytest.raises(Forbidden) as many, move_each(Licence.objects.all(), [licence.pk], transition, by=by):
        pytest.fail(name)

    assert (one.value.code, many.value.code) == ("not_allowed", "not_allowed")
