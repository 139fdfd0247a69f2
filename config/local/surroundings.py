"""What the service needs around it: secrets and servers, started here unless the environment names them."""

import base64
import os
import secrets
from pathlib import Path

import psycopg
import redis

from config.env import VAR, read
from config.local import valkey
from config.local.files import write_values
from config.local.postgres import OLDEST, Cluster
from config.local.processes import Failed, Household


def new_secrets() -> dict[str, str]:
    """Draw the secrets of one installation."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    }


def set_where_missing(values: dict[str, str]) -> None:
    """Put values into the environment, for us and for all we start; what it brings itself stays."""
    for name, value in values.items():
        os.environ[name] = os.environ.get(name) or value


def kept() -> None:
    """Bring the secrets of this installation, drawn at its first start."""
    path = VAR / "secrets.env"
    if not path.exists():
        write_values(path, new_secrets())
    set_where_missing(read(path))


def servers(household: Household, folder: Path, *, throw_away: bool = False) -> None:
    """Start the database and the broker, or make sure of those that the environment names; name folders."""
    set_where_missing({"SIGNING_KEYS": str(folder / "keys"), "ATTACHMENTS_DIR": str(folder / "attachments")})
    if database := os.environ.get("DATABASE_URL"):
        for address in (database, os.environ.get("DATABASE_OWNER_URL")):
            check_database(address or database)
    else:
        cluster = Cluster.at(folder / "postgres")
        os.environ.update(cluster.start(household, throw_away=throw_away))
    if broker := os.environ.get("REDIS_URL"):
        check_broker(broker)
    else:
        os.environ.update(valkey.start(household, folder / "valkey", throw_away=throw_away))


def check_database(address: str) -> None:
    """Raise `Failed` unless a new enough PostgreSQL answers at an address."""
    try:
        with psycopg.connect(address, connect_timeout=5) as connection:
            major = connection.info.server_version // 10_000
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Failed(f"The database that DATABASE_URL names cannot be used: {reason}") from error
    if major < OLDEST:
        raise Failed(f"The database that DATABASE_URL names is PostgreSQL {major}; {OLDEST} is needed.")


def check_broker(address: str) -> None:
    """Raise `Failed` unless a server answers at an address."""
    try:
        client = redis.Redis.from_url(address, socket_timeout=5, socket_connect_timeout=5)
        client.ping()
    except (redis.RedisError, ValueError) as error:
        raise Failed(f"The broker that REDIS_URL names cannot be used: {error}") from error
    client.close()
