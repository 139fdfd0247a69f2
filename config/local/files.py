"""Small files that a local run keeps, closed to everybody else."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.tmp")
    half.unlink(missing_ok=True)
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    half.rename(path)


def write_values(path: Path, values: Mapping[str, str]) -> None:
    """Write a file of `NAME=value` lines."""
    write(path, "".join(f"{name}={value}\n" for name, value in values.items()))


def once(path: Path, make: Callable[[], str]) -> str:
    """Give the text of a file, made at the first asking."""
    if not path.exists():
        write(path, make())
    return path.read_text()
