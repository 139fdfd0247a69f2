"""The database is lost while people work: it is had again as of a second drawn by chance, and as of its last moment."""

import json
import os
import random
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.env import BASE
from config.local.identity import Identity, hand_over
from config.local.ports import HERE, free_port
from config.local.postgres import Cluster
from tests.config.places import Place

pytestmark = [
    pytest.mark.drill,
    pytest.mark.alone,
    pytest.mark.skipif(sys.platform != "linux", reason="runs servers of its own"),
]
WORKED = 25.0  # seconds of acts, of which one is drawn
RPO, RTO = 5, 60  # seconds; what docs/operations.md promises
PROOFS = ("prove_quotas", "prove_stays", "verify_events")
SEALED = {"evidence_checkpoint", "evidence_tile"}


@contextmanager
def backed_up(place: Place, cluster: Cluster) -> Iterator[Path]:
    """Let the backup of the containers run beside the server, and wait for its first base."""
    kept = place.folder / "backups"
    port = place.values["DATABASE_URL"].rpartition(":")[2].partition("/")[0]
    values = {"PGHOST": HERE, "PGPORT": port, "PGUSER": "postgres", "PGPASSWORD": cluster.password}
    path = f"{cluster.programs}:{os.environ['PATH']}"
    with (place.folder / "backup.log").open("w") as log:
        process = subprocess.Popen(
            ["sh", "docker/backup.sh"],
            cwd=BASE,
            env=os.environ | values | {"BACKUP_DIR": str(kept), "PATH": path},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until(lambda: "A base backup is made" in (place.folder / "backup.log").read_text())
        yield kept
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def until(true, patience: float = 120) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@dataclass(frozen=True)
class Act:
    unit: str
    began: float
    taken: float


def acted(place: Place, cluster: Cluster) -> tuple[list[Act], float]:
    """The acts that were taken until the server was killed, with its whole family, in the middle of one."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.config.acting"],
        cwd=BASE,
        env=place.env(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    time.sleep(WORKED)
    place.household.kill()
    lost = time.time()
    said, _ = process.communicate(timeout=60)
    return [Act(**json.loads(line)) for line in said.splitlines()], lost


def restored(place: Place, kept: Path, name: str, first: Cluster, *moment: str) -> None:
    """The server as of that moment, by the script that people would use."""
    home = place.folder / name
    home.mkdir()
    (home / "password").write_text(first.password)
    place.run("sh", "docker/restore.sh", str(kept), str(home / "data"), *moment)
    Identity.here(home)
    if os.geteuid() == 0 and (first.folder.stat().st_uid != 0):
        hand_over(home, first.folder.stat().st_uid)
        hand_over(kept, first.folder.stat().st_uid)
    place.serve(name)
    until(lambda: place.asked("SELECT pg_is_in_recovery()") == {False})


def served(place: Place) -> None:
    """Wait until the web server says that it can work."""
    port = free_port()
    granian = str(Path(sys.executable).with_name("granian"))
    words = ["--interface", "wsgi", "--host", HERE, "--port", str(port), "--no-ws", "config.wsgi:application"]
    with subprocess.Popen([granian, *words], cwd=BASE, env=place.env(), stderr=subprocess.DEVNULL) as web:
        until(lambda: _is_ready(port))
        web.send_signal(signal.SIGINT)


def _is_ready(port: int) -> bool:
    try:
        with closing(HTTPConnection(HERE, port, timeout=5)) as connection:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
    except OSError:
        return False


def test_any_second_can_be_had_again_and_of_the_last_ones_hardly_any_is_lost(place: Place) -> None:
    first = place.serve("first")
    place.manage("migrate", "--verbosity", "0")
    place.manage("load_reference")
    place.manage("load_demo")
    before = place.counts()
    with backed_up(place, first) as kept:
        acts, lost = acted(place, first)
    assert len(acts) > 100

    # As of the last moment there is: how much is lost, and how long it takes until people can work.
    restored(place, kept, "last", first)
    served(place)
    rto = time.time() - lost
    units = place.asked("SELECT id::text FROM accounts_unit")
    rpo = acts[-1].taken - max(act.taken for act in acts if act.unit in units)
    missing = sum(act.unit not in units for act in acts)
    print(f"\nRPO {rpo:.2f} s ({missing} of {len(acts)} acts lost with the server), RTO {rto:.0f} s.")  # noqa: T201 - the drill's result
    place.household.kill()

    # As of a second drawn by chance.
    drawn = random.Random(secrets.randbits(64)).choice(acts[len(acts) // 10 :]).taken
    moment = datetime.fromtimestamp(int(drawn) + 1, UTC)
    restored(place, kept, "then", first, f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    units = place.asked("SELECT id::text FROM accounts_unit")
    there = {act.unit for act in acts if act.unit in units}
    assert {act.unit for act in acts if act.taken < moment.timestamp()} <= there
    assert there <= {act.unit for act in acts if act.began <= moment.timestamp()}
    changed = {name: count - before[name] for name, count in place.counts().items() if count != before[name]}
    assert {name: count for name, count in changed.items() if name not in SEALED} == {
        "accounts_unit": len(there),
        "audit_event": len(there),
    }
    assert changed["evidence_checkpoint"] > 0
    for proof in PROOFS:
        place.manage(proof)
    print(f"As of {moment:%H:%M:%S} UTC: {len(there)} of {len(acts)} acts, every table's count, and the proofs hold.")  # noqa: T201
    assert rpo <= RPO
    assert rto <= RTO
