"""Values from the environment, and the sentence that stops the start when one is missing or unfit."""

import base64
import binascii
import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

BASE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("VAR_DIR", BASE / "var"))
SECRET_LENGTH, PASSWORD_LENGTH = 40, 16
MOST_ALIKE = 16  # different bytes among 32; drawn at random, fewer come once in ten thousand million times
WEAK = re.compile(r"change|example|insecure|secret|password|(.)\1{7}", re.IGNORECASE)


class Misconfigured(SystemExit):
    """A value without which the service must not start; ends the process with one sentence."""


def read(path: Path) -> dict[str, str]:
    """Give the names and values kept in a file of `NAME=value` lines; a file that is not there holds none."""
    if not path.exists():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


@cache
def local() -> dict[str, str]:
    """Give what a local run has written down, for commands typed in another terminal.

    Where the environment brings its own secret key, as in every deployment, nothing is read; where it brings
    its own database, nothing is read about servers, so that two places never mix.
    """
    if os.environ.get("SECRET_KEY"):
        return {}
    return read(VAR / "secrets.env") | ({} if os.environ.get("DATABASE_URL") else read(VAR / "servers.env"))


def env(name: str, default: str | None = None) -> str:
    """Give the value called `name`, or what stands in the file called `name`_FILE; without a default, a missing one
    stops the start.
    """
    value = os.environ.get(name) or _in_file(name) or local().get(name) or default
    if value is None:
        raise Misconfigured(
            f"{name} is not set: give it in the environment, or start the local service with 'make run'."
        )
    return value


def _in_file(name: str) -> str:
    path = os.environ.get(f"{name}_FILE")
    try:
        return Path(path).read_text().strip() if path else ""
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{name}_FILE names a file that cannot be read: {path}.") from error


def flag(name: str, default: bool = False) -> bool:
    """Give a yes or no."""
    return env(name, str(default)).lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """Give a whole number."""
    value = env(name, str(default))
    if not value.isdecimal():
        raise Misconfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Give a list written with commas."""
    return [word.strip() for word in env(name, default).split(",") if word.strip()]


def client_secrets(name: str) -> dict[tuple[str, str], str]:
    """Give secrets by issuer and client, written one a line: the issuer's address, the client's name, the secret."""
    lines = [line.split() for line in env(name, "").splitlines() if line.strip()]
    if any(len(line) != 3 for line in lines):
        raise Misconfigured(f"{name}: each line is an issuer, the name of the client, and its secret.")
    return {(issuer.rstrip("/"), client): given for issuer, client, given in lines}


def secret(name: str, *, debug: bool) -> str:
    """Give a secret; a short or guessable one is refused unless `debug`."""
    value = env(name)
    if not debug and (len(value) < SECRET_LENGTH or WEAK.search(value)):
        raise Misconfigured(f"{name} is weak: give at least {SECRET_LENGTH} characters drawn at random.")
    return value


def server(name: str, default: str | None = None, *, debug: bool) -> str:
    """Give the address of a server; a password in it that is short or guessable is refused unless `debug`."""
    address = env(name, default)
    password = split(address)[0].password
    if not debug and password is not None and (len(password) < PASSWORD_LENGTH or WEAK.search(password)):
        raise Misconfigured(f"{name} has a weak password: give at least {PASSWORD_LENGTH} characters drawn at random.")
    return address


def key(name: str, *, debug: bool = False) -> bytes:
    """Give a key of 32 bytes, written in base64; one that was not drawn at random is refused unless `debug`."""
    try:
        value = base64.b64decode(env(name), altchars=b"-_", validate=True)
    except binascii.Error:
        value = b""
    if len(value) != 32:
        raise Misconfigured(f"{name} must be 32 random bytes in base64.")
    if not debug and len(set(value)) < MOST_ALIKE:
        raise Misconfigured(f"{name} is weak: its 32 bytes are not drawn at random.")
    return value


def database(url: str, **session: str) -> dict[str, Any]:
    """Give Django's entry for the PostgreSQL at `url`, each connection opened with the `session` settings."""
    parts, port = split(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise Misconfigured("A database address reads postgresql://user:password@host:port/name.")
    options = dict(parse_qsl(parts.query))
    given = [options.pop("options")] if "options" in options else []
    settings = [f"-c {name}={value}" for name, value in session.items()]
    return {
        "ENGINE": "core.postgres",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **options, "options": " ".join(given + settings)},
    }


def split(url: str) -> tuple[SplitResult, str]:
    """Give the parts of an address and its port; what is none has no scheme."""
    try:
        parts = urlsplit(url)
        return parts, str(parts.port or "")
    except ValueError:
        return urlsplit(""), ""


def redis_database(url: str, offset: int) -> str:
    """Give the address of another numbered database, `offset` further on the same Redis."""
    parts, _port = split(url)
    index = parts.path.strip("/") or "0"
    if parts.scheme not in {"redis", "rediss"} or not index.isdecimal():
        raise Misconfigured("REDIS_URL reads redis://:password@host:port/number.")
    return parts._replace(path=f"/{int(index) + offset}").geturl()
