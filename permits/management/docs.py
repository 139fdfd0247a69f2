"""The pages of the manual that are made from the tables: the procedures, and who may do what."""

import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.utils import translation

from accounts.enums import Kind, Role
from accounts.rules import GRANTS, OF_WORKERS
from core.permissions import Permission
from core.privacy import Held, Term, register
from core.reach import Beyond
from core.workflow import Transition, Workflow

STOREYS = ("scheme", "accounts", "employers", "workers", "permits", "rosters")
HERE = Path(__file__).parents[2]
LOOKING = ("core", *STOREYS, "attachments", "papers", "exchange", "api", "portal", "config")
WALLS = (
    "Behind `visible_to` the database itself shows each asker their own rows and nothing unasked "
    "([ADR 25](adr/0025-the-second-wall.md)). An act finds and locks what it is about with the reach of who asks, and "
    "compares it with every row; outside of acts, services look further here only:"
)
PRIVACY = (
    "Each app says in its `privacy.py` what its tables hold of people "
    "([ADR 27](adr/0027-every-personal-field-is-classified.md)); a test fails for a field that nobody classified. "
    "Oversight sees all but sealed words, for a stated purpose. The days of each term are the rule set's "
    "`retention_days`; `manage.py erase` counts what is over, the daily job erases it."
)
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


def privacy_page() -> str:
    """Every personal field of every table: whose, what for, on what ground, who may see it, how long, and what then."""
    parts = ["# Personal data, field by field", NOTE, PRIVACY]
    of_app: dict[str, list[Held]] = {}
    for label, line in register():
        if isinstance(line, Held):
            of_app.setdefault(label, []).append(line)
    head = ["| fields | of | for | ground | seen by | term | then |", "| --- | --- | --- | --- | --- | --- | --- |"]
    with translation.override("en"):
        parts.append("\n".join(f"- **{term.value}**: {term.label}" for term in Term))
        for label, lines in of_app.items():
            parts += [f"## {label}", "\n".join([*head, *map(_personal, lines)])]
    return "\n\n".join(parts) + "\n"


def _personal(line: Held) -> str:
    said = (line.whose, line.use.label, line.basis.label, ", ".join(line.seen_by), line.term, line.end.label)
    return f"| **{line.table}** {', '.join(line.fields)} | {' | '.join(map(str, said))} |"


def walls_page() -> str:
    """Every place that looks further than whoever asks may see, and why."""
    parts = ["# The second wall", NOTE, WALLS]
    uses: dict[str, list[str]] = {}
    for path in sorted(HERE.glob("*/**/*.py")):
        place = path.relative_to(HERE)
        if place.parts[0] in LOOKING:
            for why in re.findall(r"beyond\(Beyond\.(\w+)\)", path.read_text(encoding="utf-8")):
                uses.setdefault(why, []).append(f"`{place}`")
    found = {why: ", ".join(dict.fromkeys(uses.get(why.name, ["—"]))) for why in Beyond}
    rows = [f"| {why.name.lower().replace('_', ' ')} | {why.value} | {where} |" for why, where in found.items()]
    parts += ["\n".join(["| reason | because | where |", "| --- | --- | --- |", *rows])]
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
