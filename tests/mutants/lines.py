"""The permission lines of the code, and the code without one of them."""

import ast
import gc
import importlib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from core.workflow import Transition

ROOT: Final = Path(__file__).parents[2]
APPS: Final = (
    *("accounts", "api", "attachments", "core", "employers", "exchange"),
    *("papers", "permits", "portal", "rosters", "scheme", "workers"),
)
Seen = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One statement that holds somebody off: in a `file`, at a `row` and `column`, and what taking it out does."""

    file: str
    row: int
    column: int
    change: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}:{self.column} {self.change}"


def lines() -> Iterator[Line]:
    """Every line of a `visible_to`, call of `allow` and look at somebody's permissions."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _of(path)


def moves() -> "Iterator[tuple[str, Transition]]":
    """Every legal move that takes a permission."""
    from core.workflow import Workflow  # once Django is up

    for app in ("employers", "permits", "rosters", "scheme", "workers"):
        for name, table in vars(importlib.import_module(f"{app}.workflow")).items():
            if isinstance(table, Workflow):
                yield from ((f"{app}.{name}.{one.verb}", one) for one in table if one.permission is not None)


def _of(path: Path) -> Iterator[Line]:
    file = str(path.relative_to(ROOT))
    for within, node in _walk(ast.parse(path.read_text())):
        if change := _change(within, node):
            yield Line(file, node.lineno, node.col_offset, change)  # type: ignore[attr-defined]


def _walk(tree: ast.AST, within: str = "") -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(tree):
        yield within, child
        yield from _walk(child, child.name if isinstance(child, ast.FunctionDef) else within)


def _change(within: str, node: ast.AST) -> str:
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="allow"))):
            return "allow"
        case ast.Return(value=ast.Name(id="self")):
            return ""
        case ast.Return() if within == "visible_to":
            return "all"
        case ast.Compare(comparators=[ast.Attribute(attr="permissions")]):
            return "inverted"
        case ast.If(test=ast.Compare(left=ast.Attribute(attr="kind"))) if within == "visible_to":
            return "inverted kind"
    return ""


class _Without(ast.NodeTransformer):
    def __init__(self, line: Line) -> None:
        self.line = line

    def visit(self, node: ast.AST) -> Any:
        place = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
        if place == (self.line.row, self.line.column):
            match self.line.change, node:
                case "allow", ast.Expr():
                    return ast.copy_location(ast.Pass(), node)
                case "all", ast.Return():
                    return ast.copy_location(ast.Return(ast.Name("self", ast.Load())), node)
                case "inverted", ast.Compare():
                    return ast.copy_location(ast.UnaryOp(ast.Not(), node), node)
                case "inverted kind", ast.If():
                    node.test = ast.copy_location(ast.UnaryOp(ast.Not(), node.test), node.test)
                    return node
        return self.generic_visit(node)


class _Noting(ast.NodeTransformer):
    """Each statement that holds a permission line says so before it is run."""

    def __init__(self, chosen: list[Line]) -> None:
        self.chosen = {(line.row, line.column): line for line in chosen}

    def visit(self, node: ast.AST) -> Any:
        node = self.generic_visit(node)
        if not isinstance(node, (ast.Expr, ast.Assign, ast.AnnAssign, ast.Return, ast.If)):
            return node
        parts = [node, *ast.walk(node.test)] if isinstance(node, ast.If) else list(ast.walk(node))
        found = {self.chosen.get((getattr(part, "lineno", 0), getattr(part, "col_offset", -1))) for part in parts}
        said = [ast.parse(SAID.format(str(line))).body[0] for line in found if line is not None]
        for inner in [inner for statement in said for inner in ast.walk(statement)]:
            ast.copy_location(inner, node)
        return [*said, node]


SAID: Final = "__import__('tests.mutants.lines', fromlist=['note']).note({!r})"


def note(line: str) -> None:
    """Exchanged by `watch`."""


def watch(seen: Seen) -> None:
    """Have `seen` called with every permission line and move before it is asked."""
    from core import workflow

    globals()["note"] = seen
    for file, chosen in _by_file(lines()).items():
        _exchange(file, _Noting(chosen))
    names = {id(one): name for name, one in moves()}
    proved = workflow._prove

    def prove(transition: "Transition", *args: Any, **kwargs: Any) -> None:
        if id(transition) in names:
            seen(names[id(transition)])
        proved(transition, *args, **kwargs)

    workflow._prove = prove


def take_out(name: str) -> None:
    """Let everybody past one line, or make one move, in this process from now on."""
    for line in lines():
        if str(line) == name:
            assert _exchange(line.file, _Without(line)), f"{name} is in no function"
            return
    from core import workflow
    from core.errors import Stale

    chosen = dict(moves())[name]
    proved, allow = workflow._prove, workflow.allow

    def anybody(permission: Any, *, by: Any) -> None:
        if permission in by.stale:
            raise Stale

    def prove(transition: "Transition", *args: Any, **kwargs: Any) -> None:
        workflow.allow = anybody if transition is chosen else allow
        try:
            proved(transition, *args, **kwargs)
        finally:
            workflow.allow = allow

    workflow._prove = prove


def _by_file(found: Iterator[Line]) -> dict[str, list[Line]]:
    files: dict[str, list[Line]] = {}
    for line in found:
        files.setdefault(line.file, []).append(line)
    return files


def _exchange(file: str, change: ast.NodeTransformer) -> int:
    """Give the functions of a module, wherever they are held, the code of the changed source."""
    path = ROOT / file
    importlib.import_module(file.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    before = ast.parse(path.read_text())
    after = ast.fix_missing_locations(change.visit(deepcopy(before)))
    fresh = {(code.co_qualname, code.co_firstlineno): code for code in _codes(compile(after, str(path), "exec"))}
    old = [
        one
        for one in gc.get_objects()
        if type(one) is FunctionType and one.__code__.co_filename == str(path) and "<locals>" not in one.__qualname__
    ]
    for function in old:
        found = fresh.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
        if found is not None:
            function.__code__ = found
    return len(old)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)
