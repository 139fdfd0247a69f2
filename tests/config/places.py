"""Servers of a drill's own, whose data outlives them, and whoever works on them as processes of their own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from config.env import BASE
from config.local.postgres import Cluster
from config.local.processes import Household
from config.local.surroundings import new_secrets
from tests.config.test_drills import OURS

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@dataclass
class Place:
    """A folder with servers, their backup, and the environment of whoever works there."""

    folder: Path
    household: Household
    values: dict[str, str] = field(default_factory=dict)

    def serve(self, name: str) -> Cluster:
        """Start the server on the data of that name, made where there is none, and turn everybody to it."""
        cluster = Cluster.at(self.folder / name)
        cluster_values = cluster.start(self.household)
        self.values |= cluster_values
        return cluster

    def manage(self, *words: str) -> str:
        return self.run(sys.executable, "-W", "ignore", "manage.py", *words)

    def run(self, *words: str) -> str:
        done = subprocess.run(words, cwd=BASE, env=self.env(), capture_output=True, text=True)
        assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def env(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        return inherited | self.values | {"DEBUG": "1", "VAR_DIR": str(self.folder / "var")}

    def asked(self, statement: LiteralString) -> set[Any]:
        """The first column of what the owner of the tables is answered."""
        with psycopg.connect(self.values["DATABASE_OWNER_URL"], options="-c app.sees=everything") as connection:
            return {row[0] for row in connection.execute(statement)}

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        with psycopg.connect(self.values["DATABASE_OWNER_URL"], options="-c app.sees=everything") as connection:
            count = sql.SQL("SELECT count(*) FROM {}")
            found = {
                name: connection.execute(count.format(sql.Identifier(name))) for (name,) in connection.execute(TABLES)
            }
            return {name: cursor.fetchall()[0][0] for name, cursor in found.items()}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    # Its own Redis is nobody's business here: what is read and acted needs none.
    with Household(loud=False) as household:
        yield Place(tmp_path, household, new_secrets() | {"REDIS_URL": os.environ["REDIS_URL"]})
