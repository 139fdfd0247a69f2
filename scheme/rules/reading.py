"""Turns plain JSON into frozen values by their declared types, and names the place that does not fit."""

import dataclasses
import types
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


class BadParameter(ValueError):
    """One parameter does not do: `path` names it, `wanted` says what belongs there."""

    def __init__(self, path: str, wanted: str) -> None:
        super().__init__(f"{path}: {wanted}")
        self.path, self.wanted = path, wanted


def read(kind: type[T], given: object) -> T:
    """Read a whole value of a declared type; no member may be missing, none unknown."""
    value: T = _read(kind, given, "")
    return value


def _read(kind: Any, given: object, path: str) -> Any:
    origin = get_origin(kind)
    if origin is types.UnionType:
        return None if given is None else _read(get_args(kind)[0], given, path)
    if origin is tuple:
        return tuple(
            _read(get_args(kind)[0], part, f"{path}[{place}]") for place, part in enumerate(_list(given, path))
        )
    if origin is Mapping:
        members = _object(given, path)
        return types.MappingProxyType(
            {name: _read(get_args(kind)[1], part, _below(path, name)) for name, part in members.items()}
        )
    if dataclasses.is_dataclass(kind):
        return _record(kind, _object(given, path), path)
    return _single(kind, given, path)


def _record(kind: Any, given: dict[str, object], path: str) -> Any:
    hints = get_type_hints(kind)
    for name in given:
        if name not in hints:
            raise BadParameter(_below(path, name), "is not known: remove it")
    for name in hints:
        if name not in given:
            raise BadParameter(_below(path, name), "is missing: add it")
    return kind(**{name: _read(hint, given[name], _below(path, name)) for name, hint in hints.items()})


def _single(kind: Any, given: object, path: str) -> Any:
    if kind is bool and isinstance(given, bool):
        return given
    if kind is int and isinstance(given, int) and not isinstance(given, bool) and 0 <= given < 2**31:
        return given
    if kind is str and isinstance(given, str) and given and given.isprintable():
        return given
    if kind is Decimal and isinstance(given, str):
        return _decimal(given, path)
    if isinstance(kind, type) and issubclass(kind, StrEnum) and isinstance(given, str) and given in list(kind):
        return kind(given)
    wanted = {bool: "true or false", int: "a whole number from 0 on", str: "a word", Decimal: "a number as text"}
    raise BadParameter(path, wanted.get(kind) or f"one of {', '.join(kind)}")


def _decimal(given: str, path: str) -> Decimal:
    try:
        number = Decimal(given)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or number <= 0:
        raise BadParameter(path, "a number above 0, as text")
    return number


def _object(given: object, path: str) -> dict[str, object]:
    if not isinstance(given, dict):
        raise BadParameter(path or "parameters", "an object with named members")
    return given


def _list(given: object, path: str) -> list[object]:
    if not isinstance(given, list):
        raise BadParameter(path, "a list")
    return given


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
