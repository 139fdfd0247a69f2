"""Values from the environment are read, or refused with one sentence that names them."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import env as environment
from config.env import BASE, Misconfigured


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environment, "VAR", tmp_path)
    for name in ("SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    environment.local.cache_clear()
    yield tmp_path
    environment.local.cache_clear()


def test_a_missing_value_stops_the_start_with_its_name(here: Path) -> None:
    with pytest.raises(Misconfigured, match=r"^DATABASE_URL is not set"):
        environment.env("DATABASE_URL")


def test_a_local_run_tells_later_commands_where_its_servers_are(here: Path) -> None:
    (here / "secrets.env").write_text("SECRET_KEY=drawn=once\n")
    (here / "servers.env").write_text("DATABASE_URL=postgresql://here/scheme\n")

    assert environment.env("SECRET_KEY") == "drawn=once"
    assert environment.env("DATABASE_URL") == "postgresql://here/scheme"


def test_an_own_database_never_mixes_with_the_servers_of_a_local_run(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "servers.env").write_text("DATABASE_OWNER_URL=postgresql://here/scheme\n")
    monkeypatch.setenv("DATABASE_URL", "postgresql://there/scheme")

    assert environment.env("DATABASE_OWNER_URL", "theirs") == "theirs"


def test_a_deployment_reads_nothing_that_a_local_run_left(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "servers.env").write_text("DEBUG=1\n")
    monkeypatch.setenv("SECRET_KEY", "its own")

    assert environment.local() == {}


@pytest.mark.parametrize("weak", ["short", "change-me" * 10, "a" * 60, "django-insecure-" + "x1y2" * 10])
def test_a_weak_secret_is_refused_in_a_deployment_only(weak: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", weak)

    assert environment.secret("SECRET_KEY", debug=True) == weak
    with pytest.raises(Misconfigured, match="SECRET_KEY is weak"):
        environment.secret("SECRET_KEY", debug=False)


@pytest.mark.parametrize("unfit", ["", "short", base64.b64encode(bytes(31)).decode(), "~" * 44])
def test_a_key_of_the_wrong_size_is_refused(here: Path, unfit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELD_KEY", unfit)

    with pytest.raises(Misconfigured, match="FIELD_KEY"):
        environment.key("FIELD_KEY")


def test_a_key_that_nobody_drew_is_refused_in_a_deployment_only(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELD_KEY", base64.b64encode(b"0123456789abcdef"[:8] * 4).decode())

    assert len(environment.key("FIELD_KEY", debug=True)) == 32
    with pytest.raises(Misconfigured, match="FIELD_KEY is weak"):
        environment.key("FIELD_KEY")


@pytest.mark.parametrize("weak", ["scheme", "change-me-change-me-1", "0000000000000000000"])
def test_a_weak_password_of_a_server_is_refused_in_a_deployment_only(
    weak: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://:{weak}@there:6379/0")

    assert weak in environment.server("REDIS_URL", debug=True)
    with pytest.raises(Misconfigured, match="REDIS_URL has a weak password") as refused:
        environment.server("REDIS_URL", debug=False)
    assert weak not in str(refused.value)


def test_a_value_may_stand_in_a_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "kept").write_text("from the file\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(here / "kept"))

    assert environment.env("DATABASE_URL") == "from the file"
    monkeypatch.setenv("DATABASE_URL_FILE", str(here / "gone"))
    with pytest.raises(Misconfigured, match="DATABASE_URL_FILE names a file that cannot be read"):
        environment.env("DATABASE_URL")


def test_a_database_address_is_taken_apart() -> None:
    entry = environment.database(
        "postgresql://app:p%40ss@db.example:6432/scheme?sslmode=require&options=-c%20jit%3Doff",
        role="scheme_app",
    )

    assert (entry["USER"], entry["PASSWORD"], entry["HOST"]) == ("app", "p@ss", "db.example")
    assert (entry["PORT"], entry["NAME"]) == ("6432", "scheme")
    assert entry["OPTIONS"]["sslmode"] == "require"
    assert entry["OPTIONS"]["options"] == "-c jit=off -c role=scheme_app"


@pytest.mark.parametrize(
    "address",
    ["mysql://a@b/c", "postgresql://a@b", "scheme", "postgresql://a@b:port/scheme", "postgresql://[x/y"],
)
def test_an_address_of_something_else_is_refused(address: str) -> None:
    with pytest.raises(Misconfigured, match="A database address reads"):
        environment.database(address)


def test_the_cache_is_another_database_of_the_same_redis() -> None:
    assert environment.redis_database("redis://:p@h:6379/2", 1) == "redis://:p@h:6379/3"
    assert environment.redis_database("redis://h", 1) == "redis://h/1"


def test_a_deployment_without_secrets_stops_with_one_sentence(tmp_path: Path) -> None:
    values = {name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "DEBUG"}}

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE,
        env=values | {"VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set")
    assert len(done.stderr.splitlines()) == 1


def test_a_deployment_that_has_no_place_for_its_signing_keys_stops_with_one_sentence(tmp_path: Path) -> None:
    values = {name: value for name, value in os.environ.items() if name not in {"SIGNING_KEYS", "DEBUG"}}

    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE,
        env=values | {"VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("SIGNING_KEYS is not set")
