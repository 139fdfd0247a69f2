"""The pages of the manual that are made from the tables: the procedures, and who may do what."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from accounts.enums import Kind, Role
from accounts.rules import GRANTS, OF_WORKERS
from core.permissions import Permission
from core.workflow import Transition, Workflow

STOREYS = ("scheme", "accounts", "employers", "workers", "permits", "rosters")
NOTE = "<!-- Made from the tables by `manage.py write_docs`; a test fails when it is out of date. -->"


def workflows() -> Iterator[tuple[str, Workflow]]:
    """Every procedure of the service, by its name, from the lowest storey up."""
    for storey in STOREYS:
        if find_spec(f"{storey}.workflow"):
            module = import_module(f"{storey}.workflow")
            for name, value in vars(module).items():
                if isinstance(value, Workflow):
                    yield f"{storey}: {name.lower()}", value


def workflow_page() -> str:
    """The state diagram and the table of moves of every procedure."""
    parts = ["# The procedures", NOTE]
    for name, workflow in workflows():
        parts += [f"## {name}", _diagram(workflow), _moves(workflow)]
    return "\n\n".join(parts) + "\n"


def permissions_page() -> str:
    """Which role of which kind of organisation holds which permission, and which moves each opens."""
    opened: dict[str, list[str]] = {}
    for name, workflow in workflows():
        for transition in workflow:
            if transition.permission:
                opened.setdefault(transition.permission, []).append(f"{transition.verb} ({name.split(': ')[1]})")
    holders = {kind.value: {role.value: GRANTS[kind].get(role, frozenset()) for role in Role} for kind in Kind}
    parts = ["# Who may do what", NOTE]
    for kind, roles in (holders | {"worker": {"by a one-time code": OF_WORKERS}}).items():
        rows = [
            f"| {role} | {permission.value} | {', '.join(opened.get(permission, [])) or '—'} |"
            for role, granted in roles.items()
            for permission in Permission
            if permission in granted
        ]
        table = ["| role | permission | moves it opens |", "| --- | --- | --- |", *rows]
        parts += [f"## {kind}", "\n".join(table)]
    return "\n\n".join(parts) + "\n"


def _diagram(workflow: Workflow) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    for transition in workflow:
        lines += [
            f"    {source} --> {transition.target or source}: {transition.verb}"
            for source in sorted(transition.sources)
        ]
    return "\n".join([*lines, "```"])


def _moves(workflow: Workflow) -> str:
    head = ["| move | from | to | permission |", "| --- | --- | --- | --- |"]
    return "\n".join(head + [_row(transition) for transition in workflow])


def _row(transition: Transition) -> str:
    target = transition.target or "stays"
    permission = transition.permission.value if transition.permission else "the clock"
    return f"| {transition.verb} | {', '.join(sorted(transition.sources))} | {target} | {permission} |"
