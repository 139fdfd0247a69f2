"""As whom PostgreSQL runs here: it refuses to be root, and to be a user without a name."""

import ctypes
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.local.processes import LIBC, LINUX, Failed

NOBODY = 65534
CLONE_NEWUSER = 0x10000000


def into_a_user_namespace() -> None:
    """Make this process nobody in its own eyes, while its files stay ours."""
    user, group = os.geteuid(), os.getegid()
    if LIBC.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "no user namespaces")
    maps = {"uid_map": f"{NOBODY} {user} 1", "gid_map": f"{NOBODY} {group} 1"}
    for name, text in {"setgroups": "deny", **maps}.items():
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


@dataclass(frozen=True)
class Identity:
    """As whom PostgreSQL runs: words to put in front of its own, and what to do between fork and exec."""

    prefix: tuple[str, ...] = ()
    before: Callable[[], None] | None = None

    @classmethod
    def here(cls, folder: Path) -> "Identity":
        """Choose one that PostgreSQL accepts, and let it own `folder` where that is needed."""
        user, setpriv = os.geteuid(), shutil.which("setpriv")
        if user and has_a_name(user):
            return cls()
        if LINUX and namespaces_work():
            hand_over(folder, user)
            return cls(before=into_a_user_namespace)
        if user or not setpriv:
            raise Failed(f"PostgreSQL will not run as user {user}: start as another, or set DATABASE_URL.")
        hand_over(folder, NOBODY)
        # The capability lets it pass closed folders on the way to its own, so that none has to be opened.
        ids = (f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        passage = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
        return cls((setpriv, *ids, *passage, "--pdeathsig=INT"))


def hand_over(folder: Path, user: int) -> None:
    """Make a folder and all in it a user's: PostgreSQL refuses data that belongs to another."""
    if folder.stat().st_uid != user:
        for path in (*folder.rglob("*"), folder):
            os.chown(path, user, user)


def has_a_name(user: int) -> bool:
    """Say whether the system knows a user."""
    with suppress(KeyError):
        return bool(pwd.getpwuid(user).pw_name)
    return False


def namespaces_work() -> bool:
    """Say whether this process may make user namespaces; most containers may not."""
    try:
        subprocess.run(["true"], preexec_fn=into_a_user_namespace, check=True)  # noqa: S607
    except (OSError, subprocess.SubprocessError):
        return False
    return True
